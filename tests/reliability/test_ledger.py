"""The ledger under any order of events: sums of zero, balances that can be replayed, corrections by reversal (security.md T47)."""

from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from incentives.enums import Account, FactKind
from incentives.models import Earning, LedgerEntry, PaymentBatch, Statement
from incentives.queries import balances, ledger_is_whole
from incentives.rules.terms import Terms
from incentives.services import payments, statements
from incentives.services.commission import run_commissions
from incentives.services.facts import FactInput, record_facts
from incentives.services.holds import release_holds
from incentives.services.ledger import Posting, post
from incentives.services.plans import create_plan
from prm.lib.errors import Refused
from tests.support.racing import IS_RELEASE

RUNS, STEPS = (100, 100) if IS_RELEASE else (10, 50)
SEEDS = range(5) if IS_RELEASE else range(1)
START, HOLD, RATE = date(2026, 1, 15), 30, D(8)
UNITS = {"USD": D("0.01"), "EUR": D("0.01"), "JPY": D(1)}
PARTNERS = ("northwind", "contoso")
BANK = {"iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX"}


# Keys and balance are constraints; nobody is granted a change of what is booked.
REFUSED_BY = {"again": IntegrityError, "half": IntegrityError, "change": ProgrammingError, "delete": ProgrammingError}
PLACE, YES = st.integers(0, 10**6), st.sampled_from([True, True, True, False])
CURRENCY = st.sampled_from(list(UNITS))
ACTS = st.one_of(
    st.tuples(st.just("invoiced"), st.sampled_from(PARTNERS), CURRENCY, st.integers(1, 10**9)),
    st.tuples(st.just("corrected"), PLACE),
    st.tuples(st.just("told_again"), PLACE),
    st.tuples(st.just("days_pass"), st.integers(1, 45)),
    st.tuples(st.just("month_is_closed")),
    st.tuples(st.just("statement_is_read"), YES),
    st.tuples(st.just("payments_are_prepared"), CURRENCY),
    st.tuples(st.just("payments_are_read"), YES),
    st.tuples(st.just("payments_move_on")),
    *[st.tuples(st.just("work_goes_on"), YES, st.integers(20, 45)) for _weight in range(4)],
    st.tuples(st.just("somebody_tampers"), PLACE, st.sampled_from(list(REFUSED_BY))),
)


def tamper(leg, trick):
    """Books a key twice, half a posting, or rewrites history."""
    rows = LedgerEntry.objects.filter(pk=leg.pk)
    if trick == "change":
        rows.update(amount=leg.amount + 1)
    elif trick == "delete":
        rows.delete()
    elif trick == "again":
        twice = Posting(
            leg.posting_key, leg.partner_id, D(1), leg.currency, Account.HELD, Account.EXPENSE, leg.booked_on
        )
        post([twice])
    else:
        half = {"partner_id": leg.partner_id, "currency": leg.currency, "booked_on": leg.booked_on}
        LedgerEntry.objects.create(posting_key="half", account=leg.account, amount=D("0.01"), **half)


def legs():
    """(partner, currency, account) -> sum, added up leg by leg."""
    total = defaultdict(D)
    for entry in LedgerEntry.objects.all():
        total[entry.partner_id, entry.currency, entry.account] += entry.amount
    return {key: amount for key, amount in total.items() if amount}


