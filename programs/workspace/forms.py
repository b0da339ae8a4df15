"""What people type about programs, terms, applications and partnerships."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.queries import partner_choices
from prm.accounts.queries import vendor_members
from prm.packs.types import PartnershipType
from prm.ui.choices import currency_choices
from programs.document.starting import starting_points
from programs.metrics import METRICS
from programs.models import Product, Program, Tier
from programs.queries.library import benefit_library
from programs.terms import Terms, metric_label


class ProgramForm(forms.ModelForm):
    """The program itself; what its levels ask and give is edited as a table."""

    class Meta:
        model = Program
        fields = ("name", "summary", "starts_on", "ends_on", "notice_days")

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class NewProgramForm(ProgramForm):
    type = forms.ChoiceField(label=_("Partnership type"), choices=PartnershipType.choices)
    start_from = forms.ChoiceField(
        label=_("Start from"),
        required=False,
        help_text=_("Brings levels with what they ask and give, as a draft to change. Nothing of it is published yet."),
    )
    tiers = forms.CharField(
        label=_("Levels, lowest first"),
        initial=_("Authorized, Silver, Gold"),
        help_text=_("Separated by commas, where you start from nothing. They can be added to until the program opens."),
        required=False,
    )
    field_order = ("name", "type", "start_from", "currency", "tiers", "summary")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=currency_choices())
        points = starting_points().values()
        groups = [
            (label, [(point.key, point.document.name) for point in points if point.document.type == kind])
            for kind, label in PartnershipType.choices
        ]
        self.fields["start_from"].choices = [("", _("nothing: the levels below")), *groups]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        point = starting_points().get(cleaned.get("start_from", ""))
        if point and point.document.type != cleaned.get("type"):
            self.add_error("start_from", _("This is for another type of partnership; choose one of the same type."))
        return cleaned

    def clean_tiers(self) -> list[str]:
        return [name.strip()[:60] for name in self.cleaned_data["tiers"].split(",") if name.strip()]


class TierForm(forms.Form):
    name = forms.CharField(label=_("Name of the level"), max_length=60)


class TermsForm(forms.Form):
    """The table: a number field for each level and requirement, and for each level and benefit."""

    note = forms.CharField(label=_("What changes"), max_length=400, required=False)

    def __init__(self, *args: Any, tiers: list[Tier], terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = tiers
        self.kept = terms.rules
        own = terms.rules.get("figures", {})
        self.metrics = list(dict.fromkeys([*(key for _rank, key in terms.requirements), *own, *METRICS]))
        library = benefit_library()
        self.benefits = list(dict.fromkeys([*(key for _rank, key in terms.benefits), *library]))
        for part, keys, cells, label_of in (
            ("r", self.metrics, terms.requirements, metric_label),
            ("b", self.benefits, terms.benefits, library.label),
        ):
            for key in keys:
                for tier in tiers:
                    value = cells.get((tier.rank, key))
                    self.fields[f"{part}:{tier.rank}:{key}"] = forms.DecimalField(
                        label=f"{label_of(key)}, {tier.name}",
                        required=False,
                        min_value=0,
                        max_digits=19,
                        decimal_places=4,
                        initial=None if value is None else f"{value.normalize():f}",
                    )

    def terms(self) -> Terms:
        """What was typed; an empty field asks or gives nothing. What the table cannot hold stays."""
        found = Terms(rules=self.kept)
        for name, value in self.cleaned_data.items():
            part, _colon, rest = name.partition(":")
            if part in ("r", "b") and value is not None:
                rank, _colon, key = rest.partition(":")
                cells = found.requirements if part == "r" else found.benefits
                if part == "b" or value > Decimal(0):
                    cells[int(rank), key] = value
        return found


class PublishForm(forms.Form):
    valid_from = forms.DateField(label=_("In force from"))
    short_notice = forms.CharField(
        label=_("Why sooner than the program's notice"),
        max_length=400,
        required=False,
        help_text=_(
            "Only where the day above gives members less notice than they were promised. It stands in the history."
        ),
    )


class YamlForm(forms.Form):
    text = forms.CharField(label=_("YAML"), widget=forms.Textarea(attrs={"rows": "20", "spellcheck": "false"}))


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = ("sku", "name", "family", "list_price", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=currency_choices(), initial=self.instance.currency
        )

    def _post_clean(self) -> None:
        """The service writes, not the form."""


class PartnershipForm(forms.Form):
    """A partner joins a program by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = Program.objects.exclude(status="retired").order_by("name")
        self.fields["partner"] = forms.ModelChoiceField(partner_choices(), label=_("Partner"))
        self.fields["program"] = forms.ModelChoiceField(programs, label=_("Program"))
        self.fields["owner"] = forms.ModelChoiceField(
            vendor_members(), label=_("Channel manager"), required=False, empty_label=_("The partner's own")
        )


class TierChangeForm(forms.Form):
    effective_on = forms.DateField(label=_("From"))
    why = forms.CharField(label=_("Why"), max_length=400, help_text=_("The partner reads it."), widget=forms.Textarea)

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"] = forms.ModelChoiceField(program.tiers.order_by("rank"), label=_("Tier"))
        self.order_fields(["tier"])


class PinForm(forms.Form):
    until = forms.DateField(label=_("Up to"), help_text=_("From this day on reviews heed the figures again."))
    reason = forms.CharField(label=_("Why"), max_length=400, widget=forms.Textarea)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea)
