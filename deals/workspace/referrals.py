"""Referrals: what waits for a first answer, and what became of the others."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.columns import ClockedRows
from deals.enums import ReferralReason
from deals.lifecycle import REFERRAL
from deals.models import Referral
from deals.permissions import DealPermission
from deals.services.referral import (
    accept_referral,
    flags_for,
    mark_referral_duplicate,
    open_referral_opportunity,
    qualify_referral,
    reject_referral,
)
from deals.workspace.forms import ReferralValueForm
from prm.audit.queries import timeline_for
from prm.clocks.queries import clock_for
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, ListView, Search, Tab

LIVE = ["submitted", "accepted", "qualified", "opportunity"]


class ReferralList(ClockedRows, ListView):
    permission = DealPermission.VIEW
    title = _("Referrals")
    columns = (
        Column("customer_name", _("Customer"), sub="ref", link=True),
        Column.organization("partner.name", _("Partner")),
        Column("contact_name", _("Contact"), optional=True),
        Column.money("amount", _("Value")),
        Column.status(REFERRAL),
        Column.clock("clock", _("Promise"), wide_only=True),
        Column.date("submitted_at", _("Sent"), sort=True, wide_only=True),
        Column.person("owner.name", _("Owner"), wide_only=True),
    )
    tabs = (
        Tab("waiting", _("To answer"), {"status": "submitted"}),
        Tab("live", _("In work"), {"status": LIVE}),
        Tab("all", _("All"), {"view": "all"}),
    )
    filters = (
        Choice("status", _("Status"), REFERRAL.choices),
        Search("customer_name", "ref", "partner__name", placeholder=_("Customer, partner, reference")),
    )
    default_sort = "-submitted_at"
    empty = Empty("user-share", _("No referrals here"), _("Referral partners send theirs from their portal."))

    def query(self) -> QuerySet[Referral]:
        return queries.referrals_with_names()

    def row_url(self, row: Referral) -> str:
        return self.url("deals:referral-detail", ref=row.ref)


class ReferralDetail(DetailView):
    permission = DealPermission.VIEW
    template_name = "deals/referral.html"
    object_name = "referral"

    def query(self, ref: str) -> Referral | None:
        return queries.referral_by_ref(ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        allowed = {item.action for item in REFERRAL.allowed_actions(row, self.actor)}
        return {
            "lifecycle": REFERRAL,
            "allowed": allowed,
            "clock": clock_for(row),
            "flags": flags_for(row),
            "reasons": ReferralReason.choices,
            "value_form": ReferralValueForm(initial={"amount": row.amount}),
            "opportunity": row.opportunities.first(),
            "entries": timeline_for(row)[:20],
            "bar_actions": ("accept", "qualify", "mark_duplicate", "reject"),
            "next_url": self.url("deals:referral-list"),
        }


class ReferralAction(ActionView):
    permission = DealPermission.DECIDE_REFERRAL
    message = _("Saved; the partner is told.")

    def query(self, ref: str) -> Referral | None:
        return queries.referral_by_ref(ref)


class AcceptReferral(ReferralAction):
    def perform(self, obj: Referral, data: Any) -> Referral:
        return accept_referral(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class QualifyReferral(ReferralAction):
    def perform(self, obj: Referral, data: Any) -> Referral:
        return qualify_referral(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class RejectReferral(ReferralAction):
    def perform(self, obj: Referral, data: Any) -> Referral:
        return reject_referral(
            obj, actor=self.actor, at=self.now, reason=data.get("reason", ""), note=data.get("note", "")
        )


class MarkReferralDuplicate(ReferralAction):
    def perform(self, obj: Referral, data: Any) -> Referral:
        return mark_referral_duplicate(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class OpenReferralOpportunity(ReferralAction):
    form_class = ReferralValueForm
    message = _("In the pipeline.")

    def perform(self, obj: Referral, data: Any) -> Any:
        return open_referral_opportunity(obj, actor=self.actor, at=self.now, amount=data["amount"])

    def success_url(self, obj: Referral, result: Any) -> str:
        return self.url("deals:opportunity-detail", ref=result.ref)
