"""What one fact earns under one plan version. Pure: the same inputs give the same cent for ever.

The words beside it are those of the language in which it is calculated; a decision record keeps them as they were read.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

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


class Words:
    """What the rule says, in the language of the moment: looked up once for the thousands of facts of a run."""

    def __init__(self) -> None:
        self.registered = _("The deal was registered")
        self.won = _("The referral was won")
        self.invoiced = _("The referred deal was invoiced")
        self.has_rate = _("The plan has a rate for this tier")
        self.net_value = _("Net value")
        self.earned = _("Earned")
        self.tier_rate = _("%(tier)s rate")
        self.plan_rate = _("Plan rate")
        self.cap = _("Cap per deal")
        self.at_most = _("at most %(cap)s")
        self.as_referral = _("Sent as a referral, this deal would have earned %(amount)s %(currency)s.")
        self.as_registered = _("Registered before the invoice, this deal would have earned %(amount)s %(currency)s.")
        self.better = _("As %(tier)s it would have been %(rate)s %%: %(amount)s %(currency)s.")


def commission(fact: CommissionInput, terms: Terms, words: Words | None = None) -> CommissionResult:
    """Amount in the fact's currency, rounded by the plan's named rule to its minor unit; negative for a correction.

    A fact that does not qualify earns an explained zero. The cap is on the size, so that a reversal of a capped
    earning takes back what was given.
    """
    words = words or Words()
    rate = terms.rate_for(fact.tier)
    conditions = (
        Condition(_origin_words(fact, terms, words), fact.is_registered or not terms.registered_only),
        Condition(words.has_rate, rate > 0, f"{rate} %"),
    )
    steps = [Step(words.net_value, "", f"{fact.amount:.2f} {fact.currency}")]
    if not all(condition.holds for condition in conditions):
        wanted = conditions[0] if not conditions[0].holds else conditions[1]
        zero = round_money(Decimal(0), fact.currency, rule=terms.rounding)
        steps.append(Step(words.earned, wanted.text, "0"))
        return CommissionResult(zero, rate, fact.on, conditions, tuple(steps), _missed(fact, terms, words))
    exact = fact.amount * rate / HUNDRED
    amount = round_money(exact, fact.currency, rule=terms.rounding)
    rate_words = words.tier_rate % {"tier": fact.tier} if fact.tier else words.plan_rate
    steps.append(Step(rate_words, f"{fact.amount:.2f} x {rate} %", f"{amount}"))
    if terms.cap is not None and abs(amount) > terms.cap:
        amount = terms.cap.copy_sign(amount)
        steps.append(Step(words.cap, words.at_most % {"cap": terms.cap}, f"{amount}"))
    held_until = fact.on + timedelta(days=terms.hold_days)
    return CommissionResult(amount, rate, held_until, conditions, tuple(steps), _better(fact, terms, rate, words))


def _origin_words(fact: CommissionInput, terms: Terms, words: Words) -> str:
    """What must have happened before anything is earned."""
    if not fact.is_fee:
        return words.registered
    return words.won if terms.trigger == Trigger.WON else words.invoiced


def _missed(fact: CommissionInput, terms: Terms, words: Words) -> str:
    would = round_money(fact.amount * terms.rate_for(fact.tier) / HUNDRED, fact.currency, rule=terms.rounding)
    text = words.as_referral if fact.is_fee else words.as_registered
    return text % {"amount": would, "currency": fact.currency}


def _better(fact: CommissionInput, terms: Terms, rate: Decimal, words: Words) -> str:
    """The next better tier rate and what it would have given."""
    better = sorted((other, name) for name, other in terms.tier_rates.items() if other > rate)
    if not better:
        return ""
    other, name = better[0]
    would = round_money(fact.amount * other / HUNDRED, fact.currency, rule=terms.rounding)
    return words.better % {"tier": name, "rate": other, "amount": would, "currency": fact.currency}
