"""The register-a-deal form, on both sides: customer, what they buy, and the evidence. Complete only when handed in."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.enums import DealType, LostReason, Stage
from deals.models import Registration
from deals.queries import lines_of
from deals.rules.figures import trimmed
from deals.services.registration import FIELDS, LineInput
from prm.forms.fields import AddressField
from programs.models import Partnership
from programs.queries import products_on_sale

MOST_LINES = 30
EMPTY_LINES = 1


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of uploads; their content is looked at by the service."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ManyFiles(), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(item, initial) for item in found if item]


class LineForm(forms.Form):
    product = forms.ModelChoiceField(queryset=None, label=_("Product line"), required=False, empty_label="")
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False
    )
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=16, decimal_places=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products_on_sale()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("amount") and not values.get("product") and "product" not in self.errors:
            self.add_error("product", _("Choose what they buy."))
        return values


LineFormSet = forms.formset_factory(LineForm, extra=EMPTY_LINES, max_num=MOST_LINES, validate_max=True)


class RegistrationForm(forms.Form):
    """Only the customer's name is asked for a draft; the service says what a submission still lacks."""

    partnership = forms.ModelChoiceField(queryset=None, label=_("Partnership"), empty_label=None)
    title = forms.CharField(label=_("Project"), max_length=160, required=False)
    customer_name = forms.CharField(
        label=_("Customer"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-customers", "autocomplete": "off"}),
    )
    customer_domain = forms.CharField(
        label=_("Customer's web domain"), max_length=120, required=False, help_text=_("Such as customer.com")
    )
    customer_city = forms.CharField(label=_("City"), max_length=80, required=False)
    customer_region = forms.CharField(label=_("State or region"), max_length=80, required=False)
    customer_country = forms.CharField(label=_("Country"), max_length=2, required=False)
    customer_tax_id = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    site = forms.CharField(label=_("Site"), max_length=120, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=120, required=False)
    contact_email = AddressField(label=_("Contact's e-mail"), required=False)
    is_contact_deferred = forms.BooleanField(label=_("I name the contact later"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    expected_close_on = forms.DateField(label=_("Expected close"), required=False)
    deal_type = forms.ChoiceField(label=_("Deal type"), choices=DealType.choices, required=False)
    evidence = forms.CharField(
        label=_("What have you done so far?"),
        help_text=_("It speeds up the answer."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attachments = FilesField(
        label=_("Files"), required=False, help_text=_("A quote, a pilot report; up to 10 MB each.")
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        partnerships: Sequence[Partnership],
        registration: Registration | None = None,
        more_lines: int = 0,
        **options: Any,
    ) -> None:
        initial = {**initial_of(registration, partnerships), **(options.pop("initial", None) or {})}
        super().__init__(data, files, initial=initial, **options)
        self.partnerships = {item.pk: item for item in partnerships}
        field = self.fields["partnership"]
        field.queryset = Partnership.objects.filter(pk__in=self.partnerships).select_related(
            "partner", "program", "tier"
        )
        if len(self.partnerships) == 1:
            field.widget = forms.HiddenInput()
        # A posted line equal to its initial value would count as left empty, so posted lines have none.
        lines = initial_lines(registration) if data is None else None
        self.lines = LineFormSet(with_more(data, more_lines), prefix="lines", initial=lines)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.lines.is_valid()])

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean_customer_country(self) -> str:
        return str(self.cleaned_data["customer_country"]).strip().upper()

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    def line_inputs(self) -> list[LineInput]:
        """The lines with a product, as the service takes them."""
        cleaned: Iterable[dict[str, Any]] = (form.cleaned_data for form in self.lines.forms if form.is_valid())
        return [
            LineInput(line["product"], line.get("quantity") or Decimal(1), line.get("amount") or Decimal(0))
            for line in cleaned
            if line.get("product")
        ]


def initial_of(registration: Registration | None, partnerships: Sequence[Partnership]) -> dict[str, Any]:
    first = partnerships[0] if partnerships else None
    if registration is None:
        return {
            "partnership": first.pk if first else None,
            "currency": first.program.currency if first else "",
            "deal_type": DealType.STANDARD,
        }
    return {"partnership": registration.partnership_id, **{name: getattr(registration, name) for name in FIELDS}}


def initial_lines(registration: Registration | None) -> list[dict[str, Any]]:
    if registration is None:
        return []
    return [
        {"product": line.product_id, "quantity": trimmed(line.quantity), "amount": line.amount}
        for line in lines_of(registration)
    ]


def with_more(data: Any, more: int) -> Any:
    """The posted data with room for more lines, for whoever has no JavaScript."""
    if data is None or not more:
        return data
    data = data.copy()
    total = data.get("lines-TOTAL_FORMS", "0")
    data["lines-TOTAL_FORMS"] = str(min(MOST_LINES, (int(total) if total.isdigit() else 0) + more))
    return data


class StageForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=16, decimal_places=2, required=False)
    expected_close_on = forms.DateField(label=_("Expected close"), required=False)


class LostForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it was lost"), choices=LostReason.choices)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False)


class ReferralForm(forms.Form):
    """Short on purpose; the form says what becomes of the contact."""

    partnership = forms.ModelChoiceField(queryset=None, label=_("Partnership"), empty_label=None)
    customer_name = forms.CharField(label=_("Company"), max_length=200)
    customer_domain = forms.CharField(label=_("Company's web domain"), max_length=120, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=120)
    contact_email = AddressField(label=_("Contact's e-mail"))
    need = forms.CharField(
        label=_("What do they need?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    amount = forms.DecimalField(label=_("Expected value"), min_value=0, max_digits=16, decimal_places=2, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    is_consented = forms.BooleanField(label=_("The contact agreed that we get in touch"), required=False)

    def __init__(self, *args: Any, partnerships: Sequence[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partnership"]
        field.queryset = Partnership.objects.filter(pk__in=[item.pk for item in partnerships])
        field.queryset = field.queryset.select_related("partner", "program")
        if partnerships:
            self.initial.setdefault("partnership", partnerships[0].pk)
            self.initial.setdefault("currency", partnerships[0].program.currency)
        if len(partnerships) == 1:
            field.widget = forms.HiddenInput()

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"] or self.initial.get("currency", "USD")).strip().upper()
