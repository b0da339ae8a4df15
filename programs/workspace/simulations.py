"""What a draft would have done: run over the months gone by, with winners, losers, cost and cliffs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.ui import components
from prm.ui.components.charts import Bar
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, Flag, ListView, PanelView, Search
from programs.benefits import Library
from programs.enums import Verdict
from programs.lifecycle import SIMULATION
from programs.metrics import METRICS
from programs.models import Simulation, SimulationLine
from programs.permissions import ProgramPermission
from programs.queries import next_version_of
from programs.queries.library import benefit_library
from programs.queries.simulations import lines_of, moves_of, simulation_by_ref, verdicts_of
from programs.services import simulation as service
from programs.terms import metric_label, terms_of
from programs.wording import Units, metric_text
from programs.workspace.terms import DraftView


class SimulationForm(forms.Form):
    """How far back, what percentages are of, and what a unit of each other benefit costs a month."""

    months = forms.TypedChoiceField(
        label=_("Months gone by"), coerce=int, choices=[(n, n) for n in (12, 18, 24)], initial=12
    )

    def __init__(self, *args: Any, keys: list[str], library: Library, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        money = [(metric.name, metric.label) for metric in METRICS.values() if metric.unit == "money"]
        self.fields["revenue_metric"] = forms.ChoiceField(
            label=_("Percentages are of"),
            choices=[*money, ("", _("nothing; leave them out"))],
            required=False,
            initial=next((name for name, _label in money), ""),
        )
        for key in keys:
            self.fields[f"price:{key}"] = forms.DecimalField(
                label=_now("One of “%(benefit)s”, in %(currency)s a month")
                % {"benefit": library.label(key), "currency": currency},
                required=False, min_value=0, max_digits=12, decimal_places=2,
                help_text=_("Left empty, it counts as free."),
            )  # fmt: skip

    def prices(self) -> dict[str, Decimal]:
        typed = {
            name.partition(":")[2]: value for name, value in self.cleaned_data.items() if name.startswith("price:")
        }
        return {key: value for key, value in typed.items() if value}


class SimulationCreate(DraftView):
    title = _("Simulate the draft")
    intro = _(
        "The draft and the terms of the time are run side by side over months gone by, with the figures partners had. "
        "Promotions that wait for a person count as granted. Nobody is told and nothing changes."
    )
    form_class = SimulationForm
    submit_label = _("Run simulation")

    def form_kwargs(self) -> dict[str, Any]:
        current = self.in_force.benefits if self.in_force else {}
        keys = {key for _rank, key in (*terms_of(self.draft).benefits, *current)}
        library = benefit_library()
        priced = sorted(key for key in keys if library.of(key).unit in ("count", "yes"))
        return {"keys": priced, "library": library, "currency": self.vendor.currency}

    def perform(self, form: SimulationForm) -> Simulation:
        return service.start_simulation(
            self.draft, months=form.cleaned_data["months"], revenue_metric=form.cleaned_data["revenue_metric"],
            prices=form.prices(), actor=self.actor, at=self.now,
        )  # fmt: skip

    def success_url(self, result: Simulation) -> str:
        return self.url("programs:simulation-detail", ref=result.ref)

    def cancel_url(self) -> str:
        return self.editor_url()


class SimulationDetail(DetailView):
    permission = ProgramPermission.VIEW
    template_name = "programs/simulation.html"
    object_name = "simulation"
    query = staticmethod(simulation_by_ref)

    def page_title(self) -> str:
        return _now("%(program)s v%(number)s, simulated") % {
            "program": self.object.program.name,
            "number": self.object.version_number,
        }

    @cached_property
    def names(self) -> dict[int, str]:
        return {0: _now("No level"), **dict(self.object.program.tiers.values_list("rank", "name"))}

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.object
        return {
            "lifecycle": SIMULATION,
            "verdicts": self.verdicts(),
            "cost": self.cost(),
            "chart": self.chart(),
            "months": [self.month(entry) for entry in row.months],
            "moves": [(self.names.get(a, a), self.names.get(b, b), count) for a, b, count in moves_of(row)],
            "cliffs": [self.cliff(entry) for entry in row.cliffs],
            "is_outdated": self.is_outdated(),
            "may_edit": self.actor.can(ProgramPermission.EDIT),
        }

    def verdicts(self) -> list[dict[str, Any]]:
        """How many fare how, each with the list behind it."""
        counts, close = verdicts_of(self.object)
        lines = self.url("programs:simulation-lines", ref=self.object.ref)
        kinds: list[tuple[Any, int, str]] = [
            (label, counts.get(key, 0), f"{lines}?verdict={key}") for key, label in Verdict.choices
        ]
        kinds.append((_now("Near a threshold"), close, f"{lines}?close=1"))
        return [{"label": label, "count": count, "url": url} for label, count, url in kinds]

    def cost(self) -> dict[str, Decimal]:
        before, after = (
            sum((Decimal(entry[key]) for entry in self.object.months), Decimal(0))
            for key in ("cost_before", "cost_after")
        )
        return {"before": before, "after": after, "more": after - before}

    def chart(self) -> list[Bar]:
        """Each month's cost under today's terms, with what the draft adds on top; less is not drawn but stands in the table."""
        bars = []
        for entry in self.object.months:
            before, after = Decimal(entry["cost_before"]), Decimal(entry["cost_after"])
            bars.append(
                Bar(f"{date.fromisoformat(entry['on']):%b}", float(before), float(max(after - before, Decimal(0))))
            )
        return bars if any(bar.value or bar.rest for bar in bars) else []

    def month(self, entry: dict[str, Any]) -> dict[str, Any]:
        levels = [
            (name, entry["before"].get(str(rank), 0), entry["after"].get(str(rank), 0))
            for rank, name in sorted(self.names.items())
            if rank or entry["before"].get("0") or entry["after"].get("0")
        ]
        more = Decimal(entry["cost_after"]) - Decimal(entry["cost_before"])
        return {**entry, "on": date.fromisoformat(entry["on"]), "levels": levels, "more": more}

    def cliff(self, entry: dict[str, str]) -> dict[str, str]:
        units = Units(self.vendor.currency)
        return {
            "level": entry["level"],
            "at": metric_text(entry["figure"], Decimal(entry["at"]), units),
            "figure": metric_label(entry["figure"]),
            "worth": metric_text(entry["figure"], Decimal(entry["worth"]), units),
        }

    def is_outdated(self) -> bool:
        """The draft was saved after this run was asked for, or is no draft any more."""
        draft = next_version_of(self.object.program)
        return draft is None or (draft.saved_at is not None and draft.saved_at > self.object.requested_at)


class SimulationLines(ListView):
    """Every partnership of a simulation."""

    permission = ProgramPermission.VIEW
    default_sort = "-cost_after"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", link=True, sort=True),
        Column(
            "verdict",
            _("Outcome"),
            render=lambda row, view: outcome_pill(row),
            value=lambda row: row.get_verdict_display(),
        ),
        Column("level_before", _("Terms of the time")),
        Column("level_after", _("Draft")),
        Column("close_level", _("Close to"), value=lambda row: close_text(row), wide_only=True),
        Column.number("cost_before", _("Cost, terms of the time"), places=2, wide_only=True),
        Column.number("cost_after", _("Cost, draft"), places=2, sort=True),
    )
    filters = (
        Choice("verdict", _("Outcome"), Verdict.choices),
        Flag("close", _("Within 5 % of a threshold"), lambda rows: rows.exclude(close_level="")),
        Search("partner__name"),
    )
    empty = Empty("chart-bar", _("No partner was under contract in those months"))

    def page_title(self) -> str:
        return _now("%(simulation)s, partner by partner") % {"simulation": self.simulation.ref}

    @cached_property
    def simulation(self) -> Simulation:
        found = simulation_by_ref(**self.object_kwargs)
        if found is None:
            raise Http404
        return found

    def query(self) -> QuerySet[SimulationLine]:
        return lines_of(self.simulation)

    def row_url(self, row: SimulationLine) -> str:
        return self.url("programs:partnership-detail", ref=row.partnership.ref)


class SimulationProgress(PanelView):
    """The moving part of a run; when it is over the page is loaded anew."""

    permission = ProgramPermission.VIEW
    template_name = "programs/simulation_progress.html"
    object_name = "simulation"
    query = staticmethod(simulation_by_ref)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not self.object.is_working and getattr(request, "htmx", False):
            response["HX-Refresh"] = "true"
        return response


class SimulationResume(ActionView):
    permission = ProgramPermission.EDIT
    message = _("It goes on.")
    query = staticmethod(simulation_by_ref)

    def perform(self, obj: Simulation, data: Any) -> Simulation:
        return service.resume_simulation(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Simulation, result: Any) -> str:
        return self.url("programs:simulation-detail", ref=obj.ref)


def outcome_pill(row: SimulationLine) -> Any:
    tone, icon = {"winner": ("ok", "trending-up"), "loser": ("bad", "trending-down")}.get(
        row.verdict, ("mute", "minus")
    )
    return components.pill(row.get_verdict_display(), tone=tone, icon_name=icon)


def close_text(row: SimulationLine) -> str:
    """Which threshold is near, and from which side."""
    if not row.close_level:
        return ""
    text = _now("just short of %(level)s: %(figure)s") if row.is_short else _now("barely %(level)s: %(figure)s")
    return text % {"level": row.close_level, "figure": metric_label(row.close_figure)}
