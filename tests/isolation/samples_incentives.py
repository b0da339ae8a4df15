"""Northwind's money: a plan, an earning, an issued statement, a batch that pays it."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

from incentives.models import Earning
from incentives.rules.terms import Terms
from incentives.services.commission import run_commissions
from incentives.services.facts import FactInput, record_facts
from incentives.services.holds import release_holds
from incentives.services.payments import (
    approve_batch,
    export_batch,
    prepare_batch,
    set_funding_account,
    set_payout_account,
)
from incentives.services.plans import create_plan
from incentives.services.statements import approve_statement, close_month

APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)


def prepare(world):
    with world.scope("acme"):
        partnership = world.partnerships["northwind"]
        plan = create_plan(
            world.programs["acme"], name="Zanzibar plan of Acme", kind="commission", terms=Terms(rate=D(5)),
            valid_from=date(2026, 1, 1), actor=world.actor("petra"), at=APRIL,
        )  # fmt: skip
        fact = FactInput(
            kind="invoice", source_key="invoice:1", partner_id=partnership.partner_id, partnership_id=partnership.pk,
            occurred_on=date(2026, 1, 15), amount=D(1000), currency="USD", reference="R-1", is_registered_deal=True,
        )  # fmt: skip
        record_facts([fact], actor=world.actor("fay"), at=APRIL)
        run_commissions(actor=world.system(), at=APRIL)
        release_holds(actor=world.system(), at=APRIL)
        [statement] = close_month(date(2026, 3, 1), actor=world.actor("fay"), at=APRIL)
        statement = approve_statement(statement, actor=world.actor("frank"), at=APRIL)
        account = {"holder": "Northwind", "iban": "DE89370400440532013000", "currency": "USD"}
        set_payout_account(world.northwind, **account, actor=world.actor("fay"), at=APRIL)
        batch = prepare_batch(currency="USD", execute_on=date(2026, 4, 15), actor=world.actor("fay"), at=APRIL)
        set_funding_account(**account, actor=world.actor("fay"), at=APRIL)
        approve_batch(batch, actor=world.actor("frank"), at=APRIL)
        batch = export_batch(batch, actor=world.actor("fay"), at=APRIL)
        world.things |= {"plan": plan, "earning": Earning.objects.get(), "statement": statement, "batch": batch}


def ref(name):
    return lambda w: {"ref": w.things[name].ref}


STATEMENT = ["detail", "approve", "reopen", "csv", "xlsx", "pdf"]
BATCH = ["detail", "approve", "cancel", "export", "confirm", "file"]

SAMPLES = {
    "workspace:incentives:plan-first": lambda w: {"program": w.programs["acme"].ref, "kind": "commission"},
    "workspace:incentives:plan-detail": ref("plan"),
    "workspace:incentives:plan-version": ref("plan"),
    "workspace:incentives:earning-detail": lambda w: {"pk": w.things["earning"].pk},
    **{f"workspace:incentives:statement-{name}": ref("statement") for name in STATEMENT},
    **{f"workspace:incentives:batch-{name}": ref("batch") for name in BATCH},
    "portal:incentives:earning-detail": lambda w: {"pk": w.things["earning"].pk},
    **{f"portal:incentives:statement-{name}": ref("statement") for name in ("detail", "csv", "xlsx", "pdf")},
}
