"""Levels about to be lost: the list, one with its decision, and pins."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.decisions.queries import decision_by_id
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, ListView, Search, Tab
from programs.lifecycle import DEMOTION
from programs.models import Demotion, Partnership
from programs.permissions import PartnershipPermission
from programs.queries import partnership_by_ref
from programs.queries.tiers import demotion_by_ref, demotions_with_names, pin_of
from programs.services import demotion as service
from programs.workspace.forms import PinForm
from programs.workspace.partnerships import PartnershipFormView


class DemotionList(ListView):
    permission = PartnershipPermission.VIEW
    title = _("Levels at risk")
    intro = _("A review found too little. A level falls when notice and grace are over and the figures are not back.")
    default_sort = "-found_on"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="ref", link=True, sort=True),
        Column("partnership.program.name", _("Program"), wide_only=True),
        Column("from_tier.name", _("Holds")),
        Column("to_tier.name", _("Falls to")),
        Column.date("found_on", _("Found"), sort=True, wide_only=True),
        Column.date("effective_on", _("Falls on"), sort=True),
        Column.status(DEMOTION),
    )
    filters = (Choice("status", _("Status"), DEMOTION.choices), Search("partner__name", "ref"))
    tabs = (
        Tab("open", _("Open"), {"status": ["proposed", "noticed"]}),
        Tab("all", _("All"), {"view": "all"}),
    )
    empty = Empty(
        "shield-check", _("Nobody is about to lose a level"), _("The review looks on each program's day for it.")
    )

    def query(self) -> QuerySet[Demotion]:
        return demotions_with_names()

    def row_url(self, row: Demotion) -> str:
        return self.url("programs:demotion-detail", ref=row.ref)


class DemotionDetail(DetailView):
    permission = PartnershipPermission.VIEW
    template_name = "programs/demotion.html"
    object_name = "demotion"
    query = staticmethod(demotion_by_ref)

    def page_title(self) -> str:
        return f"{self.object.partner.name}: {self.object.from_tier.name}"

    def context(self, **extra: Any) -> dict[str, Any]:
        decision = decision_by_id(self.object.decision_id) if self.object.decision_id else None
        return {"lifecycle": DEMOTION, "decision": decision, "bar_actions": ("confirm", "decline", "withdraw")}


class DemotionAction(ActionView):
    permission = PartnershipPermission.DECIDE_TIER
    query = staticmethod(demotion_by_ref)
    service: Any = None

    def perform(self, obj: Demotion, data: Any) -> Demotion:
        done: Demotion = type(self).service(obj, actor=self.actor, at=self.now, note=data.get("note", ""))
        return done

    def success_url(self, obj: Demotion, result: Any) -> str:
        return self.url("programs:demotion-list")


class DemotionConfirm(DemotionAction):
    service = service.confirm_demotion
    message = _("Notice is given; the partner hears what keeps the level.")


class DemotionDecline(DemotionAction):
    service = service.decline_demotion
    message = _("Not pursued; the level stays.")


class DemotionWithdraw(DemotionAction):
    service = service.withdraw_demotion
    message = _("They keep the level.")


class TierPinEdit(PartnershipFormView):
    permission = PartnershipPermission.DECIDE_TIER
    title = _("Pin the level")
    intro = _("Up to that day reviews take nothing away, whatever the figures. Promotions go on.")
    form_class = PinForm
    submit_label = _("Pin level")
    message = _("The level is pinned.")

    def initial(self) -> dict[str, Any]:
        pin = pin_of(self.object, self.now.date())
        return {"until": pin.until, "reason": pin.reason} if pin else {}

    def perform(self, form: Any) -> Any:
        return service.pin_tier(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class TierUnpin(ActionView):
    permission = PartnershipPermission.DECIDE_TIER
    message = _("The pin is lifted; the next review heeds the figures.")
    query = staticmethod(partnership_by_ref)

    def perform(self, obj: Partnership, data: Any) -> None:
        service.unpin_tier(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Partnership, result: Any) -> str:
        return self.url("programs:partnership-detail", ref=obj.ref)
