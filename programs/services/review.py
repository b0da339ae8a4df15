"""The nightly tier review: figures against terms, set-based, a decision for each partnership, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.decisions.values import Condition, Draft, Input
from prm.lib.actor import Actor
from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.document.loader import dump
from programs.document.program import ProgramDocument
from programs.document.review import figures_behind
from programs.models import Demotion, Partnership, ProgramVersion, TierAssignment, TierProposal, TierReview
from programs.queries import version_on
from programs.queries.tiers import pinned_on
from programs.readings import Population
from programs.rules import tiering
from programs.rules.figures import Figures
from programs.services.moves import Consequences, Finding
from programs.services.tier import apply_due_tiers
from programs.terms import document_of, metric_label, terms_of
from programs.wording import condition_text, counterfactual_text, figure_text, lacks_text, units_of

RULE = "programs.tier"
# Partnerships of a chunk. Its statements do not grow with it, so that a night of 10,000 needs less than 200; nor does it
# compute for so long that its transaction would be taken for an idle one.
AT_ONCE = 2500


@dataclass(frozen=True)
class Findings:
    """What a run did, for the job's own record and the person who pressed the button."""

    reviewed: int = 0
    changed: int = 0
    promoted: int = 0
    proposed: int = 0
    warned: int = 0
    fallen: int = 0

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(*(own + its for own, its in zip(astuple(self), astuple(other), strict=True)))


@transaction.atomic
def review_tiers(partnership_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> Findings:
    """Reviews one chunk of partnerships, each under its program's terms of the day.

    Promotes from the next day on; levels that wait for a person are proposed. Too little is written down, and on the
    program's review day leads to notice (or to a person's question whether to give it); the level falls when notice and
    grace are over and the figures are not back. A decision record is written where figures, terms or result differ from
    the last review, so that running it again on the same day changes nothing. The number of statements does not depend
    on how many partnerships there are. Emits TierChanged, TierPromotionProposed, DemotionProposed, DemotionNoticed and
    DemotionWithdrawn.
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
        known = Known(partnerships, self.day)
        population = Population(self.document, partnerships, self.day, self.vendor.timezone)
        reviews, findings = [], []
        for row in partnerships:
            review, finding = self._judge(row, population.figures_of(row), known)
            reviews.append(review)
            findings.append(finding)
        done = Consequences(findings, self.document.review, self.tiers[min(self.tiers)], self.day, self.actor, self.at)
        done.follow()
        TierReview.objects.bulk_create(
            reviews,
            update_conflicts=True,
            unique_fields=["vendor", "partnership"],
            update_fields=["version", "reviewed_on", "held_tier", "reached_tier", "figures", "counterfactual"],
        )
        return Findings(
            len(findings), sum(finding.is_news for finding in findings), len(done.promoted), len(done.proposed),
            len(done.warned), len(done.fallen),
        )  # fmt: skip

    def _judge(self, row: Partnership, figures: Figures, known: "Known") -> tuple[TierReview, Finding]:
        document, assignment, before = self.document, known.held.get(row.pk), known.reviews.get(row.pk)
        found = document.reach(figures.value)
        joined = local_date(row.contracted_at, self.vendor.timezone) if row.contracted_at else None
        is_exempt = joined is None or document.review.spares(joined, self.day) or row.pk in known.pinned
        held = assignment.tier if assignment else None
        move = document.move(
            held.name if held else "", found, is_review=self._is_review_day(joined, before), is_exempt=is_exempt
        )
        review = TierReview(
            partner_id=row.partner_id,
            partnership=row,
            version=self.version,
            reviewed_on=self.day,
            held_tier=held,
            reached_tier=self.tiers[found.reached.rank] if found.reached else None,
            figures={name: _text(figures.value(name)) for name in sorted(document.asked)},
            counterfactual=counterfactual_text(found, self.units)[:400],
        )
        lacks = found.lacks_for(held.rank) if held else None
        finding = Finding(
            row,
            assignment,
            review.reached_tier,
            move,
            self._draft(review, found, figures, move),
            _differs(review, before),
            is_exempt,
            lacks_text(lacks, self.units) if lacks else "",
            known.proposals.get(row.pk),
            known.demotions.get(row.pk),
        )
        return review, finding

    def _is_review_day(self, joined: date | None, before: TierReview | None) -> bool:
        """The program's day for it, or the first night after one on which no review ran."""
        due = self.document.review.latest(self.day, joined, self.document.year_starts)
        return due is not None and (due == self.day or (before is not None and before.reviewed_on < due))

    def _draft(self, review: TierReview, found: tiering.Reach, figures: Figures, move: str) -> Draft:
        results = {
            "stay": _("Stays %(held)s"),
            "promote": _("%(reached)s from tomorrow"),
            "propose": _("%(reached)s, if approved"),
            "below": _("Stays %(held)s; the figures reach %(reached)s"),
            "demote": _("%(held)s is to be lost; the figures reach %(reached)s"),
        }
        names = {"held": review.held_tier or _("without a level"), "reached": review.reached_tier or _("no level")}
        return Draft(
            rule=RULE,
            version=f"{self.version.program.name} {self.version}, rule {tiering.VERSION}",
            result=results[move] % names,
            inputs=[
                Input(metric_label(name), figure_text(name, figures.value(name), self.units), self.sources[name])
                for name in self.sources
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


class Known:
    """What stands about a chunk's partnerships before the night: five queries, however many they are."""

    def __init__(self, rows: Sequence[Partnership], day: date) -> None:
        ids = [row.pk for row in rows]
        assigned = TierAssignment.objects.filter(partnership_id__in=ids, valid_to=None).select_related("tier")
        self.held = {row.partnership_id: row for row in assigned}
        self.reviews = {row.partnership_id: row for row in TierReview.objects.filter(partnership_id__in=ids)}
        proposed = TierProposal.objects.filter(partnership_id__in=ids, status="proposed")
        self.proposals = {row.partnership_id: row for row in proposed}
        falling = Demotion.objects.filter(partnership_id__in=ids, status__in=("proposed", "noticed"))
        self.demotions = {row.partnership_id: row for row in falling}
        self.pinned = pinned_on(ids, day)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _differs(review: TierReview, before: TierReview | None) -> bool:
    return before is None or any(
        getattr(review, name) != getattr(before, name)
        for name in ("version_id", "held_tier_id", "reached_tier_id", "figures")
    )
