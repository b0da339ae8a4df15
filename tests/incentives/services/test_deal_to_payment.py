from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from deals.models import Opportunity, Referral
from deals.services.opportunity import lose_opportunity, win_opportunity
from deals.services.referral import accept_referral, open_referral_opportunity, qualify_referral
from incentives.enums import FactKind
from incentives.models import Earning, Fact, Statement
from incentives.queries import ledger_is_whole
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
from incentives.services.statements import approve_statement, close_month
from prm.decisions.queries import latest_decision
from prm.outbox.services import drain
from programs.models import Partnership, Program
from tests.deals.services.test_referrals import referred
from tests.support.deals import approved

HOUR, MONTHS_LATER = timedelta(hours=1), timedelta(days=60)


@pytest.fixture
def plans(world):
    """8 % on invoices of registered deals in resale; a tenth of a won referral's value in the referral program."""
    actor, at = world.actor("petra"), world.now
    with world.scope("acme"):
        referral = Program.objects.create(name="Acme Referral", type="referral", status="open", currency="USD")
        world.partnerships["northwind_refers"] = Partnership.objects.create(
            partner=world.northwind, program=referral, type="referral", status="active", approved_at=at,
            contracted_at=at, activated_at=at, owner=world.sam,
        )  # fmt: skip
        create_plan(
            world.programs["acme"], name="Registered deals", kind="commission", terms=Terms(rate=D(8)),
            valid_from=date(2026, 1, 1), actor=actor, at=at,
        )  # fmt: skip
        return create_plan(
            referral, name="Referral fee", kind="referral_fee", terms=Terms(trigger="deal_won", rate=D(10)),
            valid_from=date(2026, 1, 1), actor=actor, at=at,
        )  # fmt: skip


def win_registered_deal(world):
    row = approved(world)
    sam, at = world.actor("sam"), world.now + 2 * HOUR
    with world.scope("acme"):
        win_opportunity(Opportunity.objects.get(registration=row), actor=sam, at=at, amount=D(100_000))
        invoice = FactInput(
            kind=FactKind.INVOICE, source_key="invoice:R-1", partner_id=row.partner_id,
            partnership_id=row.partnership_id, occurred_on=world.now.date(), amount=D(100_000), currency="USD",
            reference="R-1", customer_name=row.customer_name, deal_ref=row.ref, is_registered_deal=True,
        )  # fmt: skip
        record_facts([invoice], actor=world.actor("fay"), at=at)
    drain(world.acme.pk)


def open_referral(world, **values):
    row = referred(world, partnership="northwind_refers", **values)
    sam, at = world.actor("sam"), world.now + HOUR
    with world.scope("acme"):
        qualify_referral(accept_referral(row, actor=sam, at=at), actor=sam, at=at)
        return open_referral_opportunity(row, actor=sam, at=at)


def win_referral(world, amount=18_000):
    opportunity = open_referral(world)
    with world.scope("acme"):
        win_opportunity(opportunity, actor=world.actor("sam"), at=world.now + 2 * HOUR, amount=D(amount))
    drain(world.acme.pk)


def earn(world):
    at = world.now + MONTHS_LATER
    run_commissions(actor=world.system(), at=at)
    release_holds(actor=world.system(), at=at)
    return at


def test_a_won_referral_is_one_fact_on_the_partnership_that_sent_it(world, plans):
    win_referral(world)
    drain(world.acme.pk)
    with world.scope("acme"):
        fact, referral = Fact.objects.get(), Referral.objects.get()
        assert (fact.kind, fact.amount, fact.currency, fact.occurred_on) == (
            "deal_won", 18_000, "USD", date(2026, 3, 17),
        )  # fmt: skip
        assert (fact.partnership_id, fact.deal_ref) == (world.partnerships["northwind_refers"].pk, referral.ref)


def test_the_fee_is_a_share_of_what_it_was_won_at_and_says_how_it_came_about(world, plans):
    win_referral(world)
    with world.scope("acme"):
        earn(world)
        [earning] = Earning.objects.all()
        assert (earning.kind, earning.basis, earning.rate, earning.amount) == ("referral_fee", 18_000, 10, 1_800)
        assert latest_decision(earning).result == "1800.00 USD"
        earn(world)
        assert Earning.objects.count() == 1


def test_a_lost_referral_earns_nothing(world, plans):
    opportunity = open_referral(world)
    with world.scope("acme"):
        lose_opportunity(opportunity, actor=world.actor("sam"), at=world.now + 2 * HOUR, reason="price")
    drain(world.acme.pk)
    with world.scope("acme"):
        earn(world)
        assert (Fact.objects.count(), Earning.objects.count()) == (0, 0)


def test_commission_and_referral_fee_stand_on_one_statement_of_the_partner(world, plans):
    win_registered_deal(world)
    win_referral(world)
    with world.scope("acme"):
        [statement] = close_month(date(2026, 4, 1), actor=world.actor("fay"), at=earn(world))
        lines = [(line.partnership, line.amount) for line in statement.lines.select_related("partnership")]
        assert sorted(lines, key=lambda line: line[1]) == [
            (world.partnerships["northwind_refers"], 1_800),
            (world.partnerships["northwind"], 8_000),
        ]
        assert (statement.partner, statement.total) == (world.northwind, 9_800)
        assert ledger_is_whole() == []


def test_once_the_statement_is_paid_the_referral_is_over(world, plans):
    win_registered_deal(world)
    win_referral(world)
    fay, frank = world.actor("fay"), world.actor("frank")
    with world.scope("acme"):
        at = earn(world)
        [statement] = close_month(date(2026, 4, 1), actor=fay, at=at)
        approve_statement(statement, actor=frank, at=at)
        account = {"iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX", "currency": "USD"}
        set_payout_account(world.northwind, holder="Northwind Ltd", **account, actor=fay, at=at)
        set_funding_account(holder="Acme GmbH", **account, actor=fay, at=at)
        batch = prepare_batch(currency="USD", execute_on=date(2026, 6, 1), actor=fay, at=at)
        approve_batch(batch, actor=frank, at=at)
        export_batch(batch, actor=fay, at=at)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Referral.objects.get().status == "won"
        confirm_batch(batch, actor=frank, at=at)
    drain(world.acme.pk)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Referral.objects.get().status == "paid"
        assert Statement.objects.get().status == "settled"
        assert set(Earning.objects.exclude(status="zero").values_list("status", flat=True)) == {"paid"}
