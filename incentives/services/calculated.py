"""A fact on its way through a commission run, as plain values: a run reads a hundred thousand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from incentives.models import Fact
from incentives.rules.commission import CommissionResult
from incentives.services.booking import Earned


class FactRow(NamedTuple):
    """The columns of a fact that a run looks at."""

    id: UUID
    partner_id: UUID
    partnership_id: UUID
    occurred_on: date
    amount: Decimal
    currency: str
    reference: str
    customer_name: str
    deal_ref: str
    is_registered_deal: bool


class Calculated(NamedTuple):
    fact: FactRow
    tier: str
    result: CommissionResult
    earned: Earned


def read_facts(ids: Sequence[UUID]) -> list[FactRow]:
    """The facts in the order of their ids."""
    rows = Fact.objects.filter(pk__in=ids).order_by("id").values_list(*FactRow._fields)
    return [FactRow(*row) for row in rows]
