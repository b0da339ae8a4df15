"""What of this pillar is under way at partners that are handed over."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from deals.enums import LIVE, REFERRAL_LIVE
from deals.lifecycle import EXTENSION, OPPORTUNITY, REFERRAL, REGISTRATION
from deals.models import Extension, Opportunity, Referral, Registration
from deals.permissions import DealPermission
from partners.handover import MOST, Work, open_work


def registrations(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    rows = Registration.objects.filter(partner_id__in=partner_ids, status__in=LIVE).order_by("act_by_at", "pk")
    return [
        Work(
            row.partner_id, row.customer_name, REGISTRATION.state(row).label, row.protected_until or row.expected_close_on,
            "deals:registration-detail", row.ref,
        )
        for row in rows[:MOST]
    ]  # fmt: skip


def extensions(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    rows = Extension.objects.filter(partner_id__in=partner_ids, status="requested").select_related("registration")
    return [
        Work(
            row.partner_id, row.registration.customer_name, EXTENSION.state(row).label, row.until_before,
            "deals:registration-detail", row.registration.ref,
        )
        for row in rows.order_by("until_before", "pk")[:MOST]
    ]  # fmt: skip


def opportunities(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    rows = Opportunity.objects.filter(partner_id__in=partner_ids, status="open")
    return [
        Work(
            row.partner_id, row.name, f"{OPPORTUNITY.state(row).label}, {row.get_stage_display()}", row.expected_close_on,
            "deals:opportunity-detail", row.ref,
        )
        for row in rows.order_by(F("expected_close_on").asc(nulls_last=True), "pk")[:MOST]
    ]  # fmt: skip


def referrals(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    rows = Referral.objects.filter(partner_id__in=partner_ids, status__in=REFERRAL_LIVE).order_by("act_by_at", "pk")
    return [
        Work(row.partner_id, row.customer_name, REFERRAL.state(row).label, None, "deals:referral-detail", row.ref)
        for row in rows[:MOST]
    ]


open_work("deals.registrations", _("Deals"), registrations, permission=DealPermission.VIEW, order=40)
open_work("deals.extensions", _("Extensions asked for"), extensions, permission=DealPermission.VIEW, order=42)
open_work("deals.opportunities", _("Pipeline"), opportunities, permission=DealPermission.VIEW, order=44)
open_work("deals.referrals", _("Referrals"), referrals, permission=DealPermission.VIEW, order=46)
