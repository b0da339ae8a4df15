"""The structured terms of an agreement: what the software acts on, each tied to the clause that names it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Side = Literal["vendor", "partner"]


@dataclass(frozen=True)
class Parameter:
    """One term. `obliges` names who owes it, `promise` what is owed, with `%(value)s` in the words."""

    name: str
    label: Any
    default: int | bool
    unit: Any = ""
    lowest: int = 0
    highest: int = 3650
    obliges: Side | None = None
    promise: Any = ""
    # The metric a later pillar measures it by, where one does.
    metric: str = ""
    # How often it is looked at, and what follows where it was not kept.
    cadence: str = "yearly"
    consequence: str = "notify"

    @property
    def is_flag(self) -> bool:
        return isinstance(self.default, bool)


_ALL = (
    Parameter("term_months", _("Term"), 12, _("months"), lowest=1, highest=120),
    Parameter("auto_renew", _("Renews by itself"), True),
    Parameter("notice_days", _("Notice of non-renewal"), 60, _("days"), highest=365),
    Parameter(
        "protection_days", _("Protection of a registered deal"), 90, _("days"), highest=730, obliges="vendor",
        promise=_("Protect an approved registration for %(value)s days"), cadence="quarterly", consequence="escalate",
    ),
    Parameter(
        "decision_days", _("Decision on a registration"), 2, _("business days"), lowest=1, highest=30, obliges="vendor",
        promise=_("Decide a registration within %(value)s business days"), metric="decision_days", cadence="quarterly",
        consequence="extend",
    ),
    Parameter("registered_deal_discount", _("Discount on a registered deal"), 0, _("percent"), highest=100),
    Parameter(
        "payment_terms_days", _("Payment of earnings"), 30, _("days"), highest=180, obliges="vendor",
        promise=_("Pay approved earnings within %(value)s days of the statement"), metric="payment_days", cadence="quarterly",
        consequence="escalate",
    ),
    Parameter(
        "review_months", _("Business review"), 12, _("months"), lowest=1, highest=24, obliges="vendor",
        promise=_("Hold a business review every %(value)s months"),
    ),
    Parameter(
        "certified_people", _("Certified people"), 1, _("people"), highest=1000, obliges="partner",
        promise=_("Keep at least %(value)s certified people"), metric="certified_people", cadence="quarterly",
    ),
    Parameter(
        "annual_revenue", _("Revenue in a year"), 0, highest=10**12, obliges="partner",
        promise=_("Bring won revenue of %(value)s in a year"), metric="won_revenue",
    ),
)  # fmt: skip
PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _ALL}
# Terms a tier may give as well, by the benefit's key (programs/benefits.py).
TIER_BENEFITS = {"protection_days": "protection_days", "registered_deal_discount": "registered_deal_discount"}

Terms = Mapping[str, int | bool]


def defaults() -> dict[str, int | bool]:
    return {name: parameter.default for name, parameter in PARAMETERS.items()}


def invalid_terms(terms: Mapping[str, Any]) -> dict[str, str]:
    """Field -> what is wrong; empty when every term is known, of its kind and within its bounds."""
    wrong = {}
    for name, value in terms.items():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            wrong[name] = str(_("Unknown term."))
        elif parameter.is_flag != isinstance(value, bool) or not isinstance(value, int):
            wrong[name] = str(_("Not a value of this kind."))
        elif not parameter.is_flag and not parameter.lowest <= value <= parameter.highest:
            wrong[name] = str(_("Between %(lowest)s and %(highest)s.")) % {
                "lowest": parameter.lowest,
                "highest": parameter.highest,
            }
    return wrong


def effective(standard: Terms, negotiated: Terms) -> dict[str, int | bool]:
    """What holds: negotiated before the template's version before the default."""
    return {**defaults(), **standard, **negotiated}


def differences(standard: Terms, negotiated: Terms) -> dict[str, tuple[int | bool, int | bool]]:
    """Term -> (standard, negotiated) where they differ: the redline."""
    base = effective(standard, {})
    return {name: (base[name], value) for name, value in negotiated.items() if base.get(name) != value}
