"""Sending a referral in a minute, and following it without asking."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.columns import ClockedRows
from deals.forms import ReferralForm
from deals.lifecycle import REFERRAL
from deals.models import Referral
from deals.permissions import DealPermission
from deals.services.promise import would_answer_by
from deals.services.referral import FIRST_ANSWER_DAYS, submit_referral, withdraw_referral
from prm.audit.queries import timeline_for
from prm.clocks.queries import clock_for
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, FormView, Link, ListView, Search


class ReferralList(ClockedRows, ListView):
    permission = DealPermission.VIEW
    title = _("Referrals")
    columns = (
        Column("customer_name", _("Customer"), sub="ref", link=True),
        Column("contact_name", _("Contact"), wide_only=True),
        Column.money("amount", _("Value")),
        Column.status(REFERRAL),
        Column.clock("clock", _("Answer")),
        Column.datetime("submitted_at", _("Sent"), sort=True, wide_only=True),
    )
    filters = (
        Choice("status", _("Status"), REFERRAL.choices),
        Search("customer_name", "ref", placeholder=_("Customer, reference")),
    )
    actions = (Link(_("Send a referral"), "deals:referral-new", DealPermission.REFER, "plus", primary=True),)
    default_sort = "-submitted_at"
    empty = Empty(
        "user-share",
        _("No referrals yet"),
        _("Send us somebody who needs what we sell; it takes a minute."),
        "deals:referral-new",
        _("Send a referral"),
    )

    def query(self) -> QuerySet[Referral]:
        return queries.referrals_of_partner(self.actor.partner_id)

    def row_url(self, row: Referral) -> str:
        return self.url("deals:referral-detail", ref=row.ref)


class ReferralNew(FormView):
    permission = DealPermission.REFER
    title = _("Send a referral")
    intro = _("Six fields. We answer within two business days, and you see every step.")
    template_name = "deals/refer.html"
    form_class = ReferralForm
    submit_label = _("Send referral")
    message = _("Sent. We answer within two business days.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"partnerships": queries.partnerships_that_refer(self.actor.partner_id)}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"answer_by": would_answer_by(FIRST_ANSWER_DAYS, at=self.now)}

    def perform(self, form: ReferralForm) -> Referral:
        values = dict(form.cleaned_data)
        return submit_referral(values.pop("partnership"), values, actor=self.actor, at=self.now)

    def success_url(self, result: Referral) -> str:
        return self.url("deals:referral-detail", ref=result.ref)


class ReferralDetail(DetailView):
    permission = DealPermission.VIEW
    template_name = "deals/my_referral.html"
    object_name = "referral"

    def query(self, ref: str) -> Referral | None:
        return queries.referrals_of_partner(self.actor.partner_id).filter(ref=ref).first()

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        return {
            "lifecycle": REFERRAL,
            "allowed": {item.action for item in REFERRAL.allowed_actions(row, self.actor)},
            "clock": clock_for(row),
            "entries": timeline_for(row, for_partner=True)[:20],
        }


class WithdrawReferral(ActionView):
    permission = DealPermission.REFER
    message = _("Taken back.")

    def query(self, ref: str) -> Referral | None:
        return queries.referrals_of_partner(self.actor.partner_id).filter(ref=ref).first()

    def perform(self, obj: Referral, data: Any) -> Referral:
        return withdraw_referral(obj, actor=self.actor, at=self.now, note=data.get("note", ""))

    def success_url(self, obj: Referral, result: Any) -> str:
        return self.url("deals:referral-detail", ref=obj.ref)
