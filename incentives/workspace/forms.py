"""What finance and program managers type in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incentives.enums import BandMode, PlanKind, Trigger
from incentives.rules.bands import Band
from incentives.rules.terms import HOLD_CHOICES, Terms
from programs.models import Program

BAND_ROWS = 5


class TermsForm(forms.Form):
    """Terms of one version. Tier rates and bands appear as the kind of plan needs them."""

    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    trigger = forms.ChoiceField(label=_("Earned when"), choices=Trigger.choices)
    rate = forms.DecimalField(label=_("Rate, percent"), min_value=0, max_value=100, decimal_places=4, initial=0)
    hold_days = forms.TypedChoiceField(
        label=_("Held for, days"), coerce=int, choices=[(days, days) for days in HOLD_CHOICES], initial=30
    )
    cap = forms.DecimalField(label=_("At most per deal"), required=False, min_value=0, decimal_places=2)
    registered_only = forms.BooleanField(label=_("Registered deals only"), required=False, initial=True)

    def __init__(self, *args: Any, program: Program | None = None, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = list(program.tiers.all()) if program else []
        self.kind = kind
        if kind == PlanKind.REBATE:
            self._add_bands()
        else:
            for tier in self.tiers:
                self.fields[f"tier_{tier.rank}"] = forms.DecimalField(
                    label=_("Rate for %(tier)s, percent") % {"tier": tier.name},
                    required=False,
                    min_value=0,
                    max_value=100,
                    decimal_places=4,
                )

    def _add_bands(self) -> None:
        for name in ("rate", "cap", "registered_only", "trigger"):
            del self.fields[name]
        self.fields["band_mode"] = forms.ChoiceField(label=_("Bands are read"), choices=BandMode.choices)
        for row in range(1, BAND_ROWS + 1):
            self.fields[f"band_{row}_lower"] = forms.DecimalField(
                label=_("Band %(row)s from") % {"row": row}, required=row == 1, min_value=0, decimal_places=2
            )
            self.fields[f"band_{row}_rate"] = forms.DecimalField(
                label=_("Band %(row)s percent") % {"row": row}, required=row == 1, min_value=0, max_value=100,
                decimal_places=4,
            )  # fmt: skip

    def terms(self) -> Terms:
        """The terms as typed; each band ends where the next begins."""
        data = self.cleaned_data
        if self.kind == PlanKind.REBATE:
            lowers = [
                (data[f"band_{row}_lower"], data[f"band_{row}_rate"] or Decimal(0))
                for row in range(1, BAND_ROWS + 1)
                if data.get(f"band_{row}_lower") is not None
            ]
            uppers = [lower for lower, _rate in lowers[1:]]
            bands = tuple(
                Band(lower, upper, rate) for (lower, rate), upper in zip(lowers, [*uppers, None], strict=True)
            )
            return Terms(bands=bands, band_mode=data["band_mode"], hold_days=data["hold_days"], registered_only=False)
        tier_rates = {
            tier.name: data[f"tier_{tier.rank}"] for tier in self.tiers if data.get(f"tier_{tier.rank}") is not None
        }
        return Terms(
            trigger=data["trigger"],
            rate=data["rate"],
            tier_rates=tier_rates,
            cap=data["cap"],
            hold_days=data["hold_days"],
            registered_only=data["registered_only"],
        )


def terms_initial(terms: Terms, program: Program) -> dict[str, Any]:
    """A version's terms as the form shows them."""
    initial: dict[str, Any] = {
        "trigger": terms.trigger,
        "rate": terms.rate,
        "hold_days": terms.hold_days,
        "cap": terms.cap,
        "registered_only": terms.registered_only,
        "band_mode": terms.band_mode,
    }
    initial |= {f"tier_{t.rank}": terms.tier_rates[t.name] for t in program.tiers.all() if t.name in terms.tier_rates}
    for row, band in enumerate(terms.bands, start=1):
        initial |= {f"band_{row}_lower": band.lower, f"band_{row}_rate": band.rate}
    return initial


class PlanForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices)
    program = forms.ModelChoiceField(label=_("Program"), queryset=Program.objects.none(), to_field_name="ref")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.order_by("name")


class CloseMonthForm(forms.Form):
    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Reason"), max_length=400, required=False)


class BatchForm(forms.Form):
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    execute_on = forms.DateField(label=_("Execution date"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
