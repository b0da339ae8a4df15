"""The demo's money: plans, invoices that follow won deals, statements told and paid, one month waiting for its approval."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from agreements.services.drift import find_drift
from agreements.services.ledger import measure_commitments, owing
from deals.models import Opportunity
from incentives.enums import FactKind
from incentives.models import PaymentBatch, Statement
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
from programs.models import Partnership
from programs.queries import vendor_day

# Account numbers of the standard's own examples; no bank holds them.
IBANS = ("DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606", "NL91ABNA0417164300")
RUN_RATE = 8


def seed(world: DemoWorld) -> None:
    first, last = world.start.date().replace(day=1), world.today.replace(day=1)
    with world.scope():
        make_plans(world, first)
        earners = list(
            Partnership.objects.exclude(contracted_at=None).select_related("partner").order_by("contracted_at")
        )
        make_accounts(world, earners)
        facts = [*invoices_of_deals(world), *run_rate(world, earners, first)]
    month = first
    while month <= last:
        end = add_months(month, 1)
        with world.scope():
            record_facts(
                [fact for fact in facts if month <= fact.occurred_on < end], actor=world.by_role("finance"),
                at=min(world.now, world.ago((world.today - end).days, 8)),
            )  # fmt: skip
        if month < last:
            settle(world, month)
        month = end
    with world.scope():
        run_commissions(actor=world.system, at=world.now)
        accrue_rebates(actor=world.system, at=world.now)
    # Everything that promises are measured by is there now.
    with world.scope():
        measure_commitments(owing(vendor_day(world.now)), actor=world.system, at=world.now)
        find_drift(at=world.now)


def make_plans(world: DemoWorld, start: date) -> None:
    designer, programs = world.by_role("program_manager"), world.shelf["programs"]
    bands = (Band(Decimal(0), Decimal(40_000), Decimal(0)), Band(Decimal(40_000), Decimal(120_000), Decimal(1)),
             Band(Decimal(120_000), None, Decimal(2)))  # fmt: skip
    plans = (
        ("resale", "Registered deals", "commission",
         Terms(rate=Decimal(5), tier_rates={"Silver": Decimal(8), "Gold": Decimal(12)}, cap=Decimal(25_000))),
        ("resale", "Growth rebate", "rebate", Terms(bands=bands, hold_days=0)),
        ("distribution", "Registered deals, distribution", "commission", Terms(rate=Decimal(3))),
        ("referral", "Referral fee", "referral_fee",
         Terms(trigger=FactKind.PAYMENT, rate=Decimal(6), registered_only=False, hold_days=14)),
    )  # fmt: skip
    for kind, name, plan, terms in plans:
        create_plan(programs[kind], name=name, kind=plan, terms=terms, valid_from=start, actor=designer, at=world.start)


def make_accounts(world: DemoWorld, earners: Sequence[Partnership]) -> None:
    """Where money goes to and comes from. Two partners have not told their bank yet and wait for it."""
    finance, currency = world.by_role("finance"), world.spec.currency
    set_funding_account(
        holder=world.spec.legal_name, iban=IBANS[0], bic="COBADEFFXXX", currency=currency, actor=finance, at=world.start
    )
    partners = list(dict.fromkeys(row.partner for row in earners))
    for number, partner in enumerate(partners[:-2]):
        set_payout_account(
            partner, holder=partner.legal_name[:70], iban=IBANS[number % len(IBANS)], currency=currency, actor=finance,
            at=world.start,
        )  # fmt: skip


def invoices_of_deals(world: DemoWorld) -> list[FactInput]:
    """What was won is invoiced a fortnight later, the larger half of it first; referred customers pay us after a month."""
    facts = []
    won = Opportunity.objects.filter(status="won").select_related("registration", "referral", "account")
    for number, deal in enumerate(won.order_by("closed_on", "name", "amount"), start=1):
        name = deal.account.name if deal.account else deal.name
        if deal.referral:
            facts.append(fact_of(world, deal, f"P-{20_000 + number}", 30, deal.amount, name, kind=FactKind.PAYMENT))
            continue
        first = (deal.amount * world.chance.randint(50, 100) / 100).quantize(Decimal(1))
        facts.append(fact_of(world, deal, f"R-{10_000 + 2 * number}", 14, first, name))
        if first < deal.amount:
            facts.append(fact_of(world, deal, f"R-{10_001 + 2 * number}", 45, deal.amount - first, name))
        if number % 14 == 7:
            facts.append(fact_of(world, deal, f"C-{10_000 + number}", 52, -first / 10, name))
    return [fact for fact in facts if fact.occurred_on < world.today]


def fact_of(
    world: DemoWorld, deal: Opportunity, reference: str, days: int, amount: Decimal, customer: str,
    kind: str = FactKind.INVOICE,
) -> FactInput:  # fmt: skip
    origin = deal.registration or deal.referral
    return FactInput(
        kind=kind, source_key=f"erp:{reference}", partner_id=deal.partner_id, partnership_id=deal.partnership_id,
        occurred_on=(deal.closed_on or world.today) + timedelta(days=days), amount=amount, currency=world.spec.currency,
        reference=reference, customer_name=customer, deal_ref=origin.ref if origin else "", is_registered_deal=True,
    )  # fmt: skip


def run_rate(world: DemoWorld, earners: Sequence[Partnership], first: date) -> list[FactInput]:
    """Orders nobody registered: they count for the rebate and pay no commission."""
    facts: list[FactInput] = []
    buyers = [row for row in earners if row.type == "resale"][:RUN_RATE]
    for number, row in enumerate(buyers):
        month = max(first, (row.contracted_at or world.now).date().replace(day=1))
        while (month := add_months(month, 1)) <= world.today:
            day = month + timedelta(days=world.chance.randint(2, 25))
            reference = f"R-{50_000 + len(facts)}"
            if day < world.today:
                facts.append(
                    FactInput(
                        kind=FactKind.INVOICE, source_key=f"erp:{reference}", partner_id=row.partner_id,
                        partnership_id=row.pk, occurred_on=day, currency=world.spec.currency, reference=reference,
                        amount=Decimal(world.chance.randint(1_800, 30_000 if number == 0 else 14_000)),
                        customer_name="Stock order",
                    )
                )  # fmt: skip
    return facts


def settle(world: DemoWorld, month: date) -> None:
    """Calculated and closed on the third, approved by the second person the day after, paid. Of last month's statements
    half still wait for that approval, and the batch of the others for its second signature: with one of the month before,
    which was looked at twice."""
    end = add_months(month, 1)
    age = (world.today - end).days - 2
    at = world.ago(max(age, 1), 9)
    prepared, approver = world.by_role("finance"), second_finance(world)
    with world.scope():
        run_commissions(actor=world.system, at=at)
        accrue_rebates(actor=world.system, at=at)
        release_holds(actor=world.system, at=at)
        statements = close_month(month, actor=prepared, at=at)
    this_month = world.today.replace(day=1)
    is_latest, is_next = end >= this_month, add_months(end, 1) >= this_month
    told = min(at + timedelta(hours=26), world.now)
    with world.scope():
        if is_latest:
            late = list(Statement.objects.filter(status="calculated", period_start__lt=month))
            statements = [*late, *statements[1::2]]
        elif is_next:
            statements = statements[:-1]
        for statement in statements:
            approve_statement(statement, actor=approver, at=told)
        pay(world, prepared, approver, at, is_latest=is_latest)


def pay(world: DemoWorld, prepared: Actor, approver: Actor, at: datetime, *, is_latest: bool) -> PaymentBatch | None:
    """One transfer a partner; the latest batch still waits for its second signature."""
    try:
        batch = prepare_batch(
            currency=world.spec.currency, execute_on=at.date() + timedelta(days=9), actor=prepared,
            at=min(at + timedelta(hours=30), world.now),
        )  # fmt: skip
    except Refused:
        return None
    if is_latest:
        return batch
    batch = approve_batch(batch, actor=approver, at=at + timedelta(hours=32))
    batch = export_batch(batch, actor=prepared, at=at + timedelta(hours=33))
    return confirm_batch(batch, actor=approver, at=at + timedelta(days=9))


def second_finance(world: DemoWorld) -> Actor:
    first = next(name for name, member in world.members.items() if member.role == "finance")
    return world.by_role("finance", other_than=first)
