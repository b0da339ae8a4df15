"""Booking what was earned, whatever plan gave it."""

from collections.abc import Sequence

from incentives.enums import Account
from incentives.models import Earning
from incentives.services.ledger import Posting, post


def book_earnings(earnings: Sequence[Earning]) -> None:
    """Inserts the earnings and books each in the ledger: expense against what is held. Set-based; called by the runs."""
    Earning.objects.bulk_create(earnings)
    post(
        Posting(
            key=f"earn:{earning.pk}",
            partner_id=earning.partner_id,
            amount=earning.amount,
            currency=earning.currency,
            source=Account.HELD,
            target=Account.EXPENSE,
            booked_on=earning.earned_on,
        )
        for earning in earnings
    )
