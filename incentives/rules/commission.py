"""What one fact earns under one plan version. Pure: the same inputs give the same cent for ever."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from incentives.enums import Trigger
from incentives.rules.terms import Terms
from prm.money import round_money

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class CommissionInput:
    """One fact as the rule sees it. Amount is net of named reductions, in `currency`; tier is the one held on `on`.

    `is_registered`: a registration, or a referral, stands behind it. `is_fee`: the plan pays for referrals.
    """

    amount: Decimal
    currency: str
    on: date
    tier: str | None
    is_registered: bool
    is_fee: bool = False


@dataclass(frozen=True)
class Condition:
    text: str
    holds: bool
    detail: str = ""


@dataclass(frozen=True)
class Step:
    text: str
    arithmetic: str
    result: str


@dataclass(frozen=True)
class CommissionResult:
    amount: Decimal
    rate: Decimal
    held_until: date
    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]
    counterfactual: str

    @property
    def qualifies(self) -> bool:
        return all(condition.holds for condition in self.conditions)


def commission(fact: CommissionInput, terms: Terms) -> CommissionResult:
    """Amount in the fact's currency, rounded by the plan's named rule to its minor unit; negative for a correction.

    A fact that does not qualify earns an explained zero. The cap is on the size, so that a reversal of a capped
    earning takes back what was given.
    """
    rate = terms.rate_for(fact.tier)
    conditions = (
        Condition(_origin_words(fact, terms), fact.is_registered or not terms.registered_only),
        Condition("The plan has a rate for this tier", rate > 0, f"{rate} %"),
    )
    steps = [Step("Net value", "", f"{fact.amount:.2f} {fact.currency}")]
    if not all(condition.holds for condition in conditions):
        wanted = conditions[0] if not conditions[0].holds else conditions[1]
        zero = round_money(Decimal(0), fact.currency, rule=terms.rounding)
        return CommissionResult(
            zero, rate, fact.on, conditions, (*steps, Step("Earned", wanted.text, "0")), _missed(fact, terms)
        )
    exact = fact.amount * rate / HUNDRED
    amount = round_money(exact, fact.currency, rule=terms.rounding)
    steps.append(Step(f"{_tier_words(fact)} rate", f"{fact.amount:.2f} x {rate} %", f"{amount}"))
    if terms.cap is not None and abs(amount) > terms.cap:
        amount = terms.cap.copy_sign(amount)
        steps.append(Step("Cap per deal", f"at most {terms.cap}", f"{amount}"))
    return CommissionResult(
        amount, rate, fact.on + timedelta(days=terms.hold_days), conditions, tuple(steps), _better(fact, terms, rate)
    )


def _origin_words(fact: CommissionInput, terms: Terms) -> str:
    """What must have happened before anything is earned."""
    if not fact.is_fee:
        return "The deal was registered"
    return "The referral was won" if terms.trigger == Trigger.WON else "The referred deal was invoiced"


def _tier_words(fact: CommissionInput) -> str:
    return fact.tier or "Plan"


def _missed(fact: CommissionInput, terms: Terms) -> str:
    would = round_money(fact.amount * terms.rate_for(fact.tier) / HUNDRED, fact.currency, rule=terms.rounding)
    if fact.is_fee:
        return f"Sent as a referral, this deal would have earned {would} {fact.currency}."
    return f"Registered before the invoice, this deal would have earned {would} {fact.currency}."


def _better(fact: CommissionInput, terms: Terms, rate: Decimal) -> str:
    """The next better tier rate and what it would have given."""
    better = sorted((other, name) for name, other in terms.tier_rates.items() if other > rate)
    if not better:
        return ""
    other, name = better[0]
    would = round_money(fact.amount * other / HUNDRED, fact.currency, rule=terms.rounding)
    return f"As {name} it would have been {other} %: {would} {fact.currency}."
