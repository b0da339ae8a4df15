"""The nightly tier review: figures against terms, set-based, a decision for each partnership, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.decisions.models import Decision
from prm.decisions.services import record_decision, record_decisions
from prm.decisions.values import Condition, Draft, Input
from prm.lib.actor import Actor
from prm.money.calendar import local_date
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.enums import TierReason
from programs.events import TierPromotionProposed
from programs.metrics import measure
from programs.models import Partnership, ProgramVersion, Tier, TierAssignment, TierProposal, TierReview
from programs.queries import version_on
from programs.rules import tiering
from programs.services.tier import apply_due_tiers, change_tier
from programs.terms import levels_of, metric_label
from programs.wording import condition_text, counterfactual_text, metric_text

RULE = "programs.tier"
FIRST_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Findings:
    """What a run did, for the job's own record and the person who pressed the button."""

    reviewed: int = 0
    changed: int = 0
    promoted: int = 0
    proposed: int = 0

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.reviewed + other.reviewed,
            self.changed + other.changed,
            self.promoted + other.promoted,
            self.proposed + other.proposed,
        )


def year_before(day: date) -> date:
    """The first day of the rolling twelve months that end with, and include, the day."""
    after = day + timedelta(days=1)
    try:
        return after.replace(year=after.year - 1)
    except ValueError:
        return after.replace(year=after.year - 1, day=28)


