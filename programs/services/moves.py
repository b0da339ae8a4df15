"""What follows from a night's findings, for many partnerships at once: promotions, proposals, notices, and levels that fall."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from prm.audit.services import Line, record_many
from prm.decisions.services import record_decisions
from prm.decisions.values import Draft
from prm.lib.actor import Actor
from prm.outbox.services import emit_many
from programs.enums import TierReason
from programs.events import DemotionNoticed, DemotionProposed, DemotionWithdrawn, TierPromotionProposed
from programs.models import Demotion, Partnership, Tier, TierAssignment, TierProposal
from programs.rules.reviews import Review
from programs.rules.tiering import Move
from programs.services.tier import TierMove, change_tiers


@dataclass
class Finding:
    """One partnership's night: what it holds and reaches, what is open about it, and the decision that says why."""

    row: Partnership
    assignment: TierAssignment | None
    reached: Tier | None
    move: Move
    draft: Draft
    is_news: bool
    is_exempt: bool
    to_keep: str = ""
    proposal: TierProposal | None = None
    demotion: Demotion | None = None
    decision_id: UUID | None = None

    @property
    def held(self) -> Tier | None:
        return self.assignment.tier if self.assignment else None

    @property
    def is_below(self) -> bool:
        return self.held is not None and (self.reached.rank if self.reached else 0) < self.held.rank


