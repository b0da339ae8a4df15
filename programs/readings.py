"""Figures of many partnerships at once: each reading is one query for all of them, asked when the first one needs it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from prm.money.calendar import local_date
from programs.document.program import ProgramDocument
from programs.document.review import metrics_of
from programs.metrics import METRICS, Values, usual_figures
from programs.models import Partnership, TierAssignment
from programs.rules.facts import Facts, Held
from programs.rules.figures import Figures, Reading, Tenure


@dataclass
class Population:
    """The partnerships of one program under its terms of a day."""

    document: ProgramDocument
    rows: Sequence[Partnership]
    on: date
    timezone: str
    answers: dict[Reading, Values] = field(default_factory=dict)
    seen: dict[str, dict[UUID, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = [row.pk for row in self.rows]
        self.definitions = {**usual_figures(), **self.document.figures}
        # Levels held are read only where a figure is made of them.
        has_tenure = any(isinstance(item, Tenure) and item.is_level for item in self.document.figures.values())
        self.history = _history(self.ids) if has_tenure else {}

    def figures_of(self, row: Partnership) -> Figures:
        reached = {"joined": row.contracted_at, "approved": row.approved_at, "activated": row.activated_at}
        own = Own(
            dates={name: local_date(at, self.timezone) for name, at in reached.items() if at is not None},
            history=self.history.get(row.pk, ()),
            ladder=[level.name for level in self.document.levels],
            among=self,
            pk=row.pk,
        )
        return Figures(self.definitions, own, self.on, self.document.year_starts, self.document.window)

    def answer(self, reading: Reading) -> Values:
        """A metric nobody registers measures nothing."""
        if reading not in self.answers:
            metric = METRICS.get(reading.metric)
            self.answers[reading] = metric.facts.read(reading, self.ids) if metric else {}
        return self.answers[reading]

    def labels(self, label: str) -> Mapping[UUID, list[str]]:
        if label not in self.seen:
            found: dict[UUID, set[str]] = {}
            for name in sorted(metrics_of(self.document) & METRICS.keys()):
                for pk, values in METRICS[name].facts.seen(label, self.ids).items():
                    found.setdefault(pk, set()).update(values)
            self.seen[label] = {pk: sorted(values) for pk, values in found.items()}
        return self.seen[label]


@dataclass(frozen=True, kw_only=True)
class Own(Facts):
    """One partnership's facts: its dates and levels, and readings shared with the others."""

    among: Population
    pk: UUID

    def labels(self, label: str) -> list[str]:
        return self.among.labels(label).get(self.pk, [])

    def read(self, reading: Reading) -> Decimal | None:
        value = self.among.answer(reading).get(self.pk)
        return Decimal(0) if value is None and reading.how in ("sum", "count", "people") else value


def _history(ids: Iterable[UUID]) -> dict[UUID, list[Held]]:
    rows = TierAssignment.objects.filter(partnership_id__in=ids).order_by("valid_from")
    found: dict[UUID, list[Held]] = {}
    for pk, level, since, until in rows.values_list("partnership_id", "tier__name", "valid_from", "valid_to"):
        found.setdefault(pk, []).append(Held(level, since, until))
    return found