@transaction.atomic
def review_tiers(partnership_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> Findings:
    """Reviews one chunk of partnerships, each under its program's terms of the day.

    Promotes from the next day on; the top tier is proposed to a person; below its tier is written down and nothing
    else (demotion belongs to the program-year review). A decision record is written where figures, terms or result
    differ from the last review, so that running it again on the same day changes nothing. Emits TierChanged and
    TierPromotionProposed.
    """
    vendor = Vendor.objects.get(pk=current_vendor_id())
    day = local_date(at, vendor.timezone)
    rows = (
        Partnership.objects.filter(pk__in=partnership_ids).select_related("program", "partner", "tier").order_by("pk")
    )
    by_program: dict[UUID, list[Partnership]] = {}
    for row in rows:
        by_program.setdefault(row.program_id, []).append(row)
    total = Findings()
    for program_id, partnerships in by_program.items():
        if version := version_on(program_id, day):
            total += _Run(version, vendor.currency, day, actor, at).review(partnerships)
    return total


def start_of_day(day: date) -> int:
    """What yesterday's review decided for today comes into force. Returns how many tiers changed."""
    return apply_due_tiers(day)


@dataclass
class _Run:
    """One program's share of a chunk."""

    version: ProgramVersion
    currency: str
    day: date
    actor: Actor
    at: datetime

    def review(self, partnerships: list[Partnership]) -> Findings:
        ids = [row.pk for row in partnerships]
        tiers = {tier.rank: tier for tier in self.version.program.tiers.all()}
        levels = levels_of(self.version, list(tiers.values()))
        names = sorted({condition.metric for level in levels for condition in level.conditions})
        figures = measure(names, ids, year_before(self.day), self.day + timedelta(days=1))
        held = {
            row.partnership_id: row.tier
            for row in TierAssignment.objects.filter(partnership_id__in=ids, valid_to=None).select_related("tier")
        }
        before = {review.partnership_id: review for review in TierReview.objects.filter(partnership_id__in=ids)}
        proposals = {
            p.partnership_id: p for p in TierProposal.objects.filter(partnership_id__in=ids, status="proposed")
        }
        reviews, drafts, findings = [], [], Findings()
        for row in partnerships:
            mine = {name: figures[name].get(row.pk, Decimal(0)) for name in names}
            found = tiering.reach(levels, mine)
            review = self._review(row, held.get(row.pk), found, mine, tiers)
            is_news = _differs(review, before.get(row.pk))
            reviews.append(review)
            move = tiering.decide_move(
                review.held_tier.rank if review.held_tier else 0,
                review.reached_tier.rank if review.reached_tier else 0,
                max(tiers, default=0),
                protected=self._in_first_year(row),
            )
            draft = self._draft(row, review, found, mine, move)
            moved = self._follow(row, review, draft, move, proposals.get(row.pk))
            if is_news and not moved:
                drafts.append((row, draft))
            findings += Findings(1, int(is_news), int(moved and move == "promote"), int(moved and move == "propose"))
        record_decisions(drafts, actor=self.actor, at=self.at)
        TierReview.objects.bulk_create(
            reviews,
            update_conflicts=True,
            unique_fields=["vendor", "partnership"],
            update_fields=["version", "reviewed_on", "held_tier", "reached_tier", "figures", "counterfactual"],
        )
        return findings

    def _in_first_year(self, row: Partnership) -> bool:
        return row.contracted_at is None or self.at - row.contracted_at < FIRST_YEAR

    def _review(
        self,
        row: Partnership,
        held: Tier | None,
        found: tiering.Reach,
        figures: Mapping[str, Decimal],
        tiers: dict[int, Tier],
    ) -> TierReview:
        return TierReview(
            partner_id=row.partner_id,
            partnership=row,
            version=self.version,
            reviewed_on=self.day,
            held_tier=held,
            reached_tier=tiers[found.reached.rank] if found.reached else None,
            figures={name: str(value) for name, value in figures.items()},
            counterfactual=counterfactual_text(found, self.currency)[:400],
        )

    def _draft(
        self, row: Partnership, review: TierReview, found: tiering.Reach, figures: Mapping[str, Decimal], move: str
    ) -> Draft:
        period = f"{year_before(self.day)} - {self.day}"
        results = {
            "stay": _("Stays %(held)s"),
            "promote": _("%(reached)s from tomorrow"),
            "propose": _("%(reached)s, if approved"),
            "below": _("Stays %(held)s; the figures reach %(reached)s"),
        }
        names = {"held": review.held_tier or _("without a level"), "reached": review.reached_tier or _("no level")}
        return Draft(
            rule=RULE,
            version=f"{self.version.program.name} {self.version}, rule {tiering.VERSION}",
            result=results[move] % names,
            inputs=[
                Input(metric_label(name), metric_text(name, value, self.currency), f"{name} {period}")
                for name, value in figures.items()
            ],
            conditions=[
                Condition(
                    condition_text(check, self.currency),
                    check.holds,
                    metric_text(check.metric, check.figure, self.currency),
                )
                for check in found.checks
            ],
            counterfactual=review.counterfactual,
        )

    def _follow(
        self, row: Partnership, review: TierReview, draft: Draft, move: str, proposal: TierProposal | None
    ) -> bool:
        """Promotes or proposes; True if it did, with its decision written."""
        reached = review.reached_tier.pk if review.reached_tier else None
        if proposal is not None and (move != "propose" or proposal.to_tier_id != reached):
            proposal.status, proposal.decided_at, proposal.decided_by = "superseded", self.at, self.actor.label
            proposal.save(update_fields=["status", "decided_at", "decided_by"])
            record(row, "tier.proposal_superseded", actor=self.actor, at=self.at)
        elif proposal is not None:
            return False
        if move not in ("promote", "propose") or review.reached_tier is None:
            return False
        decision = self._decide(row, draft)
        why = _("All conditions of %(tier)s hold: %(figures)s.") % {
            "tier": review.reached_tier,
            "figures": ", ".join(f"{item.name} {item.value}" for item in draft.inputs),
        }
        if move == "promote":
            tomorrow = self.day + timedelta(days=1)
            change_tier(
                row, review.reached_tier, actor=self.actor, at=self.at, effective_on=tomorrow, reason=TierReason.REVIEW,
                why=why[:400], decision_id=decision.pk,
            )  # fmt: skip
            return True
        made = TierProposal.objects.create(
            partner_id=row.partner_id, partnership=row, from_tier=review.held_tier, to_tier=review.reached_tier,
            explanation=why, decision_id=decision.pk, proposed_at=self.at,
        )  # fmt: skip
        record(row, "tier.proposed", actor=self.actor, at=self.at, summary=str(review.reached_tier))
        emit(TierPromotionProposed(partnership_id=row.pk, proposal_id=made.pk), at=self.at, partner_id=row.partner_id)
        return True

    def _decide(self, row: Partnership, draft: Draft) -> Decision:
        return record_decision(
            row, rule=draft.rule, version=draft.version, result=draft.result, inputs=draft.inputs,
            conditions=draft.conditions, counterfactual=draft.counterfactual, actor=self.actor, at=self.at,
        )  # fmt: skip


def _differs(review: TierReview, before: TierReview | None) -> bool:
    return before is None or any(
        getattr(review, name) != getattr(before, name)
        for name in ("version_id", "held_tier_id", "reached_tier_id", "figures")
    )
