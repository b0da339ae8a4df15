"""The nightly tier review: figures against terms, set-based, a decision for each partnership, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.decisions.models import Decision
from prm.decisions.services import record_decision, record_decisions
from prm.decisions.values import Condition, Draft, Input
from prm.lib.actor import Actor
from prm.lib.months import months_after
from prm.money.calendar import local_date
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.document.loader import dump
from programs.document.program import ProgramDocument
from programs.document.review import figures_behind
from programs.enums import TierReason
from programs.events import TierPromotionProposed
from programs.models import Partnership, ProgramVersion, Tier, TierAssignment, TierProposal, TierReview
from programs.queries import version_on
from programs.readings import Population
from programs.rules import tiering
from programs.rules.requirement import asks_in
from programs.services.tier import apply_due_tiers, change_tier
from programs.terms import document_of, metric_label, terms_of
from programs.wording import condition_text, counterfactual_text, figure_text, units_of

RULE = "programs.tier"


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
            total += _Run(version, vendor, day, actor, at).review(partnerships)
    return total


def start_of_day(day: date) -> int:
    """What yesterday's review decided for today comes into force. Returns how many tiers changed."""
    return apply_due_tiers(day)


@dataclass
class _Run:
    """One program's share of a chunk."""

    version: ProgramVersion
    vendor: Vendor
    day: date
    actor: Actor
    at: datetime

    def __post_init__(self) -> None:
        self.tiers = {tier.rank: tier for tier in self.version.program.tiers.all()}
        terms = terms_of(self.version)
        self.document: ProgramDocument = document_of(self.version, self.tiers.values(), terms)
        self.units = units_of(self.document, self.vendor.currency)
        self.sources = {
            name: self._source(name, terms.rules.get("figures", {})) for name in figures_behind(self.document)
        }

    def _source(self, name: str, written: Mapping[str, Any]) -> str:
        """Where a figure comes from: how the program makes it, or the days its metric is measured over."""
        if name in written:
            return dump(written[name], in_one_line=True)
        period = self.document.window.period(self.day, self.document.year_starts)
        since = "" if period.start == date.min else f"{period.start} "
        return f"{name} {since}- {period.end - timedelta(days=1)}"

    def review(self, partnerships: list[Partnership]) -> Findings:
        ids = [row.pk for row in partnerships]
        asked = sorted({ask.figure for level in self.document.levels for ask in asks_in(level.requires)})
        population = Population(self.document, partnerships, self.day, self.vendor.timezone)
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
            figures = population.figures_of(row)
            found = tiering.reach(self.document.levels, figures.value, is_nested=self.document.is_nested)
            review = self._review(row, held.get(row.pk), found, {name: figures.value(name) for name in asked})
            is_news = _differs(review, before.get(row.pk))
            reviews.append(review)
            move = tiering.decide_move(
                review.held_tier.rank if review.held_tier else 0,
                review.reached_tier.rank if review.reached_tier else 0,
                needs_approval=str(review.reached_tier) in self.document.review.approve,
                is_exempt=self._is_exempt(row),
                between=self.document.review.between,
            )
            draft = self._draft(review, found, {name: figures.value(name) for name in self.sources}, move)
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

    def _is_exempt(self, row: Partnership) -> bool:
        """In its first months, which begin with the contract."""
        if row.contracted_at is None:
            return True
        joined = local_date(row.contracted_at, self.vendor.timezone)
        return self.day < months_after(joined, self.document.review.exempt_months)

    def _review(
        self,
        row: Partnership,
        held: Tier | None,
        found: tiering.Reach,
        figures: Mapping[str, Decimal | None],
    ) -> TierReview:
        return TierReview(
            partner_id=row.partner_id,
            partnership=row,
            version=self.version,
            reviewed_on=self.day,
            held_tier=held,
            reached_tier=self.tiers[found.reached.rank] if found.reached else None,
            figures={name: None if value is None else str(value) for name, value in figures.items()},
            counterfactual=counterfactual_text(found, self.units)[:400],
        )

    def _draft(
        self, review: TierReview, found: tiering.Reach, figures: Mapping[str, Decimal | None], move: str
    ) -> Draft:
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
                Input(metric_label(name), figure_text(name, value, self.units), self.sources[name])
                for name, value in figures.items()
            ],
            conditions=[
                Condition(
                    condition_text(level, check, self.units),
                    check.holds,
                    figure_text(check.asks.figure, check.figure, self.units),
                )
                for level, check in found.checks
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
