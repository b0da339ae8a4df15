"""Booking. Every movement of money is a posting of legs that sum to zero; corrections are postings of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from incentives.enums import Account
from incentives.models import LedgerEntry
from prm.lib.ids import uuid7
from prm.tenancy.scope import current_vendor_id

# By hand: a run books twice as many legs as it has facts, and the ORM takes five times the database's own time.
INSERT = f"""
    INSERT INTO {LedgerEntry._meta.db_table}
        (vendor_id, created_at, id, posting_key, account, partner_id, amount, currency, booked_on)
    SELECT %s, %s, * FROM unnest(
        %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::numeric[], %s::text[], %s::date[])
"""


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
    legs = [(posting, leg) for posting in postings if posting.amount for leg in posting.legs()]
    if legs:
        columns = (
            [str(uuid7()) for _leg in legs],
            [posting.key for posting, _leg in legs],
            [account.value for _posting, (account, _amount) in legs],
            [str(posting.partner_id) for posting, _leg in legs],
            [amount for _posting, (_account, amount) in legs],
            [posting.currency for posting, _leg in legs],
            [posting.booked_on for posting, _leg in legs],
        )
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [current_vendor_id(), timezone.now(), *columns])
    return len(legs) // 2
