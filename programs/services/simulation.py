"""A draft's terms run over the months gone by: one month a step, so that a long run shows its progress and can go on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from prm.tenancy.tasks import enqueue
from programs.document.loader import dump, load
from programs.document.program import ProgramDocument, as_document
from programs.metrics import METRICS
from programs.models import Partnership, ProgramVersion, Simulation, SimulationLine
from programs.permissions import ProgramPermission
from programs.queries import RUNNING, tiers_on, vendor_day
from programs.queries.dated import version_at
from programs.queries.library import benefit_library
from programs.readings import Population
from programs.rules import simulation as rule
from programs.rules.figures import Reading
from programs.rules.requirement import Asks, asks_in
from programs.rules.tiering import Level, Reach
from programs.terms import as_file, document_of, terms_of

MOST_MONTHS = 24
TASK = "programs.tasks.simulate_month"


@transaction.atomic
def start_simulation(
    draft: ProgramVersion,
    *,
    months: int,
    actor: Actor,
    at: datetime,
    revenue_metric: str = "",
    prices: Mapping[str, Decimal] | None = None,
) -> Simulation:
    """Begins a run of the draft over the last `months` months; a worker does them one by one.

    `prices` says what one of a benefit costs in a month, in the vendor's currency; percentages are of `revenue_metric`.
    Raises Invalid for a draft without levels, for months outside 1-24 and for a metric that is no money.
    """
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change programs."))
    if draft.status != "draft":
        raise WrongState(_("This version is published; a simulation is about a draft."))
    if not 1 <= months <= MOST_MONTHS:
        raise Invalid(_("One to %(most)s months.") % {"most": MOST_MONTHS}, fields={"months": _("Out of range.")})
    if revenue_metric and (revenue_metric not in METRICS or METRICS[revenue_metric].unit != "money"):
        raise Invalid(_("Percentages are of money."), fields={"revenue_metric": _("Choose one of the list.")})
    tiers = list(draft.program.tiers.order_by("rank"))
    if not tiers:
        raise Invalid(_("The program has no levels."))
    row = Simulation.objects.create(
        program=draft.program, version_number=draft.number, terms=dump(as_file(draft, tiers, terms_of(draft))),
        month_count=months, today=vendor_day(at), revenue_metric=revenue_metric,
        prices={key: str(value) for key, value in (prices or {}).items()},
        requested_by=actor.label, requested_at=at, moved_at=at,
    )  # fmt: skip
    record(draft.program, "program.simulated", actor=actor, at=at, summary=f"{draft}, {row.ref}")
    _work_on(row)
    return row


@transaction.atomic
def resume_simulation(simulation: Simulation, *, actor: Actor, at: datetime) -> Simulation:
    """Goes on with one that stopped, from the month it stopped at."""
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change programs."))
    row = Simulation.objects.select_for_update().get(pk=simulation.pk)
    if row.status != "failed":
        raise WrongState(_("It has not stopped."))
    row.status, row.problem, row.moved_at = "running", "", at
    row.save(update_fields=["status", "problem", "moved_at"])
    record(row.program, "program.simulation_resumed", actor=actor, at=at, summary=row.ref)
    _work_on(row)
    return row


@transaction.atomic
def simulate_month(simulation_id: UUID, *, month: int, at: datetime) -> bool:
    """Works one month and sends for the next; True while there is one. Asked again for a month that is done, does nothing."""
    row = Simulation.objects.select_for_update(of=("self",)).select_related("program").get(pk=simulation_id)
    if row.status != "running" or len(row.months) != month:
        return False
    run = Run(row)
    run.work(rule.month_starts(row.today, row.month_count)[month])
    row.moved_at = at
    if len(row.months) == row.month_count:
        run.finish()
        row.status = "done"
    row.save(update_fields=["months", "cliffs", "status", "moved_at"])
    if row.is_working:
        _work_on(row)
    return row.is_working


@transaction.atomic
def fail_simulation(simulation_id: UUID, problem: str, *, at: datetime) -> None:
    """Stops one whose worker met a fault; the months done stay."""
    row = Simulation.objects.select_for_update().get(pk=simulation_id)
    if row.status == "running":
        row.status, row.problem, row.moved_at = "failed", problem[:400], at
        row.save(update_fields=["status", "problem", "moved_at"])


def _work_on(row: Simulation) -> None:
    enqueue(TASK, vendor_id=row.vendor_id, simulation_id=str(row.pk), month=len(row.months))


@dataclass
class Run:
    """One step of a simulation: the partnerships of its program under two sets of terms."""

    row: Simulation

    @cached_property
    def timezone(self) -> str:
        return str(Vendor.objects.get(pk=current_vendor_id()).timezone)

    @cached_property
    def partnerships(self) -> list[Partnership]:
        rows = Partnership.objects.filter(program_id=self.row.program_id, status__in=RUNNING)
        return list(rows.order_by("pk"))

    @cached_property
    def draft(self) -> ProgramDocument:
        return as_document(load(self.row.terms))

    @cached_property
    def lines(self) -> dict[UUID, SimulationLine]:
        return {line.partnership_id: line for line in self.row.lines.all()}

    @cached_property
    def percents(self) -> frozenset[str]:
        return benefit_library().in_unit("percent")

    @cached_property
    def prices(self) -> dict[str, Decimal]:
        return {key: Decimal(value) for key, value in self.row.prices.items()}

    def work(self, day: date) -> None:
        """One month: where each partnership stands from its first day on, and what that costs."""
        version = version_at(self.row.program_id, day)
        now = document_of(version) if version else self.draft
        members = [row for row in self.partnerships if _joined(row, self.timezone) <= day]
        held = tiers_on([row.pk for row in members], day)
        old, new = (Population(document, members, day, self.timezone) for document in (now, self.draft))
        revenue = self.revenue(day, members)
        for row in members:
            line = self.lines.get(row.pk) or self._begin(row, held[row.pk].rank if row.pk in held else 0)
            amount = revenue.get(row.pk, Decimal(0))
            for side, document, population in (("before", now, old), ("after", self.draft, new)):
                self._move(line, side, document, document.reach(population.figures_of(row).value), row, day)
                given = _given(document, getattr(line, f"{side}_rank"))
                cost = rule.cost_of(given, amount, self.percents, self.prices)
                setattr(line, f"cost_{side}", getattr(line, f"cost_{side}") + cost)
        spent = self._spent()
        self._save()
        self.row.months.append(self._month(day, members, spent))

    def revenue(self, day: date, members: Sequence[Partnership]) -> Mapping[UUID, Decimal]:
        metric = METRICS.get(self.row.revenue_metric)
        if metric is None:
            return {}
        reading = Reading(metric.name, metric.how, (), rule.month_of(day, self.row.today))
        return metric.facts.read(reading, [row.pk for row in members])

    def _begin(self, row: Partnership, rank: int) -> SimulationLine:
        line = SimulationLine(
            simulation=self.row, partner_id=row.partner_id, partnership=row, before_rank=rank, after_rank=rank,
            cost_before=Decimal(0), cost_after=Decimal(0),
        )  # fmt: skip
        self.lines[row.pk] = line
        return line

    def _move(
        self, line: SimulationLine, side: str, document: ProgramDocument, found: Reach, row: Partnership, day: date
    ) -> None:
        review, joined = document.review, _joined(row, self.timezone)
        standing = rule.follow(
            rule.Standing(getattr(line, f"{side}_rank"), getattr(line, f"{side}_falls_on")),
            found.reached.rank if found.reached else 0,
            day,
            rule.Policy(review.between == "promote", review.wait_days if review.demotions != "never" else None),
            is_review=day == review.latest(day, joined, document.year_starts),
            is_exempt=review.spares(joined, day),
        )
        setattr(line, f"{side}_rank", standing.rank)
        setattr(line, f"{side}_falls_on", standing.falls_on)
        getattr(line, side).append(standing.rank)
        if side == "after":
            self._mark_close(line, found)

    def _mark_close(self, line: SimulationLine, found: Reach) -> None:
        close = rule.close_to(found)
        line.close_level, line.close_figure = (close.level, close.figure) if close else ("", "")
        line.close_at, line.is_short = (close.asked, close.is_short) if close else (None, False)

    def _spent(self) -> tuple[Decimal, Decimal]:
        lines = self.lines.values()
        return sum((line.cost_before for line in lines), Decimal(0)), sum(
            (line.cost_after for line in lines), Decimal(0)
        )

    def _save(self) -> None:
        fields = ["before", "after", "before_falls_on", "after_falls_on", "before_rank", "after_rank", "cost_before",
                  "cost_after", "verdict", "close_level", "close_figure", "close_at", "is_short"]  # fmt: skip
        for line in self.lines.values():
            line.verdict = rule.verdict_of(line.before, line.after, line.cost_before, line.cost_after)
        SimulationLine.objects.bulk_create(
            self.lines.values(), update_conflicts=True, update_fields=fields, batch_size=1000,
            unique_fields=["vendor", "simulation", "partnership"],
        )  # fmt: skip

    def _month(self, day: date, members: Sequence[Partnership], spent: tuple[Decimal, Decimal]) -> dict[str, Any]:
        """What the page shows of a month; costs are the month's own, the lines hold the sums."""
        lines = [self.lines[row.pk] for row in members]
        done = self.row.months
        past = [sum((Decimal(month[key]) for month in done), Decimal(0)) for key in ("cost_before", "cost_after")]
        return {
            "on": day.isoformat(),
            "before": _counted(line.before_rank for line in lines),
            "after": _counted(line.after_rank for line in lines),
            "moves_before": sum(_moved(line.before) for line in lines),
            "moves_after": sum(_moved(line.after) for line in lines),
            "cost_before": str(spent[0] - past[0]),
            "cost_after": str(spent[1] - past[1]),
        }

    def finish(self) -> None:
        """The steps of the draft's benefits at its thresholds of revenue."""
        figure = self.row.revenue_metric
        found = rule.cliffs(
            self.draft.levels, self.draft.gives, _asked(self.draft.levels, figure), figure, self.percents, self.prices
        )
        self.row.cliffs = [
            {"level": item.level, "figure": item.figure, "at": str(item.at), "worth": str(item.worth)} for item in found
        ]


def _joined(row: Partnership, timezone: str) -> date:
    """The day its contract was made; one without stands in no month."""
    return local_date(row.contracted_at, timezone) if row.contracted_at else date.max


def _given(document: ProgramDocument, rank: int) -> dict[str, Decimal]:
    return {key: value for (own, key), value in document.gives.items() if own == rank}


def _asked(levels: Sequence[Level], figure: str) -> dict[int, Decimal]:
    """The least of the figure each level asks for, where it does."""
    found: dict[int, Decimal] = {}
    for level in levels:
        for ask in asks_in(level.requires):
            if ask == Asks(figure, ask.amount):
                found[level.rank] = max(ask.amount, found.get(level.rank, Decimal(0)))
    return found


def _counted(ranks: Any) -> dict[str, int]:
    return {str(rank): count for rank, count in sorted(Counter(ranks).items())}


def _moved(ranks: Sequence[int]) -> int:
    """Whether the last month moved it."""
    return int(len(ranks) > 1 and ranks[-2] != ranks[-1])
