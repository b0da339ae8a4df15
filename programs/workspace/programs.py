"""Programs: the list, one program, its settings, its states."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.audit.queries import timeline_for
from prm.packs.types import PartnershipType
from prm.ui.views import ActionView, Choice, Column, DetailView, Empty, FormView, Link, ListView, Search
from programs.document.starting import starting_points
from programs.gate_wording import gate_lines
from programs.lifecycle import PROGRAM, SIMULATION
from programs.models import Program, ProgramVersion, Tier
from programs.permissions import ProgramPermission
from programs.queries import next_version_of, vendor_day, version_on
from programs.queries.programs import members_by_tier, program_by_ref, programs_for_list, versions_of
from programs.queries.simulations import simulations_of
from programs.rules.eligibility import Gate
from programs.rules.scorecard import criteria_of
from programs.services import program as service
from programs.services.applicants import set_applicants, weights_of
from programs.services.version import begin_program
from programs.terms import document_of, terms_of
from programs.wording import units_of
from programs.workspace.applicant_forms import ApplicantsForm
from programs.workspace.forms import NewProgramForm, ProgramForm, TierForm
from programs.workspace.tables import frame_of, terms_table

MOVES = {"open": service.open_program, "close": service.close_program, "retire": service.retire_program}


class ProgramList(ListView):
    permission = ProgramPermission.VIEW
    title = _("Programs & tiers")
    default_sort = "name"
    columns = (
        Column("name", _("Program"), sub="ref", link=True, sort=True),
        Column("type", _("Type"), value=lambda row: row.get_type_display(), sort=True),
        Column.number("members", _("Partnerships"), sort=True),
        Column.number("waiting", _("Applications waiting"), sort=True, wide_only=True),
        Column.status(PROGRAM),
    )
    filters = (
        Choice("type", _("Type"), PartnershipType.choices),
        Choice("status", _("Status"), PROGRAM.choices),
        Search("name", "ref"),
    )
    actions = (
        Link(_("Benefits"), "programs:benefit-list", ProgramPermission.VIEW, icon="gift"),
        Link(_("New program"), "programs:program-create", ProgramPermission.EDIT, icon="plus", primary=True),
    )
    empty = Empty(
        "stairs-up",
        _("No programs yet"),
        _("A program says what partners of one type join: its levels, what they ask and what they give."),
        "programs:program-create",
        _("New program"),
    )

    def query(self) -> QuerySet[Program]:
        return programs_for_list()

    def row_url(self, row: Program) -> str:
        return self.url("programs:program-detail", ref=row.ref)


class ProgramDetail(DetailView):
    permission = ProgramPermission.VIEW
    template_name = "programs/program.html"
    object_name = "program"
    query = staticmethod(program_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        program = self.object
        tiers = list(program.tiers.order_by("rank"))
        current = version_on(program, vendor_day(self.now))
        counts = members_by_tier(program)
        return {
            "lifecycle": PROGRAM,
            "actions": PROGRAM.allowed_actions(program, self.actor),
            "tiers": [(tier, counts.get(tier.pk, 0)) for tier in tiers],
            "members": sum(counts.values()),
            "current": current,
            "draft": next_version_of(program),
            **(self.terms(current, tiers) if current else {}),
            "versions": versions_of(program),
            "simulations": simulations_of(program)[:5],
            "simulation_lifecycle": SIMULATION,
            "criteria": [item for item in criteria_of(program.type, program.scorecard) if item.weight],
            "gate": gate_lines(Gate.of(program.eligibility), program.ideal_segments),
            "timeline": timeline_for(program)[:10],
            "may_edit": self.actor.can(ProgramPermission.EDIT) and program.status != "retired",
        }

    def terms(self, version: ProgramVersion, tiers: list[Tier]) -> dict[str, Any]:
        terms = terms_of(version)
        document = document_of(version, tiers, terms)
        return {
            "table": terms_table(tiers, terms, units_of(document, self.vendor.currency)),
            "frame": frame_of(document, terms),
        }


class ProgramFormView(FormView):
    permission = ProgramPermission.EDIT
    object_name = "program"
    query = staticmethod(program_by_ref)

    def success_url(self, result: Any) -> str:
        return self.url("programs:program-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class ProgramCreate(FormView):
    permission = ProgramPermission.EDIT
    title = _("New program")
    form_class = NewProgramForm
    submit_label = _("Create program")

    def initial(self) -> dict[str, Any]:
        return {"currency": self.vendor.currency}

    def perform(self, form: Any) -> Program | HttpResponse:
        """From a starting point straight to its draft."""
        typed = dict(form.cleaned_data)
        point = starting_points().get(typed.pop("start_from"))
        if point is None:
            return service.create_program(actor=self.actor, at=self.now, **typed)
        del typed["tiers"]
        draft = begin_program(point.text, actor=self.actor, at=self.now, **typed)
        return HttpResponseRedirect(self.url("programs:terms-edit", ref=draft.program.ref))

    def success_url(self, result: Program) -> str:
        return self.url("programs:program-detail", ref=result.ref)

    def cancel_url(self) -> str:
        return self.url("programs:program-list")


class ProgramEdit(ProgramFormView):
    title = _("Program settings")
    form_class = ProgramForm
    message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> Program:
        return service.update_program(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class ApplicantsEdit(ProgramFormView):
    title = _("Applicants")
    intro = _("Whom the program takes, and how those who apply are scored.")
    form_class = ApplicantsForm
    template_name = "programs/applicants.html"
    message = _("Saved. Applications before you keep the scorecard they were scored by.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def initial(self) -> dict[str, Any]:
        program = self.object
        own = program.scorecard.get("own", [])
        return {
            **{f"weight_{key}": weight for key, weight in weights_of(program).items()},
            **Gate.of(program.eligibility).as_json(),
            "own": "\n".join(f"{item['weight']} {item['label']}" for item in own),
            "competitors": "\n".join(program.competitors),
        }

    def perform(self, form: ApplicantsForm) -> Program:
        return set_applicants(self.object, actor=self.actor, at=self.now, **form.values())


class TierCreate(ProgramFormView):
    title = _("New level")
    intro = _("It stands above the highest one. What it asks and gives is set in the table of terms.")
    form_class = TierForm

    def perform(self, form: Any) -> Tier:
        return service.add_tier(self.object, form.cleaned_data["name"], actor=self.actor, at=self.now)


class ProgramAct(ActionView):
    """Open, close, retire."""

    permission = ProgramPermission.PUBLISH

    def query(self, ref: str, action: str) -> Program | None:
        return program_by_ref(ref) if action in MOVES else None

    def perform(self, obj: Program, data: Any) -> Program:
        return MOVES[self.kwargs["action"]](obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Program, result: Any) -> str:
        return self.url("programs:program-detail", ref=obj.ref)

    def success_message(self, obj: Program, result: Program) -> Any:
        return _now("%(program)s is %(state)s now.") % {
            "program": result.name,
            "state": str(PROGRAM.state(result).label).lower(),
        }
