"""The parts of a draft no table holds: a level's conditions, the program's own figures, how it measures and reviews."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.lib.errors import Refused
from programs.document.figures import parts_of_figure
from programs.document.program import ProgramDocument
from programs.document.writing import written
from programs.metrics import METRICS
from programs.models import Program, ProgramVersion, Tier
from programs.queries import next_version_of
from programs.rules.requirement import asks_in
from programs.services import version as service
from programs.terms import Terms, document_of, metric_label, terms_of
from programs.wording import metric_text, requirement_text, units_of
from programs.workspace.conditions import ConditionsForm, change, tree_of, typed_tree
from programs.workspace.figure_forms import KINDS, FigureForm, kind_of
from programs.workspace.frame_forms import FrameForm, frame_values
from programs.workspace.terms import DraftView


class RulesView(DraftView):
    """Changes a part of the draft's rules and leaves the rest of its terms alone."""

    submit_label = _("Save draft")
    message = _("Draft saved.")

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.draft)

    @cached_property
    def document(self) -> ProgramDocument:
        return document_of(self.draft, self.tiers, self.terms)

    def save(self, **parts: Any) -> ProgramVersion:
        """Parts that are None or empty are left out of the rules."""
        rules = {key: value for key, value in {**self.terms.rules, **parts}.items() if value}
        return service.save_terms(self.draft, replace(self.terms, rules=rules), actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.editor_url()

    def figure_choices(self, *, without: str = "") -> list[tuple[str, str]]:
        names = dict.fromkeys([*self.document.figures, *METRICS])
        return [(name, metric_label(name)) for name in names if name != without]


class LevelConditions(RulesView):
    """What one level needs beside its row of the table; a pressed button may also only grow or shrink the tree."""

    template_name = "programs/conditions.html"

    def query(self, ref: str, rank: int) -> Program | None:
        program = super().query(ref)
        return program if program and program.tiers.filter(rank=rank).exists() else None

    @cached_property
    def tier(self) -> Tier:
        return next(tier for tier in self.tiers if tier.rank == self.kwargs["rank"])

    def page_title(self) -> str:
        return _now("Conditions of %(level)s") % {"level": self.tier.name}

    def build_form(self, *, change_by: str = "") -> ConditionsForm:
        typed = self.request.POST if self.request.method == "POST" else None
        root = typed_tree(typed.dict()) if typed is not None else tree_of(self.terms.further(self.tier.rank))
        if change_by and not change(root, change_by):
            raise Refused(_now("That cannot be added or taken away here. What you typed before is kept as it was."))
        units = units_of(self.document, self.vendor.currency)
        data = None if change_by else typed
        return ConditionsForm(data, root=root, figures=self.figure_choices(), units=units)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object  # noqa: B018
        if op := request.POST.get("op", ""):
            return self.show(self.build_form(change_by=op))
        return super().post(request, *args, **kwargs)

    def perform(self, form: ConditionsForm) -> ProgramVersion:
        requires = dict(self.terms.rules.get("requires", {}))
        rank, requirement = self.tier.rank, form.requirement()
        if requirement != self.terms.further(rank):
            requires[str(rank)] = written(requirement)
        return self.save(requires={key: value for key, value in requires.items() if value})

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        self.tree = form.shown()
        return super().show(form, status=status)

    def context(self, **extra: Any) -> dict[str, Any]:
        units = units_of(self.document, self.vendor.currency)
        row = [
            f"{metric_label(name)} {metric_text(name, value, units)}"
            for (rank, name), value in sorted(self.terms.requirements.items())
            if rank == self.tier.rank
        ]
        below = [level for level in self.document.levels if level.rank < self.tier.rank and self.document.is_nested]
        return {
            "tree": self.tree,
            "tier": self.tier,
            "row": row,
            "below": [(level.name, requirement_text(level.requires, units)) for level in below],
        }


class FrameEdit(RulesView):
    title = _("How levels are measured and reviewed")
    form_class = FrameForm

    def initial(self) -> dict[str, Any]:
        return frame_values(self.document, str(self.terms.rules.get("window") or "last 12 months"))

    def form_kwargs(self) -> dict[str, Any]:
        return {"tiers": self.tiers}

    def perform(self, form: FrameForm) -> ProgramVersion:
        return self.save(**form.changed(self.initial()))


class FigureView(RulesView):
    """A figure of the program's own. `entry` is what stands of it so far."""

    template_name = "programs/figure.html"
    name = ""
    entry: Mapping[str, Any] = {}

    def figures(self) -> dict[str, Any]:
        return dict(self.terms.rules.get("figures") or {})

    def form_of(self, kind: str) -> forms.BaseForm:
        data = self.request.POST if self.request.method == "POST" else None
        form: FigureForm = KINDS[kind][1](
            data, name=self.name, entry=self.entry, figures=self.figure_choices(without=self.name)
        )
        return form

    def perform(self, form: FigureForm) -> ProgramVersion:
        name, figures = form.cleaned_data["name"], self.figures()
        if not self.name and name in figures:
            raise Refused(_now("The program has a figure called %(name)s.") % {"name": name})
        if not form.is_same():
            figures[name] = form.written()
        return self.save(figures=figures)


class FigureCreate(FigureView):
    """The kind is chosen by a link, so that the form shows what this kind needs."""

    title = _("New figure")

    @cached_property
    def kind(self) -> str:
        asked = self.request.GET.get("kind", "")
        return asked if asked in KINDS else "measure"

    def build_form(self) -> forms.BaseForm:
        return self.form_of(self.kind)

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"may_remove": False, "kinds": [(key, label, key == self.kind) for key, (label, _form) in KINDS.items()]}


class FigureEdit(FigureView):
    def query(self, ref: str, figure: str) -> Program | None:
        program = super().query(ref)
        draft = program and next_version_of(program)
        return program if draft and figure in (terms_of(draft).rules.get("figures") or {}) else None

    def page_title(self) -> str:
        return metric_label(self.kwargs["figure"])

    def build_form(self) -> forms.BaseForm:
        self.name = self.kwargs["figure"]
        self.entry = self.figures()[self.name]
        return self.form_of(kind_of(self.entry))

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"kinds": [], "may_remove": not self.users()}

    def users(self) -> list[str]:
        """The levels and figures that are made with it."""
        name = self.kwargs["figure"]
        levels = [
            level.name for level in self.document.levels if any(ask.figure == name for ask in asks_in(level.requires))
        ]
        made = self.document.figures.items()
        return levels + [metric_label(key) for key, figure in made if name in parts_of_figure(figure)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("op") != "remove":
            return super().post(request, *args, **kwargs)
        self.object  # noqa: B018
        if users := self.users():
            raise Refused(_now("It is used by %(users)s; take it out there first.") % {"users": ", ".join(users)})
        self.save(figures={key: value for key, value in self.figures().items() if key != kwargs["figure"]})
        self.tell(self.message)
        return HttpResponseRedirect(self.editor_url())
