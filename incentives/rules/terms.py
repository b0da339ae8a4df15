"""A plan version's terms as a value: what JSON they are stored as, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from incentives.enums import BandMode, PlanKind, RateUnit, Trigger
from incentives.rules.bands import Band, band_faults

HOLD_CHOICES = (0, 7, 14, 30, 60, 90)


@dataclass(frozen=True)
class Terms:
    """How a plan pays.

    rate: percent of the basis where no tier has its own. tier_rates: percent by tier name. bands: for rebates, with their
    mode and unit by name. cap: most one deal may earn, in the plan's currency. hold_days: until an earning is payable.
    min_payout: below it a statement carries forward. registered_only: the fact's deal must have been registered.
    """

    trigger: str = Trigger.INVOICED.value
    rate: Decimal = Decimal(0)
    tier_rates: Mapping[str, Decimal] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    band_mode: str = BandMode.MARGINAL.value
    rate_unit: str = RateUnit.PERCENT.value
    cap: Decimal | None = None
    hold_days: int = 30
    registered_only: bool = True
    rounding: str = "half_up"

    def to_json(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["rate"] = str(self.rate)
        plain["tier_rates"] = {name: str(rate) for name, rate in self.tier_rates.items()}
        plain["bands"] = [
            {"lower": str(b.lower), "upper": None if b.upper is None else str(b.upper), "rate": str(b.rate)}
            for b in self.bands
        ]
        plain["cap"] = None if self.cap is None else str(self.cap)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Terms":
        given = dict(plain)
        try:
            given["rate"] = Decimal(given.get("rate", "0"))
            given["tier_rates"] = {name: Decimal(rate) for name, rate in given.get("tier_rates", {}).items()}
            given["bands"] = tuple(
                Band(Decimal(b["lower"]), None if b["upper"] is None else Decimal(b["upper"]), Decimal(b["rate"]))
                for b in given.get("bands", ())
            )
            given["cap"] = None if given.get("cap") is None else Decimal(given["cap"])
        except InvalidOperation as error:
            raise ValueError(_("A rate, bound or cap is not a number.")) from error
        return cls(**given)

    def rate_for(self, tier: str | None) -> Decimal:
        """Percent for a tier by its name; the plan's own rate where the tier has none."""
        return self.tier_rates.get(tier or "", self.rate)


def term_faults(terms: Terms, kind: str) -> list[str]:
    """Everything that keeps these terms from being published, in words."""
    faults = [
        _("The rate %(rate)s is not between 0 and 100.") % {"rate": rate}
        for rate in _rates(terms)
        if not 0 <= rate <= 100
    ]
    if terms.hold_days not in HOLD_CHOICES:
        faults.append(_("Hold days are one of %(days)s.") % {"days": ", ".join(map(str, HOLD_CHOICES))})
    if terms.cap is not None and terms.cap <= 0:
        faults.append(_("A cap is more than zero."))
    if kind == PlanKind.REBATE:
        faults += band_faults(terms.bands) if terms.bands else [_("A rebate needs at least one band.")]
    elif not any(_rates(terms)):
        faults.append(_("The plan pays nothing: give it a rate."))
    return faults


def _rates(terms: Terms) -> list[Decimal]:
    percent_bands = terms.bands if terms.rate_unit == RateUnit.PERCENT else ()
    return [terms.rate, *terms.tier_rates.values(), *(band.rate for band in percent_bands)]
