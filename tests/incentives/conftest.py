from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from incentives.enums import FactKind
from incentives.rules.bands import Band
from incentives.rules.terms import Terms
from incentives.services.facts import FactInput, record_facts
from incentives.services.plans import create_plan
from programs.models import TierAssignment

START = date(2026, 1, 1)


@pytest.fixture
def plan(world):
    """Acme's registered-deal incentive: 8 % for Silver, 12 % for Gold, held 30 days."""
    with world.scope("acme"):
        northwind = world.partnerships["northwind"]
        silver = world.programs["acme"].tiers.get(name="Silver")
        TierAssignment.objects.filter(partnership=northwind).delete()
        TierAssignment.objects.create(
            partner=world.northwind, partnership=northwind, tier=silver, valid_from=START - timedelta(days=365),
            reason="entry", assigned_by="test", assigned_at=world.now,
        )  # fmt: skip
        return create_plan(
            world.programs["acme"],
            name="Registered deals",
            kind="commission",
            terms=Terms(rate=D(5), tier_rates={"Silver": D(8), "Gold": D(12)}),
            valid_from=START,
            actor=world.actor("petra"),
            at=world.now,
        )


@pytest.fixture
def rebate_plan(world):
    with world.scope("acme"):
        return create_plan(
            world.programs["acme"],
            name="Quarterly rebate",
            kind="rebate",
            terms=Terms(bands=(Band(D(0), D(1000), D(0)), Band(D(1000), None, D(2))), hold_days=0),
            valid_from=START,
            actor=world.actor("petra"),
            at=world.now,
        )


@pytest.fixture
def invoice(world):
    """invoice("1000", number="R-1", on=date(...)): records one of Northwind's invoices."""

    def record(amount, *, number="R-1", on=date(2026, 1, 15), partner="northwind", kind=FactKind.INVOICE, **more):
        with world.scope("acme"):
            fact = FactInput(
                kind=kind, source_key=f"{kind}:{number}", partner_id=world.partners[partner].pk,
                partnership_id=world.partnerships[partner].pk, occurred_on=on, amount=D(amount), currency="USD",
                reference=number, customer_name="Fulton County", deal_ref="REG-000001",
                **({"is_registered_deal": True} | more),
            )  # fmt: skip
            return record_facts([fact], actor=world.actor("fay"), at=world.now)

    return record
