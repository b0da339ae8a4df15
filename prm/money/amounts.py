"""Money: an exact amount in one currency. Amounts of two currencies never meet without a dated rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering

from django.utils.translation import gettext as _

from prm.lib.errors import Invalid
from prm.money.currency import check_currency
from prm.money.rounding import RoundingRule, exact, is_payable, round_money


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount and its currency. Keeps every digit until `rounded` is asked for."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", exact(self.amount))
        check_currency(self.currency)
        if not self.amount.is_finite():
            raise Invalid(_("An amount must be a finite number."))

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(round_money(0, currency), currency)

    def _same(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money meets money, not {type(other).__name__}.")
        if other.currency != self.currency:
            raise Invalid(
                _("%(one)s and %(two)s need an exchange rate between them.")
                % {"one": self.currency, "two": other.currency}
            )
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * exact(factor), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def rounded(self, rule: str = RoundingRule.HALF_UP) -> "Money":
        return Money(round_money(self.amount, self.currency, rule), self.currency)


def sum_money(amounts: Iterable[Money], currency: str) -> Money:
    """The exact sum; of nothing it is zero. Raises Invalid where another currency is among them."""
    total = Money.zero(currency)
    for amount in amounts:
        total += amount
    return total


def accept_amount(text: str, currency: str) -> Money:
    """An amount that someone sends, at the currency's smallest unit.

    Raises Invalid for what is no number and for more decimals than the currency has (KRW 11833.2).
    """
    try:
        amount = Decimal(text.strip())
    except ArithmeticError:
        raise Invalid(_("%(text)s is not an amount.") % {"text": text}) from None
    if not is_payable(amount, currency):
        raise Invalid(_("%(text)s has more decimals than %(currency)s has.") % {"text": text, "currency": currency})
    return Money(round_money(amount, currency), currency)