class Ledger(RuleBasedStateMachine):
    """Invoices, corrections, passing days, statements and payments in any order; beside them a ledger of our own."""

    world = None
    steps = 0
    happened: Counter[str] = Counter()

    def __init__(self):
        super().__init__()
        self.today, self.count = START, 0
        self.facts, self.held = [], []
        self.expected = defaultdict(D)
        self.open = ExitStack()
        self.open.enter_context(transaction.atomic())
        self.open.callback(transaction.set_rollback, True)
        self.open.enter_context(self.world.scope("acme"))
        self.open_books()

    def teardown(self):
        self.open.close()

    def open_books(self):
        terms = Terms(rate=RATE, hold_days=HOLD)
        program, petra = self.world.programs["acme"], self.world.actor("petra")
        create_plan(
            program, name="Deals", kind="commission", terms=terms, valid_from=date(2026, 1, 1), actor=petra, at=self.now
        )
        for currency in UNITS:
            account = {**BANK, "currency": currency, "actor": self.fay, "at": self.now}
            payments.set_funding_account(holder="Acme GmbH", **account)
            for partner in PARTNERS:
                payments.set_payout_account(self.world.partners[partner], holder=partner, **account)

    @property
    def now(self):
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    @property
    def fay(self):
        return self.world.actor("fay")

    @property
    def frank(self):
        return self.world.actor("frank")

    def book(self, partner_id, currency, source, target, amount):
        self.expected[partner_id, currency, source.value] -= amount
        self.expected[partner_id, currency, target.value] += amount

    def invoice(self, partner, currency, amount):
        self.count += 1
        fact = FactInput(
            kind=FactKind.INVOICE, source_key=f"invoice:{self.count}", partner_id=self.world.partners[partner].pk,
            partnership_id=self.world.partnerships[partner].pk, occurred_on=self.today, amount=amount, currency=currency,
            reference=str(self.count), customer_name="Fulton County", is_registered_deal=True,
        )  # fmt: skip
        record_facts([fact], actor=self.fay, at=self.now)
        run_commissions(actor=self.world.system(), at=self.now)
        earned = (amount * RATE / 100).quantize(UNITS[currency], ROUND_HALF_UP)
        self.book(fact.partner_id, currency, Account.HELD, Account.EXPENSE, earned)
        self.facts.append(fact)
        self.held.append((fact, earned))

    @rule(act=ACTS)
    def something_happens(self, act):
        """One rule: hypothesis leaves out some rules of a run, and most runs would never reach a payment."""
        name, *values = act
        getattr(self, name)(*values)
        type(self).happened[name] += 1

    def invoiced(self, partner, currency, units):
        self.invoice(partner, currency, units * UNITS[currency])

    def corrected(self, place):
        if not self.facts:
            return
        wrong = self.facts[place % len(self.facts)]
        partner = next(name for name in PARTNERS if self.world.partners[name].pk == wrong.partner_id)
        self.invoice(partner, wrong.currency, -wrong.amount)

    def told_again(self, place):
        if not self.facts:
            return
        again = record_facts([self.facts[place % len(self.facts)]], actor=self.fay, at=self.now)
        assert (again.created, again.known) == (0, 1)
        assert run_commissions(actor=self.world.system(), at=self.now).earnings == 0

    def days_pass(self, days):
        self.today += timedelta(days)
        due = [item for item in self.held if item[0].occurred_on + timedelta(HOLD) <= self.today]
        self.held = [item for item in self.held if item not in due]
        for fact, earned in due:
            self.book(fact.partner_id, fact.currency, Account.PAYABLE, Account.HELD, earned)
        assert release_holds(actor=self.world.system(), at=self.now) == sum(1 for _fact, earned in due if earned)

    def month_is_closed(self):
        last_month = self.today.replace(day=1) - timedelta(days=1)
        statements.close_month(last_month, actor=self.fay, at=self.now)

    def statement_is_read(self, is_right):
        statement = Statement.objects.filter(status="calculated").order_by("id").first()
        if statement is None:
            return
        if is_right:
            statements.approve_statement(statement, actor=self.frank, at=self.now)
        else:
            statements.send_back_statement(statement, actor=self.frank, at=self.now, note="Wrong")

    def payments_are_prepared(self, currency):
        due = Statement.objects.filter(status="issued", payment=None, currency=currency)
        owed = [total for _partner, total in due.values_list("partner").annotate(total=Sum("total")) if total > 0]
        if owed:
            batch = payments.prepare_batch(currency=currency, execute_on=self.today, actor=self.fay, at=self.now)
            assert (batch.total, batch.count) == (sum(owed), len(owed))
        else:
            with pytest.raises(Refused):
                payments.prepare_batch(currency=currency, execute_on=self.today, actor=self.fay, at=self.now)

    def payments_are_read(self, is_right):
        batch = PaymentBatch.objects.filter(status="draft").order_by("id").first()
        if batch and is_right:
            payments.approve_batch(batch, actor=self.frank, at=self.now)
        elif batch:
            payments.cancel_batch(batch, actor=self.fay, at=self.now)

    def payments_move_on(self):
        batch = PaymentBatch.objects.filter(status__in=["approved", "exported"]).order_by("id").first()
        if batch is None:
            return
        is_leaving = batch.status == "approved"
        service = payments.export_batch if is_leaving else payments.confirm_batch
        source, target = (Account.CLEARING, Account.PAYABLE) if is_leaving else (Account.BANK, Account.CLEARING)
        service(batch, actor=self.frank, at=self.now)
        type(self).happened[service.__name__] += 1
        told = Statement.objects.filter(payment__batch=batch).values_list("partner_id").annotate(total=Sum("total"))
        for partner_id, total in told:
            self.book(partner_id, batch.currency, source, target, total)

    def work_goes_on(self, is_right, days):
        """Whatever waits longest on the way from an earning to the bank."""
        due = Statement.objects.filter(status="issued", payment=None).values_list("currency", flat=True)
        if PaymentBatch.objects.filter(status__in=["approved", "exported"]).exists():
            self.payments_move_on()
        elif PaymentBatch.objects.filter(status="draft").exists():
            self.payments_are_read(is_right)
        elif Statement.objects.filter(status="calculated").exists():
            self.statement_is_read(is_right)
        else:
            self.days_pass(days)
            self.month_is_closed()
            for currency in sorted(set(due)):
                self.payments_are_prepared(currency)

    def somebody_tampers(self, place, trick):
        rows = LedgerEntry.objects.order_by("id")
        if not rows:
            return
        leg = rows[place % len(rows)]
        with pytest.raises(REFUSED_BY[trick]), transaction.atomic():
            tamper(leg, trick)

    @invariant()
    def every_currency_sums_to_zero(self):
        type(self).steps += 1
        assert ledger_is_whole() == []

    @invariant()
    def the_balances_are_what_was_expected_and_what_the_legs_replay(self):
        expected = {key: amount for key, amount in self.expected.items() if amount}
        told = {
            (self.world.partners[partner].pk, currency, account): amount
            for partner in PARTNERS
            for currency, accounts in balances(self.world.partners[partner].pk).items()
            for account, amount in accounts.items()
            if amount
        }
        assert told == expected == legs()

    @invariant()
    def the_ledger_agrees_with_what_the_partners_are_told(self):
        """What is held, owed and paid, once by the earnings' states and once by the accounts."""
        by_state = defaultdict(D)
        for status, currency, total in Earning.objects.values_list("status", "currency").annotate(total=Sum("amount")):
            by_state[status, currency] += total
        for currency in UNITS:
            account = {name: D(0) for name in Account.values}
            for (_partner, unit, name), amount in self.expected.items():
                account[name] += amount if unit == currency else 0
            owed = by_state["approved", currency] + by_state["statemented", currency]
            assert -account["held"] == by_state["held", currency]
            assert -(account["payable"] + account["clearing"]) == owed
            assert -account["bank"] == by_state["paid", currency]


@pytest.mark.parametrize("number", SEEDS)
def test_whatever_happens_the_ledger_is_whole(world, number):
    machine = seed(number)(type("Ledger", (Ledger,), {"world": world, "happened": Counter()}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            # A failing run of fifty steps reads well enough; making it shorter takes minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=STEPS,
    )
    assert machine.steps >= RUNS * STEPS
    assert machine.happened["confirm_batch"] > RUNS // 2


def test_a_key_is_booked_once_whatever_the_accounts(world):
    with world.scope("acme"):
        partner, day = world.northwind.pk, date(2026, 3, 1)
        post([Posting("pay 1", partner, D(5), "EUR", Account.PAYABLE, Account.CLEARING, day)])
        for source, target, amount in (
            (Account.PAYABLE, Account.CLEARING, D(5)),
            (Account.HELD, Account.EXPENSE, D(1)),
            (Account.CLEARING, Account.PAYABLE, D(-5)),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                post([Posting("pay 1", partner, amount, "EUR", source, target, day)])
        assert LedgerEntry.objects.count() == 2
