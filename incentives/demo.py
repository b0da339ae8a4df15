"""The demo's money: plans, months of invoices, statements told and paid, one month waiting for its second signature."""

from datetime import date, timedelta
from decimal import Decimal

from incentives.enums import FactKind
from incentives.rules.bands import Band
from incentives.rules.terms import Terms
from incentives.services.commission import run_commissions
from incentives.services.facts import FactInput, record_facts
from incentives.services.holds import release_holds
from incentives.services.payments import (
    approve_batch,
    confirm_batch,
    export_batch,
    prepare_batch,
    set_funding_account,
    set_payout_account,
)
from incentives.services.plans import create_plan
from incentives.services.rebates import accrue_rebates
from incentives.services.statements import approve_statement, close_month
from prm.demo.world import DemoWorld
from prm.lib.actor import Actor
from prm.lib.errors import Refused
from prm.money.calendar import add_months
from prm.tenancy.scope import current_scope
from programs.models import Partnership

IBAN, BIC = "DE89370400440532013000", "COBADEFFXXX"


def seed(world: DemoWorld) -> None:
    assert current_scope()
    make_plans(world)
    earners = [p for p in world.shelf["partnerships"] if p.type == "resale" and p.status == "active"]
    make_accounts(world, earners)
    first = world.start.date().replace(day=1)
    last = world.now.date().replace(day=1)
    month = first
    while month < last:
        record_month(world, earners, month)
        settle_month(world, month, is_last=add_months(month, 1) == last)
        month = add_months(month, 1)
    record_month(world, earners, last)
    run_commissions(actor=world.system, at=world.now)
    accrue_rebates(actor=world.system, at=world.now)


def make_plans(world: DemoWorld) -> None:
    designer, start = world.by_role("program_manager"), world.start.date().replace(day=1)
    resale, referral = world.shelf["programs"]["resale"], world.shelf["programs"]["referral"]
    create_plan(
        resale, name="Registered deals", kind="commission", valid_from=start, actor=designer, at=world.start,
        terms=Terms(rate=Decimal(5), tier_rates={"Silver": Decimal(8), "Gold": Decimal(12)}, cap=Decimal(25_000)),
    )  # fmt: skip
    create_plan(
        referral, name="Referral fee", kind="referral_fee", valid_from=start, actor=designer, at=world.start,
        terms=Terms(trigger=FactKind.PAYMENT, rate=Decimal(6), registered_only=False, hold_days=14),
    )  # fmt: skip
    create_plan(
        resale, name="Growth rebate", kind="rebate", valid_from=start, actor=designer, at=world.start,
        terms=Terms(
            bands=(Band(Decimal(0), Decimal(40_000), Decimal(0)), Band(Decimal(40_000), Decimal(120_000), Decimal(1)),
                   Band(Decimal(120_000), None, Decimal(2))),
            hold_days=0,
        ),
    )  # fmt: skip


def make_accounts(world: DemoWorld, earners: list[Partnership]) -> None:
    finance = world.by_role("finance")
    set_funding_account(
        holder=world.spec.name, iban=IBAN, bic=BIC, currency=world.spec.currency, actor=finance, at=world.start
    )
    for partnership in earners[:-2]:
        set_payout_account(
            partnership.partner, holder=partnership.partner.legal_name[:70], iban=IBAN, bic=BIC,
            currency=world.spec.currency, actor=finance, at=world.start,
        )  # fmt: skip


def record_month(world: DemoWorld, earners: list[Partnership], month: date) -> None:
    """A few invoices for every partner that was active by then, one in twelve a credit note."""
    finance = world.by_role("finance")
    facts: list[FactInput] = []
    for partnership in earners:
        if partnership.activated_at is None or partnership.activated_at.date() > month:
            continue
        for number in range(world.chance.randint(1, 3)):
            day = min(month + timedelta(days=world.chance.randint(0, 27)), world.now.date())
            amount = Decimal(world.chance.randint(2_000, 48_000)) + Decimal(world.chance.randint(0, 99)) / 100
            facts.append(invoice(world, partnership, f"{month:%y%m}-{len(facts) + 1:03d}-{number}", day, amount))
    referrer = world.shelf.get("referrer")
    if referrer is not None:
        facts.append(
            invoice(
                world, referrer, f"P-{month:%y%m}", month + timedelta(days=9), Decimal(9_400), kind=FactKind.PAYMENT
            )
        )
    record_facts([fact for fact in facts if fact.occurred_on <= world.now.date()], actor=finance, at=world.now)


def invoice(
    world: DemoWorld, partnership: Partnership, number: str, day: date, amount: Decimal, kind: str = FactKind.INVOICE
) -> FactInput:
    is_credit = kind == FactKind.INVOICE and world.chance.random() < 1 / 12
    return FactInput(
        kind=kind, source_key=f"erp:{number}", partner_id=partnership.partner_id, partnership_id=partnership.pk,
        occurred_on=day, amount=-amount / 10 if is_credit else amount, currency=world.spec.currency,
        reference=f"{'C' if is_credit else 'R'}-{number}", customer_name=world.chance.choice(CUSTOMERS),
        is_registered_deal=world.chance.random() < 0.8,
    )  # fmt: skip


CUSTOMERS = ("Fulton County Water Authority", "Delmar Cold Storage", "Port of Gdynia", "Sabine Packaging", "City of Tempe",
             "Canyon State Hospital", "Mesa Pumps", "Vantage Industrial", "Delta Mills", "Harbor Foods")  # fmt: skip


def settle_month(world: DemoWorld, month: date, *, is_last: bool) -> None:
    """Calculated, closed, approved by the second person and paid; the last month waits for its second signature."""
    end = add_months(month, 1)
    at = min(world.now, world.now.replace(year=end.year, month=end.month, day=3))
    prepared, approved = world.by_role("finance"), second_finance(world)
    run_commissions(actor=world.system, at=at)
    accrue_rebates(actor=world.system, at=at)
    release_holds(actor=world.system, at=at)
    statements = close_month(month, actor=prepared, at=at)
    if is_last:
        return
    for statement in statements:
        approve_statement(statement, actor=approved, at=at)
    try:
        batch = prepare_batch(currency=world.spec.currency, execute_on=at.date(), actor=prepared, at=at)
    except Refused:
        return
    if add_months(month, 2) >= world.now.date().replace(day=1):
        return
    approve_batch(batch, actor=approved, at=at)
    export_batch(batch, actor=prepared, at=at)
    confirm_batch(batch, actor=approved, at=at)


def second_finance(world: DemoWorld) -> Actor:
    first = next(name for name, member in world.members.items() if member.role == "finance")
    return world.by_role("finance", other_than=first)
