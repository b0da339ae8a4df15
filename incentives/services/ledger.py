"""Booking. Every movement of money is a posting of legs that sum to zero; corrections are postings of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from incentives.enums import Account
from incentives.models import LedgerEntry


@dataclass(frozen=True)
class Posting:
    """`amount` moves from one account to another (a negative amount moves back). Keyed once per vendor."""

    key: str
    partner_id: UUID
    amount: Decimal
    currency: str
    source: Account
    target: Account
    booked_on: date

    def legs(self) -> tuple[LedgerEntry, LedgerEntry]:
        """Debit on the target, credit on the source."""
        shared = {
            "posting_key": self.key,
            "partner_id": self.partner_id,
            "currency": self.currency,
            "booked_on": self.booked_on,
        }
        return (
            LedgerEntry(account=self.target, amount=self.amount, **shared),
            LedgerEntry(account=self.source, amount=-self.amount, **shared),
        )


def post(postings: Iterable[Posting]) -> int:
    """Books the postings in one statement and returns how many. Amounts of zero move nothing and are left out.

    Raises IntegrityError where a key is booked already or legs do not balance; nothing is written then.
    """
    legs: Sequence[LedgerEntry] = [leg for posting in postings if posting.amount for leg in posting.legs()]
    LedgerEntry.objects.bulk_create(legs)
    return len(legs) // 2
