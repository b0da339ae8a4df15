"""The metric registry: what tier requirements may ask for. Later pillars register; this one never imports them.

    metrics.register("won_revenue", _("Won revenue"), "money", won_revenue)

The function is set-based: one query for every partnership in scope, `(partnership_ids or None for all, start, end)
-> {partnership_id: Decimal}` over the days [start, end). What is missing counts as zero. Money is in the vendor's
reporting currency, percent is 0-100.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Unit = Literal["money", "count", "percent", "score"]
Values = dict[UUID, Decimal]
MetricFunction = Callable[[Iterable[UUID] | None, date, date], Values]


@dataclass(frozen=True)
class Metric:
    name: str
    label: Any
    unit: Unit
    function: MetricFunction


METRICS: dict[str, Metric] = {}


def register(name: str, label: Any, unit: Unit, function: MetricFunction) -> Metric:
    """Enters a metric; a second registration of the same name by another function is refused."""
    known = METRICS.get(name)
    if known is not None and known.function is not function:
        raise ValueError(f"metric {name!r} is registered twice")
    METRICS[name] = Metric(name, label, unit, function)
    return METRICS[name]


def measure(names: Iterable[str], partnership_ids: Iterable[UUID] | None, start: date, end: date) -> dict[str, Values]:
    """Each named metric for the partnerships, one call a metric. A metric nobody registers measures nothing."""
    ids = None if partnership_ids is None else list(partnership_ids)
    return {name: METRICS[name].function(ids, start, end) if name in METRICS else {} for name in dict.fromkeys(names)}
