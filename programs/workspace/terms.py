"""The editor of terms: draft, table edited in place, try it, publish with a date, YAML in and out."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.decisions.values import Condition
from prm.ui.views import ActionView, DownloadView
from programs.document.program import ProgramDocument
from programs.exchange import from_yaml, to_yaml
from programs.models import Program, ProgramVersion, Tier
from programs.permissions import ProgramPermission
from programs.problems import problems_of
from programs.queries import next_version_of, partnerships_with_names, vendor_day, version_on
from programs.queries.programs import program_by_ref
from programs.readings import Population
from programs.services import version as service
from programs.terms import Terms, document_of, metric_label, terms_of
from programs.wording import Units, condition_text, counterfactual_text, figure_text, units_of
from programs.workspace.forms import PublishForm, TermsForm, YamlForm
from programs.workspace.programs import ProgramFormView
from programs.workspace.tables import frame_of, terms_table


class DraftView(ProgramFormView):
    """A page about a program's draft; without one there is nothing to open."""

    def query(self, ref: str) -> Program | None:
        program = program_by_ref(ref)
        return program if program and next_version_of(program) else None

    @cached_property
    def draft(self) -> ProgramVersion:
        draft = next_version_of(self.object)
        assert draft is not None
        return draft

    @cached_property
    def tiers(self) -> list[Tier]:
        return list(self.object.tiers.order_by("rank"))

    @cached_property
    def in_force(self) -> Terms | None:
        current = version_on(self.object, vendor_day(self.now))
        return terms_of(current) if current else None

    def editor_url(self) -> str:
        return self.url("programs:terms-edit", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.editor_url()


class StartDraft(ActionView):
    permission = ProgramPermission.EDIT
    query = staticmethod(program_by_ref)

    def perform(self, obj: Program, data: Any) -> ProgramVersion:
        return service.start_draft(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Program, result: Any) -> str:
        return self.url("programs:terms-edit", ref=obj.ref)


class TermsEdit(DraftView):
    template_name = "programs/terms.html"
    form_class = TermsForm
    submit_label = _("Save draft")
    message = _("Draft saved.")

    def page_title(self) -> str:
        return _now("%(program)s, draft %(version)s") % {"program": self.object.name, "version": self.draft}

    def form_kwargs(self) -> dict[str, Any]:
        return {"tiers": self.tiers, "terms": terms_of(self.draft)}

    def initial(self) -> dict[str, Any]:
        return {"note": self.draft.note}

    def perform(self, form: TermsForm) -> ProgramVersion:
        note = form.cleaned_data["note"]
        return service.save_terms(self.draft, form.terms(), actor=self.actor, at=self.now, note=note)

    def success_url(self, result: Any) -> str:
        return self.editor_url()

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        self.shown_form = form
        return super().show(form, status=status)

    def context(self, **extra: Any) -> dict[str, Any]:
        terms = terms_of(self.draft)
        document = document_of(self.draft, self.tiers, terms)
        units = units_of(document, self.vendor.currency)
        return {
            "draft": self.draft,
            "frame": frame_of(document, terms),
            "tiers": self.tiers,
            "table": terms_table(
                self.tiers,
                terms,
                units,
                against=self.in_force,
                form=self.shown_form,
                conditions_url=self.conditions_url,
            ),
            "problems": problems_of(document, terms),
            "try_it": self.try_it(document, units),
            "may_publish": self.actor.can(ProgramPermission.PUBLISH),
        }

    def conditions_url(self, tier: Tier) -> str:
        return self.url("programs:level-conditions", ref=self.object.ref, rank=tier.rank)

    def try_it(self, document: ProgramDocument, units: Units) -> dict[str, Any]:
        """Figures typed in, or a partnership's own, against the saved draft."""
        names = document.asked
        members = (
            partnerships_with_names().filter(program=self.object).exclude(status="ended").order_by("partner__name")
        )
        chosen = members.filter(ref=self.request.GET.get("partnership", "")).first()
        figures = {name: _number(self.request.GET.get(f"t:{name}", "")) for name in names}
        if chosen is not None and not any(value is not None for value in figures.values()):
            measured = Population(document, [chosen], vendor_day(self.now), self.vendor.timezone).figures_of(chosen)
            figures = {name: measured.value(name) for name in names}
            answer = document.reach(figures.get)
        else:
            answer = document.reach(lambda name: figures[name] or Decimal(0))
        return {
            "figures": [
                (name, metric_label(name), "" if value is None else f"{round(value, 4).normalize():f}")
                for name, value in figures.items()
            ],
            "members": members[:200],
            "chosen": chosen,
            "level": answer.reached.name if answer.reached else _now("No level"),
            "next_level": answer.next_level,
            "checks": [
                Condition(
                    condition_text(level, check, units),
                    check.holds,
                    figure_text(check.asks.figure, check.figure, units),
                )
                for level, check in answer.checks
                if level == answer.next_level
            ],
            "counterfactual": counterfactual_text(answer, units) if names else "",
        }


class TermsPublish(DraftView):
    permission = ProgramPermission.PUBLISH
    form_class = PublishForm
    submit_label = _("Publish")
    title = _("Publish the draft")
    intro = _(
        "From this day on the terms hold, and they never change again. What was decided before keeps its terms. "
        "Every member gets a letter that says what changes for it, by its own figures."
    )

    def initial(self) -> dict[str, Any]:
        """The first of the month after the notice is over."""
        today = vendor_day(self.now)
        if self.in_force is None:
            return {"valid_from": today}
        return {"valid_from": first_of_next_month(service.first_day(self.object, self.now) - timedelta(days=1))}

    def perform(self, form: Any) -> ProgramVersion:
        return service.publish_version(self.draft, actor=self.actor, at=self.now, **form.cleaned_data)

    def success_message(self, result: ProgramVersion) -> Any:
        return _now("%(version)s is published.") % {"version": result}


class DraftDiscard(ActionView):
    permission = ProgramPermission.EDIT
    message = _("Draft discarded.")

    def query(self, ref: str) -> ProgramVersion | None:
        program = program_by_ref(ref)
        return next_version_of(program) if program else None

    def perform(self, obj: ProgramVersion, data: Any) -> None:
        service.discard_draft(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: ProgramVersion, result: Any) -> str:
        return self.url("programs:program-detail", ref=self.kwargs["ref"])


class TermsYaml(DownloadView):
    """A version as YAML."""

    permission = ProgramPermission.VIEW

    def query(self, ref: str, number: int) -> ProgramVersion | None:
        rows = ProgramVersion.objects.select_related("program").filter(program__ref=ref, number=number)
        return rows.first()

    def content(self, obj: ProgramVersion) -> tuple[str, str, bytes]:
        return f"{slugify(obj.program.name)}-{obj}.yaml", "application/yaml", to_yaml(obj).encode()


class TermsFromYaml(DraftView):
    form_class = YamlForm
    title = _("Terms from YAML")
    intro = _("Replaces what the draft asks and gives. Take a version's file, change it, and paste it here.")
    submit_label = _("Replace the draft's terms")

    def initial(self) -> dict[str, Any]:
        return {"text": to_yaml(self.draft)}

    def perform(self, form: Any) -> HttpResponse:
        terms = from_yaml(form.cleaned_data["text"], self.tiers)
        service.save_terms(self.draft, terms, actor=self.actor, at=self.now)
        return HttpResponseRedirect(self.editor_url())


def first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip()[:20])
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
