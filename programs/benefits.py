"""What a tier can give. Keys are what later pillars ask `programs.queries.benefit_value` for."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

BenefitUnit = Literal["percent", "days", "hours", "count", "yes"]


@dataclass(frozen=True)
class Benefit:
    key: str
    label: Any
    unit: BenefitUnit


BENEFITS: dict[str, Benefit] = {}


def register(key: str, label: Any, unit: BenefitUnit) -> Benefit:
    """Enters a benefit that versions may grant; registering it again changes its label."""
    BENEFITS[key] = Benefit(key, label, unit)
    return BENEFITS[key]


REGISTERED_DEAL_DISCOUNT = "registered_deal_discount"
MDF_ACCRUAL = "mdf_accrual"
PROTECTION_DAYS = "protection_days"

register(REGISTERED_DEAL_DISCOUNT, _("Registered-deal discount"), "percent")
register(MDF_ACCRUAL, _("Market development accrual"), "percent")
register(PROTECTION_DAYS, _("Protection, standard deal"), "days")
register("protection_days_enterprise", _("Protection, enterprise deal"), "days")
register("named_manager", _("Named channel manager"), "yes")
register("leads_per_quarter", _("Leads we send, a quarter"), "count")
register("support_hours", _("First answer from support"), "hours")
register("demo_licenses", _("Demo licenses"), "count")
