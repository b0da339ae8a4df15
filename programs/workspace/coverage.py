"""The coverage board: where partners are missing, where there are enough, and what the vendor wants where."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.enums import Segment
from prm.packs.types import PartnershipType
from prm.ui.choices import country_choices, country_name
from prm.ui.views import DetailView, FormView
from programs.permissions import PartnershipPermission, ProgramPermission
from programs.queries.coverage import UNSAID, coverage_of, coverage_target
from programs.rules.coverage import Coverage
from programs.services.coverage import set_coverage

TONES = {"gap": "warn", "full": "info", "over": "bad", "fine": "ok", "none": "mute"}


class CoverageForm(forms.Form):
    type = forms.ChoiceField(label=_("Partnership type"), choices=PartnershipType.choices)
    country = forms.ChoiceField(label=_("Country"))
    segment = forms.ChoiceField(label=_("Customer segment"), choices=Segment.choices)
    wanted = forms.IntegerField(
        label=_("Wanted, at least"), required=False, min_value=0, max_value=9_999, help_text=_("Fewer show as a gap.")
    )
    most = forms.IntegerField(
        label=_("Full at"), required=False, min_value=1, max_value=9_999,
        help_text=_("Who decides on an application is warned from here on. Leave both empty to take the target away."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()


class CoverageBoard(DetailView):
    permission = PartnershipPermission.VIEW
    title = _("Coverage")
    template_name = "programs/coverage.html"

    @cached_property
    def type(self) -> str:
        given = self.request.GET.get("type", "")
        return given if given in PartnershipType else PartnershipType.RESALE

    def context(self, **extra: Any) -> dict[str, Any]:
        board = coverage_of(self.type)
        segments = [(value, label) for value, label in Segment.choices if any(value in row.cells for row in board)]
        columns = [*segments, (UNSAID, _("not said"))] if any(UNSAID in row.cells for row in board) else segments
        rows = [
            (row, country_name(row.country), [(key, row.cells.get(key, Coverage())) for key, _label in columns])
            for row in board
        ]
        return {
            "types": PartnershipType.choices,
            "type": self.type,
            "columns": columns,
            "rows": rows,
            "tones": TONES,
            "missing": sum(row.missing for row in board),
            "full": sum(cell.state in ("full", "over") for row in board for cell in row.cells.values()),
            "may_edit": self.actor.can(ProgramPermission.EDIT),
        }


class CoverageEdit(FormView):
    permission = ProgramPermission.EDIT
    title = _("What is wanted here")
    form_class = CoverageForm
    submit_label = _("Save target")
    message = _("The board shows it from now on.")

    def initial(self) -> dict[str, Any]:
        cell = {name: self.request.GET.get(name, "") for name in ("type", "country", "segment")}
        found = coverage_target(**cell)
        return {**cell, **({"wanted": found.wanted, "most": found.most} if found else {})}

    def perform(self, form: Any) -> str:
        set_coverage(actor=self.actor, at=self.now, **form.cleaned_data)
        return str(form.cleaned_data["type"])

    def success_url(self, result: str) -> str:
        return f"{self.cancel_url()}?type={result}"

    def cancel_url(self) -> str:
        return self.url("programs:coverage")
