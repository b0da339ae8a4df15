"""The library of benefits, and what partners may still take of those that are used up."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.ui.views import Choice, Column, DateRange, DetailView, Empty, Flag, FormView, Link, ListView, Search, Tab
from programs.benefits import BENEFITS
from programs.enums import BenefitEvery, BenefitUnit
from programs.models import Entitlement, OwnBenefit
from programs.permissions import PartnershipPermission, ProgramPermission
from programs.queries import library as queries
from programs.services import benefit as library
from programs.services import entitlement as service
from programs.workspace.applications import program_choices


class BenefitForm(forms.ModelForm):
    class Meta:
        model = OwnBenefit
        fields = ("label", "unit", "every", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "every": _("For a number that partners use up: what they have not taken by then expires."),
        }

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class UseForm(forms.Form):
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000, initial=1)
    note = forms.CharField(label=_("What for"), max_length=200)


class BenefitList(ListView):
    permission = ProgramPermission.VIEW
    title = _("Benefits")
    intro = _("Defined once, given by the levels of any program. Partners read them by these names.")
    template_name = "programs/benefits.html"
    default_sort = "label"
    columns = (
        Column("label", _("Benefit"), sub="summary", link=True, sort=True),
        Column("unit", _("Counted in"), value=lambda row: row.get_unit_display(), sort=True),
        Column("every", _("Granted afresh"), value=lambda row: row.get_every_display() or "\u2013"),
        Column("key", _("In program files"), wide_only=True, sort=True),
    )
    filters = (Choice("unit", _("Counted in"), BenefitUnit.choices), Search("label", "key"))
    actions = (
        Link(_("What partners have left"), "programs:entitlement-list", PartnershipPermission.VIEW, icon="gift"),
        Link(_("New benefit"), "programs:benefit-create", ProgramPermission.EDIT, icon="plus", primary=True),
    )
    empty = Empty(
        "gift", _("No benefits of your own yet"),
        _("Beside those above, define what only you give: seats at a conference, hours of a specialist, a badge."),
        "programs:benefit-create", _("New benefit"),
    )  # fmt: skip

    def query(self) -> QuerySet[OwnBenefit]:
        return queries.own_benefits()

    def row_url(self, row: OwnBenefit) -> str:
        return self.url("programs:benefit-edit", ref=row.ref) if self.actor.can(ProgramPermission.EDIT) else ""

    def context(self, **extra: Any) -> dict[str, Any]:
        known = [
            (item, BenefitUnit(item.unit).label, dict(BenefitEvery.choices).get(item.every, ""))
            for item in BENEFITS.values()
        ]
        return super().context(**extra, known=known)


class BenefitCreate(FormView):
    permission = ProgramPermission.EDIT
    title = _("New benefit")
    form_class = BenefitForm
    submit_label = _("Save benefit")
    message = _("The benefit can be given by levels now.")

    def perform(self, form: Any) -> OwnBenefit:
        return library.define_benefit(actor=self.actor, at=self.now, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.url("programs:benefit-list")

    def cancel_url(self) -> str:
        return self.success_url(None)


class BenefitEdit(BenefitCreate):
    title = _("Edit benefit")
    message = _("Saved. Levels that give it go on.")
    query = staticmethod(queries.benefit_by_ref)

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}

    def perform(self, form: Any) -> OwnBenefit:
        return library.change_benefit(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class EntitlementList(ListView):
    permission = PartnershipPermission.VIEW
    title = _("What partners have left")
    intro = _("Granted by the level for a period; what is not taken by its end expires.")
    default_sort = "ends_on"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="partnership.program.name", link=True, sort=True),
        Column("label", _("Benefit"), sort=True),
        Column.date("starts_on", _("From"), wide_only=True),
        Column.date("last_day", _("Last day"), sort="ends_on"),
        Column.number("granted", _("Granted"), sort=True),
        Column.number("used", _("Used"), sort=True),
        Column.number("left", _("Left")),
        Column.number("expired", _("Expired"), sort=True, wide_only=True),
        Column.person("partnership.owner", _("Owner"), wide_only=True),
    )
    filters = (
        Choice("program", _("Program"), program_choices, field="partnership__program"),
        Flag("running", _("Running"), lambda rows: rows.filter(closed_on=None)),
        DateRange("ends_on", _("Ends")),
        Search("partner__name", "label", "ref"),
    )
    tabs = (Tab("running", _("Running"), {"running": ["1"]}), Tab("all", _("All"), {"view": "all"}))
    empty = Empty(
        "gift", _("Nothing granted yet"),
        _("Give levels a benefit that is used up, such as demo licenses; what they grant is listed here each period."),
    )  # fmt: skip

    def query(self) -> QuerySet[Entitlement]:
        return queries.entitlements_with_names()

    def row_url(self, row: Entitlement) -> str:
        return self.url("programs:entitlement-detail", ref=row.ref)


class EntitlementDetail(DetailView):
    permission = PartnershipPermission.VIEW
    template_name = "programs/entitlement.html"
    object_name = "entitlement"
    query = staticmethod(queries.entitlement_by_ref)

    def page_title(self) -> str:
        return f"{self.object.partner.name}: {self.object.label}"

    def context(self, **extra: Any) -> dict[str, Any]:
        runs = self.object.closed_on is None and self.actor.can(PartnershipPermission.MANAGE)
        return {
            "entries": list(queries.entries_of(self.object)[:100]),
            "may_use": runs and self.object.left > 0,
            "may_give_back": runs and self.object.used > 0,
        }


class EntitlementUse(FormView):
    permission = PartnershipPermission.MANAGE
    title = _("Enter what was used")
    form_class = UseForm
    submit_label = _("Enter")
    message = _("Entered; the partner sees it.")
    query = staticmethod(queries.entitlement_by_ref)

    @property
    def intro(self) -> str:
        words = {"left": self.object.left, "benefit": self.object.label, "partner": self.object.partner.name}
        return str(_("%(benefit)s: %(partner)s has %(left)s left.") % words)

    def perform(self, form: Any) -> Entitlement:
        return service.use_entitlement(self.object, actor=self.actor, at=self.now, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.url("programs:entitlement-detail", ref=self.object.ref)

    def cancel_url(self) -> str:
        return self.success_url(None)


class EntitlementGiveBack(EntitlementUse):
    title = _("Give back")
    submit_label = _("Give back")
    message = _("Given back; the partner sees it.")

    def perform(self, form: Any) -> Entitlement:
        return service.give_back(self.object, actor=self.actor, at=self.now, **form.cleaned_data)
