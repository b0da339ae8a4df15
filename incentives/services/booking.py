"""Booking what was earned, whatever plan gave it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from incentives.enums import Account, EarningStatus
from incentives.models import Earning
from incentives.services.ledger import Posting, post
from prm.decisions.values import Subject
from prm.lib.ids import uuid7
from prm.tenancy.bulk import insert_many


@dataclass
class Earned:
    """One earning before it is written: the columns of its row, without the weight of a model."""

    business_key: str
    partner_id: UUID
    partnership_id: UUID
    plan_version_id: UUID
    kind: str
    description: str
    earned_on: date
    held_until: date
    basis: Decimal
    rate: Decimal
    amount: Decimal
    currency: str
    fact_id: UUID | None = None
    status: EarningStatus = EarningStatus.HELD
    id: UUID = field(default_factory=uuid7)

    @property
    def subject(self) -> Subject:
        """What a decision record is about."""
        return Subject(Earning._meta.label_lower, self.id, self.partner_id)


def book_earnings(earnings: Sequence[Earned]) -> None:
    """Inserts the earnings and books each in the ledger: expense against what is held. Set-based; called by the runs."""
    insert_many(Earning, [vars(earned) for earned in earnings], created_at=timezone.now())
    post(
        Posting(
            key=f"earn:{earned.id}",
            partner_id=earned.partner_id,
            amount=earned.amount,
            currency=earned.currency,
            source=Account.HELD,
            target=Account.EXPENSE,
            booked_on=earned.earned_on,
        )
        for earned in earnings
    )
