"""What a tier can give: what the pillars know by key, and beside it the vendor's own library (models/benefit.py).

Keys are what later pillars ask `programs.queries.benefit_value` for. A screen reads the library once and asks it for words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from prm.lib.numbers import number_text

BenefitUnit = Literal["percent", "days", "hours", "count", "yes"]


@dataclass(frozen=True)
class Benefit:
    """`every`: how often a count is granted afresh: month, quarter or year of the vendor; empty where nothing is used up."""

    key: str
    label: Any
    unit: BenefitUnit
    every: str = ""


BENEFITS: dict[str, Benefit] = {}


def register(key: str, label: Any, unit: BenefitUnit, every: str = "") -> Benefit:
    """Enters a benefit that versions may grant; registering it again changes its label."""
    BENEFITS[key] = Benefit(key, label, unit, every)
    return BENEFITS[key]


@dataclass(frozen=True)
class Library:
    """All benefits of one vendor by key. A key nobody knows reads as a count of what it says."""

    benefits: Mapping[str, Benefit]

    def __iter__(self) -> Any:
        return iter(self.benefits)

    def of(self, key: str) -> Benefit:
        return self.benefits.get(key) or Benefit(key, key.replace("_", " ").capitalize(), "count")

    def label(self, key: str) -> str:
        return str(self.of(key).label)

    def in_unit(self, *units: BenefitUnit) -> frozenset[str]:
        return frozenset(key for key, item in self.benefits.items() if item.unit in units)

    def used_up(self) -> dict[str, Benefit]:
        """Those granted for a period, of which a partner takes one after the other."""
        return {key: item for key, item in self.benefits.items() if item.unit == "count" and item.every}

    def text(self, key: str, value: Decimal | None) -> str:
        """8 % for shares, 90 d for days, 4 h for hours, yes; a dash where a tier gives nothing."""
        if value is None:
            return "\u2013"
        unit = self.of(key).unit
        text = number_text(value)
        if unit == "yes":
            return _now("yes") if value else _now("no")
        return {"percent": f"{text}\u00a0%", "days": f"{text}\u00a0d", "hours": f"{text}\u00a0h"}.get(unit, text)


REGISTERED_DEAL_DISCOUNT = "registered_deal_discount"
MDF_ACCRUAL = "mdf_accrual"
PROTECTION_DAYS = "protection_days"

register(REGISTERED_DEAL_DISCOUNT, _("Registered-deal discount"), "percent")
register(MDF_ACCRUAL, _("Market development accrual"), "percent")
register(PROTECTION_DAYS, _("Protection, standard deal"), "days")
register("protection_days_enterprise", _("Protection, enterprise deal"), "days")
register("named_manager", _("Named channel manager"), "yes")
register("leads_per_quarter", _("Leads we send, a quarter"), "count", "quarter")
register("support_hours", _("First answer from support"), "hours")
register("demo_licenses", _("Demo licenses"), "count", "year")
