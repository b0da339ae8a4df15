"""Booking. Every movement of money is a posting of legs that sum to zero; corrections are postings of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from incentives.enums import Account
from incentives.models import LedgerEntry
from prm.lib.ids import uuid7
from prm.tenancy.bulk import insert_many


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

    def legs(self) -> tuple[tuple[Account, Decimal], tuple[Account, Decimal]]:
        """Debit on the target, credit on the source."""
        return (self.target, self.amount), (self.source, -self.amount)


def post(postings: Iterable[Posting]) -> int:
    """Books the postings in one statement and returns how many. Amounts of zero move nothing and are left out.

    Raises IntegrityError where a key is booked already or legs do not balance; nothing is written then.
    """
    legs = [
        {
            "id": uuid7(),
            "posting_key": posting.key,
            "account": account,
            "partner_id": posting.partner_id,
            "amount": amount,
            "currency": posting.currency,
            "booked_on": posting.booked_on,
        }
        for posting in postings
        if posting.amount
        for account, amount in posting.legs()
    ]
    insert_many(LedgerEntry, legs, created_at=timezone.now())
    return len(legs) // 2
