"""The six type packs: what comes with a partnership type besides its modules."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from prm.packs.modules import MATRIX, Cell, Module
from prm.packs.types import PartnershipType as Type


class MoneyFlow(StrEnum):
    TO_PARTNER = "to_partner"
    EITHER = "either"
    BOTH = "both"
    TO_VENDOR = "to_vendor"


@dataclass(frozen=True)
class Pack:
    """`metrics` are those of its own; `stages` the steps of its pipeline; `incentives` how its partners earn.

    `is_light`: nothing may be asked first. `hides_end_customer`: the customer is the partner's alone.
    """

    type: Type
    summary: Any
    stages: tuple[tuple[str, Any], ...]
    metrics: tuple[str, ...]
    incentives: tuple[str, ...]
    money: MoneyFlow
    onboarding_days: int
    is_light: bool = False
    hides_end_customer: bool = False

    @property
    def label(self) -> Any:
        return self.type.label

    @property
    def modules(self) -> dict[Module, Cell]:
        return {module: MATRIX[self.type, module] for module in Module}


SALES_STAGES = (
    ("discovery", _("Discovery")),
    ("qualified", _("Qualified")),
    ("proposal", _("Proposal")),
    ("negotiation", _("Negotiation")),
    ("commit", _("Commit")),
)

PACKS: dict[str, Pack] = {
    pack.type.value: pack
    for pack in (
        Pack(
            Type.RESALE,
            _("Sells our products on its own account, protected by registering its deals."),
            SALES_STAGES,
            (
                "registration_decision_time",
                "registration_approval_rate",
                "registered_win_rate",
                "certified_people",
                "discount_leakage",
                "conflict_rate",
                "rebate_progress",
            ),
            ("commission", "rebate", "spiff"),
            MoneyFlow.TO_PARTNER,
            90,
        ),
        Pack(
            Type.TECHNOLOGY,
            _("Builds and keeps an integration between its product and ours."),
            SALES_STAGES,
            (
                "certified_integrations",
                "recertification_currency",
                "time_to_certify",
                "listing_conversion",
                "joint_customers",
                "incident_rate",
            ),
            ("marketplace_share",),
            MoneyFlow.EITHER,
            120,
        ),
        Pack(
            Type.REFERRAL,
            _("Introduces customers and leaves the selling to us: a simple claim, paid quickly."),
            (
                ("submitted", _("Submitted")),
                ("accepted", _("Accepted")),
                ("qualified", _("Qualified")),
                ("opportunity", _("Opportunity")),
            ),
            (
                "referrals_submitted",
                "referral_acceptance_rate",
                "referral_quality",
                "first_response_time",
                "won_to_paid_days",
                "fee_per_customer",
            ),
            ("referral_fee", "commission"),
            MoneyFlow.TO_PARTNER,
            14,
            is_light=True,
        ),
        Pack(
            Type.DISTRIBUTION,
            _("Brings resellers on, supplies them and reports what they sell."),
            SALES_STAGES,
            (
                "reporting_timeliness",
                "line_acceptance",
                "match_rate",
                "sell_through_value",
                "weeks_of_supply",
                "active_resellers",
                "cascaded_certification",
            ),
            ("rebate", "development_rebate"),
            MoneyFlow.TO_PARTNER,
            90,
        ),
        Pack(
            Type.ALLIANCE,
            _("Two companies with one plan: measured on objectives, not on transactions."),
            SALES_STAGES,
            (
                "objective_attainment",
                "investment_symmetry",
                "milestones_on_time",
                "joint_pipeline",
                "meeting_cadence",
                "decision_latency",
            ),
            ("shared_investment",),
            MoneyFlow.BOTH,
            120,
        ),
        Pack(
            Type.OEM,
            _("Builds our component into its own product and pays us for each one."),
            (
                ("design_opportunity", _("Design opportunity")),
                ("design_registration", _("Design registration")),
                ("design_win", _("Design win")),
                ("production", _("Production")),
            ),
            (
                "design_win_rate",
                "win_to_shipment_months",
                "report_timeliness",
                "report_variance",
                "royalty_per_unit",
                "minimum_shortfall",
            ),
            ("royalty",),
            MoneyFlow.TO_VENDOR,
            180,
            hides_end_customer=True,
        ),
    )
}

# Which module a metric lives by: without it, it can only be zero.
METRIC_MODULES: dict[str, Module] = {
    "registration_decision_time": Module.DEAL_REGISTRATION,
    "registration_approval_rate": Module.DEAL_REGISTRATION,
    "registered_win_rate": Module.DEAL_REGISTRATION,
    "registered_deals": Module.DEAL_REGISTRATION,
    "registrations_approved": Module.DEAL_REGISTRATION,
    "conflict_rate": Module.DEAL_REGISTRATION,
    "leads_accepted": Module.LEADS,
    "referrals_submitted": Module.REFERRALS,
    "referrals_qualified": Module.REFERRALS,
    "referral_acceptance_rate": Module.REFERRALS,
    "referral_quality": Module.REFERRALS,
    "certified_people": Module.CERTIFICATION,
    "cascaded_certification": Module.CERTIFICATION,
    "certified_integrations": Module.INTEGRATIONS,
    "recertification_currency": Module.INTEGRATIONS,
    "time_to_certify": Module.INTEGRATIONS,
    "sell_through_value": Module.SELL_THROUGH,
    "weeks_of_supply": Module.SELL_THROUGH,
    "reporting_timeliness": Module.SELL_THROUGH,
    "design_win_rate": Module.DESIGN_WINS,
    "report_timeliness": Module.DESIGN_WINS,
    "royalty_per_unit": Module.DESIGN_WINS,
}


def pack_of(kind: str) -> Pack:
    return PACKS[str(kind)]
