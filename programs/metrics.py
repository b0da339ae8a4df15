"""The metric registry: what tiers may ask for. Later pillars register; this one never imports them.

    metrics.register("won_revenue", _("Won revenue"), "money", Rows(won, value="reporting_amount", day="closed_on"))

A metric's facts stand in rows of the pillar that measures it. A reading asks them one question (`programs.rules.figures`)
and is answered for every partnership in scope by one query. Money is in the vendor's reporting currency, percent is 0-100.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Avg, Count, DecimalField, F, Func, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from prm.money.calendar import Period
from programs.rules.figures import Figure, How, Match, Measure, Reading

Unit = Literal["money", "count", "percent", "score"]
Values = dict[UUID, Decimal]
Ids = Iterable[UUID] | None
NUMBER: Any = DecimalField(max_digits=24, decimal_places=4)


class Answers(Protocol):
    """Who answers readings of a metric, for the partnerships of the ids, or for all where these are None."""

    @property
    def labels(self) -> Mapping[str, str]:
        """What its facts can be told apart by."""

    def read(self, reading: Reading, ids: Ids) -> Values:
        """A partnership that is missing has no facts that match."""

    def seen(self, label: str, ids: Ids) -> dict[UUID, list[str]]:
        """The values of a label among the facts of each partnership."""


class LowerMedian(Aggregate):
    """percentile_disc keeps numerics exact, where percentile_cont makes floats of them."""

    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = NUMBER


class UpperMedian(LowerMedian):
    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s DESC)"


@dataclass(frozen=True)
class Rows:
    """Facts as rows. `query` gives the tenant's; the rest are lookups in it.

    What happened has a `day`. What is so says with `holds` which rows are so on a day, and counts where it is so on the
    last day of the window. `people` counts by `person`.
    """

    query: Callable[[], QuerySet[Any]]
    value: str = ""
    day: str = ""
    holds: Callable[[date], Q] | None = None
    person: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    partnership: str = "partnership_id"

    def read(self, reading: Reading, ids: Ids) -> Values:
        if any(match.label not in self.labels for match in reading.where):
            return {}
        rows = self._of(ids).filter(self._within(reading), *map(self._where, reading.where))
        answer = self._answer(reading.how)
        found = rows.order_by().values_list(self.partnership).annotate(answer=answer)
        return {pk: Decimal(value) for pk, value in found if pk is not None and value is not None}

    def seen(self, label: str, ids: Ids) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        if label in self.labels:
            path = self.labels[label]
            pairs = self._of(ids).order_by(self.partnership, path).values_list(self.partnership, path).distinct()
            for pk, value in pairs:
                if pk is not None and value not in (None, ""):
                    found.setdefault(pk, []).append(str(value))
        return found

    def _of(self, ids: Ids) -> QuerySet[Any]:
        rows = self.query()
        return rows if ids is None else rows.filter(**{f"{self.partnership}__in": list(ids)})

    def _within(self, reading: Reading) -> Q:
        period = reading.period
        if self.holds is not None:
            return self.holds(period.end - timedelta(days=1))
        within = Q(**{f"{self.day}__lt": period.end})
        return within if period.start == date.min else within & Q(**{f"{self.day}__gte": period.start})

    def _where(self, match: Match) -> Q:
        path = self.labels[match.label]
        asked = Q(**{f"{path}__in": match.values}) if match.values else Q(**{f"{path}__isnull": False})
        if match.since:
            asked &= Q(**{f"{path}__gte": match.since})
        return asked & Q(**{f"{path}__lt": match.before}) if match.before else asked

    def _answer(self, how: How) -> Any:
        value = Cast(F(self.value), NUMBER) if self.value else Value(Decimal(1), NUMBER)
        match how:
            case "sum":
                return Sum(value)
            case "count":
                return Count("pk")
            case "people":
                return Count(self.person, distinct=True) if self.person else Value(0)
            case "median":
                return (LowerMedian(value) + UpperMedian(value)) / Value(Decimal(2), NUMBER)
            case "average":
                return Avg(value)
            case "latest":
                newest: Any = [F(self.day).desc(), F("pk").desc()] if self.day else [F("pk").desc()]
                return Func(ArrayAgg(value, order_by=newest), template="(%(expressions)s)[1]", output_field=NUMBER)
            case _:
                return (Max if how == "largest" else Min)(value)


@dataclass(frozen=True)
class Metric:
    """`how` is how its facts make one figure where a program says no more than its name."""

    name: str
    label: Any
    unit: Unit
    facts: Answers
    how: How = "sum"

    @property
    def adds_up(self) -> bool:
        """Its facts happened on days, as opposed to being so on a day."""
        return not (isinstance(self.facts, Rows) and self.facts.holds is not None)

    def between(self, period: Period, ids: Ids = None) -> Values:
        """The figure its bare name means, for each partnership, within a period."""
        return self.facts.read(Reading(self.name, self.how, (), period), ids)


METRICS: dict[str, Metric] = {}


def register(name: str, label: Any, unit: Unit, facts: Answers, how: How = "sum") -> Metric:
    """Enters a metric; a second registration of the same name by other facts is refused."""
    known = METRICS.get(name)
    if known is not None and known.facts is not facts:
        raise ValueError(f"metric {name!r} is registered twice")
    METRICS[name] = Metric(name, label, unit, facts, how)
    return METRICS[name]


def usual_figures() -> dict[str, Figure]:
    """What the bare name of each metric means."""
    return {name: Measure(name, metric.how) for name, metric in METRICS.items()}
