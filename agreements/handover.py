"""What of this pillar is under way at partners that are handed over."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.enums import IN_FORCE, OPEN
from agreements.lifecycle import AGREEMENT
from agreements.models import Agreement
from agreements.permissions import AgreementPermission
from partners.handover import MOST, Work, open_work

DAYS_AHEAD = 120


def agreements(partner_ids: Collection[UUID], at: datetime) -> list[Work]:
    """Those in the making, and those somebody must act on within 120 days because they end or their notice runs out."""
    soon = at.date() + timedelta(days=DAYS_AHEAD)
    ending = Q(status__in=IN_FORCE) & (Q(action_on__lte=soon) | Q(ends_on__lte=soon))
    rows = Agreement.objects.filter(Q(status__in=OPEN) | ending, partner_id__in=partner_ids)
    return [
        Work(
            row.partner_id, row.title, AGREEMENT.state(row).label, row.action_on or row.ends_on,
            "agreements:agreement-detail", row.ref,
        )
        for row in rows.order_by(F("action_on").asc(nulls_last=True), "pk")[:MOST]
    ]  # fmt: skip


open_work("agreements", _("Agreements open or ending"), agreements, permission=AgreementPermission.VIEW, order=30)
