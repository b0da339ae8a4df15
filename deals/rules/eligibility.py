"""Does a registration qualify? Conditions over plain facts, each with its outcome in words for the partner."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from deals.enums import Hint
from deals.rules.policy import Policy


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    LOOK = "look"  # a person must look


@dataclass(frozen=True)
class Condition:
    code: str
    text: str
    outcome: Outcome
    detail: str = ""

    @property
    def is_met(self) -> bool:
        return self.outcome is Outcome.MET


@dataclass(frozen=True)
class Facts:
    """What the conditions look at. `amount` None means nothing was typed yet; `held` says why the agreement lets nothing new in."""

    is_partnership_active: bool
    is_agreement_signed: bool
    agreement_label: str = ""
    held: str = ""
    amount: Decimal | None = None
    currency: str = "USD"
    has_lines: bool = True
    expected_close_on: date | None = None
    today: date | None = None
    hint: str = Hint.CLEAR
    is_customer_for_line: bool = False
    held_by_own: str = ""
    locked_until: date | None = None


@dataclass(frozen=True)
class Qualification:
    conditions: tuple[Condition, ...]

    @property
    def qualifies(self) -> bool:
        return all(item.outcome is not Outcome.NOT_MET for item in self.conditions)

    @property
    def first_failure(self) -> Condition | None:
        return next((item for item in self.conditions if item.outcome is Outcome.NOT_MET), None)


def _met(code: str, text: str, met: bool, detail: str = "") -> Condition:
    return Condition(code, text, Outcome.MET if met else Outcome.NOT_MET, "" if met else detail)


def qualify(facts: Facts, policy: Policy) -> Qualification:
    """Every condition, in the order in which the partner reads them. Amounts compare in the policy's currency only."""
    found = [
        _met("partnership", _("Partnership active"), facts.is_partnership_active, _("It is not active at present.")),
        _met(
            "agreement",
            _("Agreement signed, %(version)s") % {"version": facts.agreement_label}
            if facts.agreement_label
            else _("Agreement signed"),
            facts.is_agreement_signed and not facts.held,
            facts.held or _("Sign your agreement first."),
        ),
    ]
    if policy.minimum_amount and facts.amount is not None:
        found.append(_minimum(facts, policy))
    if not facts.has_lines:
        found.append(_met("lines", _("Names what the customer buys"), False, _("Add at least one product line.")))
    if facts.expected_close_on and facts.today:
        text, detail = _("Closes in the future"), _("Choose a date from today on.")
        found.append(_met("close", text, facts.expected_close_on >= facts.today, detail))
    return Qualification((*found, *_customer_conditions(facts, policy)))


def _minimum(facts: Facts, policy: Policy) -> Condition:
    text = _("At least %(currency)s %(amount)s") % {
        "currency": policy.currency,
        "amount": f"{policy.minimum_amount:,.0f}",
    }
    if facts.currency != policy.currency:
        return Condition("minimum", text, Outcome.LOOK, _("In another currency: a person will look."))
    missing = policy.minimum_amount - (facts.amount or 0)
    return _met("minimum", text, missing <= 0, f"{policy.currency} {missing:,.2f} " + _("more is needed."))


def _customer_conditions(facts: Facts, policy: Policy) -> list[Condition]:
    found = []
    if facts.held_by_own:
        text, detail = _("Not registered by you already"), _("You hold %(ref)s for it.") % {"ref": facts.held_by_own}
        found.append(_met("own", text, False, detail))
    if facts.locked_until:
        detail = _("It may be registered again from %(date)s.") % {"date": facts.locked_until.isoformat()}
        found.append(_met("relock", _("Free to be registered again"), False, detail))
    if policy.is_new_logo_only and facts.is_customer_for_line:
        detail = _("This customer already buys this product line from us; only new customers can be registered.")
        found.append(_met("new_logo", _("New customer for this product line"), False, detail))
    elif facts.hint == Hint.CUSTOMER:
        found.append(Condition("customer", _("Existing customer: a person will look"), Outcome.LOOK))
    if facts.hint == Hint.POSSIBLE:
        found.append(Condition("overlap", _("Overlap: a person will look"), Outcome.LOOK))
    return found