@dataclass
class Consequences:
    """Sorted into what is to be done; `follow` does each kind with a fixed number of statements."""

    findings: Sequence[Finding]
    review: Review
    lowest: Tier
    day: date
    actor: Actor
    at: datetime
    promoted: list[Finding] = field(default_factory=list)
    proposed: list[Finding] = field(default_factory=list)
    superseded: list[Finding] = field(default_factory=list)
    warned: list[Finding] = field(default_factory=list)
    kept: list[Finding] = field(default_factory=list)
    fallen: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        for finding in self.findings:
            self._sort(finding)

    def _sort(self, finding: Finding) -> None:
        proposal, demotion = finding.proposal, finding.demotion
        is_same = proposal is not None and finding.move == "propose" and proposal.to_tier_id == _pk(finding.reached)
        if proposal is not None and not is_same:
            self.superseded.append(finding)
        if finding.move == "promote":
            self.promoted.append(finding)
        elif finding.move == "propose" and not is_same:
            self.proposed.append(finding)
        if demotion is None:
            if finding.move == "demote" and finding.held and finding.held.rank > self.target(finding).rank:
                self.warned.append(finding)
        elif not finding.is_below or demotion.from_tier_id != _pk(finding.held):
            self.kept.append(finding)
        elif demotion.effective_on is not None and demotion.effective_on <= self.day and not finding.is_exempt:
            self.fallen.append(finding)

    def target(self, finding: Finding) -> Tier:
        """Where a level falls to: nobody falls out of a program."""
        return finding.reached or self.lowest

    def follow(self) -> None:
        self._decide()
        self._supersede()
        self._change()
        self._propose()
        self._warn()
        self._keep()

    def _decide(self) -> None:
        """One decision for each partnership with news or consequences, so that a second run writes none."""
        moved = {id(f) for group in (self.promoted, self.proposed, self.warned, self.fallen) for f in group}
        told = [finding for finding in self.findings if finding.is_news or id(finding) in moved]
        ids = record_decisions([(f.row, f.draft) for f in told], actor=self.actor, at=self.at)
        for finding, pk in zip(told, ids, strict=True):
            finding.decision_id = pk

    def _supersede(self) -> None:
        rows = [f.proposal for f in self.superseded if f.proposal]
        for row in rows:
            row.status, row.decided_at, row.decided_by = "superseded", self.at, self.actor.label
        TierProposal.objects.bulk_update(rows, ["status", "decided_at", "decided_by"])
        self._record(self.superseded, "tier.proposal_superseded")

    def _change(self) -> None:
        """Promotions hold from tomorrow, falls from today."""
        tomorrow = self.day + timedelta(days=1)
        moves = [
            TierMove(f.row, f.reached, tomorrow, TierReason.REVIEW, why_promoted(f), f.decision_id, f.assignment)
            for f in self.promoted
            if f.reached
        ]
        for finding in self.fallen:
            to, why = (
                self.target(finding),
                _("Notice and grace are over. To come back: %(what)s.") % {"what": finding.to_keep},
            )
            moves.append(
                TierMove(finding.row, to, self.day, TierReason.REVIEW, why, finding.decision_id, finding.assignment)
            )
            self._close(finding, "applied", to)
        change_tiers(moves, actor=self.actor, at=self.at)
        self._save(self.fallen)

    def _propose(self) -> None:
        rows = [
            TierProposal(
                partner_id=f.row.partner_id, partnership=f.row, from_tier=f.held, to_tier=f.reached,
                explanation=why_promoted(f), decision_id=f.decision_id, proposed_at=self.at, ref=ref,
            )
            for f, ref in zip(self.proposed, TierProposal.free_refs(len(self.proposed)), strict=True)
        ]  # fmt: skip
        TierProposal.objects.bulk_create(rows)
        self._record(self.proposed, "tier.proposed", lambda finding: str(finding.reached))
        emit_many(
            (
                TierPromotionProposed(partnership_id=row.partnership_id, proposal_id=row.pk, partner_id=row.partner_id)
                for row in rows
            ),
            at=self.at,
        )

    def _warn(self) -> None:
        """Notice, or a question whether to give it."""
        is_asked = self.review.demotions == "approve"
        for finding, ref in zip(self.warned, Demotion.free_refs(len(self.warned)), strict=True):
            assert finding.held is not None
            row = Demotion(
                partner_id=finding.row.partner_id, partnership=finding.row, from_tier=finding.held,
                to_tier=self.target(finding), to_keep=finding.to_keep[:400], decision_id=finding.decision_id,
                found_on=self.day, ref=ref,
            )  # fmt: skip
            if not is_asked:
                give_notice(row, self.review, self.day)
            finding.demotion = row
        rows = [f.demotion for f in self.warned if f.demotion]
        Demotion.objects.bulk_create(rows)
        action = "tier.demotion_proposed" if is_asked else "tier.demotion_noticed"
        self._record(self.warned, action, lambda finding: finding.to_keep, is_told=not is_asked)
        emit_many((proposed_or_noticed(row) for row in rows), at=self.at)

    def _keep(self) -> None:
        for finding in self.kept:
            self._close(finding, "withdrawn")
        self._save(self.kept)
        for is_told in (True, False):
            told = [f for f in self.kept if f.demotion and bool(f.demotion.noticed_on) is is_told]
            self._record(told, "tier.demotion_withdrawn", is_told=is_told)
        emit_many(
            (
                DemotionWithdrawn(partnership_id=f.row.pk, demotion_id=f.demotion.pk, partner_id=f.row.partner_id)
                for f in self.kept
                if f.demotion
            ),
            at=self.at,
        )

    def _close(self, finding: Finding, status: str, to: Tier | None = None) -> None:
        row = finding.demotion
        assert row is not None
        row.status, row.decided_at, row.decided_by = status, self.at, self.actor.label
        row.to_tier = to or row.to_tier

    def _save(self, findings: Sequence[Finding]) -> None:
        rows = [f.demotion for f in findings if f.demotion]
        Demotion.objects.bulk_update(rows, ["status", "to_tier", "decided_at", "decided_by"])

    def _record(
        self, findings: Sequence[Finding], action: str, summary: Any = lambda finding: "", *, is_told: bool = False
    ) -> None:
        lines = [Line(f.row, summary(f)) for f in findings]
        record_many(lines, action, actor=self.actor, at=self.at, visible_to_partner=is_told)


def give_notice(row: Demotion, review: Review, day: date) -> None:
    """Notice from a day: grace follows it, and the level falls when both are over."""
    row.status, row.noticed_on = "noticed", day
    row.grace_from = day + timedelta(days=review.notice_days)
    row.effective_on = day + timedelta(days=review.wait_days)


def proposed_or_noticed(row: Demotion) -> DemotionProposed | DemotionNoticed:
    if row.effective_on is None:
        return DemotionProposed(partnership_id=row.partnership_id, demotion_id=row.pk, partner_id=row.partner_id)
    return DemotionNoticed(
        partnership_id=row.partnership_id, demotion_id=row.pk, effective_on=row.effective_on, partner_id=row.partner_id
    )


def why_promoted(finding: Finding) -> str:
    """What the partner is told of a promotion."""
    figures = ", ".join(f"{item.name} {item.value}" for item in finding.draft.inputs)
    return str(_("All conditions of %(tier)s hold: %(figures)s.") % {"tier": finding.reached, "figures": figures})[:400]


def _pk(tier: Tier | None) -> UUID | None:
    return tier.pk if tier else None
