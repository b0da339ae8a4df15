"""What incentives tell the pillars to their right."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CommissionsCalculated(DomainEvent):
    """One chunk of a commission run: the range of facts it read and how many earnings it made."""

    first_fact_id: UUID
    last_fact_id: UUID
    earnings: int


@dataclass(frozen=True, kw_only=True)
class StatementsCalculated(DomainEvent):
    """A month was closed: so many statements wait for a second person."""

    month: date
    count: int
    prepared_by: UUID | None


@dataclass(frozen=True, kw_only=True)
class StatementIssued(DomainEvent):
    statement_id: UUID
    total: Decimal
    currency: str
    pay_on: date


@dataclass(frozen=True, kw_only=True)
class PaymentsConfirmed(DomainEvent):
    batch_id: UUID
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class PlanPublished(DomainEvent):
    plan_id: UUID
    version: int
    valid_from: date
