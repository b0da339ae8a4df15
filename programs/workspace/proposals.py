"""Promotions to the top tier that wait for a person, and the review by hand."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.decisions.queries import decision_by_id
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, ListView, Tab
from programs.lifecycle import TIER_PROPOSAL
from programs.models import TierProposal
from programs.permissions import PartnershipPermission
from programs.queries.partnerships import proposal_by_ref, proposals_with_names
from programs.services.proposal import approve_proposal, decline_proposal
from programs.tasks import review_tiers


class ProposalList(ListView):
    permission = PartnershipPermission.VIEW
    template_name = "programs/proposals.html"
    title = _("Tier promotions")
    intro = _("The nightly review promotes by itself up to the top tier, which a person decides.")
    default_sort = "-proposed_at"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="ref", link=True, sort=True),
        Column("partnership.program.name", _("Program"), wide_only=True),
        Column("from_tier.name", _("From")),
        Column("to_tier.name", _("To")),
        Column.datetime("proposed_at", _("Proposed"), sort=True, wide_only=True),
        Column.status(TIER_PROPOSAL),
    )
    filters = (Choice("status", _("Status"), TIER_PROPOSAL.choices),)
    tabs = (Tab("proposed", _("Waiting"), {"status": ["proposed"]}), Tab("all", _("All"), {"view": "all"}))
    empty = Empty(
        "medal", _("Nobody waits for the top tier"), _("The review looks every night, and when you ask it to.")
    )

    def query(self) -> QuerySet[TierProposal]:
        return proposals_with_names()

    def row_url(self, row: TierProposal) -> str:
        return self.url("programs:proposal-detail", ref=row.ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"may_review": self.actor.can(PartnershipPermission.DECIDE_TIER)}


class ProposalDetail(DetailView):
    permission = PartnershipPermission.VIEW
    template_name = "programs/proposal.html"
    object_name = "proposal"
    query = staticmethod(proposal_by_ref)

    def page_title(self) -> str:
        return f"{self.object.partner.name}: {self.object.to_tier.name}"

    def context(self, **extra: Any) -> dict[str, Any]:
        decision = decision_by_id(self.object.decision_id) if self.object.decision_id else None
        return {"lifecycle": TIER_PROPOSAL, "decision": decision, "bar_actions": ("approve", "decline")}


class ProposalAction(ActionView):
    permission = PartnershipPermission.DECIDE_TIER
    query = staticmethod(proposal_by_ref)

    def success_url(self, obj: TierProposal, result: Any) -> str:
        return self.url("programs:proposal-list")


class ProposalApprove(ProposalAction):
    message = _("Promoted from tomorrow.")

    def perform(self, obj: TierProposal, data: Any) -> TierProposal:
        return approve_proposal(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class ProposalDecline(ProposalAction):
    message = _("Declined; the tier stays.")

    def perform(self, obj: TierProposal, data: Any) -> TierProposal:
        return decline_proposal(obj, actor=self.actor, at=self.now, note=data.get("note", ""))


class ReviewNow(ActionView):
    """The nightly review, now."""

    permission = PartnershipPermission.DECIDE_TIER
    message = _("The review runs; changes appear here and in the bell.")

    def perform(self, obj: Any, data: Any) -> None:
        review_tiers.enqueue(vendor_id=self.vendor.pk)

    def success_url(self, obj: Any, result: Any) -> str:
        return self.url("programs:proposal-list")
