from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.db import ProgrammingError, connection, transaction

from incentives.models import Earning, LedgerEntry, PaymentBatch, Statement, StatementLine
from incentives.queries import balances, next_payment
from incentives.services.commission import run_commissions
from incentives.services.holds import release_holds
from incentives.services.payments import (
    approve_batch,
    cancel_batch,
    confirm_batch,
    export_batch,
    prepare_batch,
    set_funding_account,
    set_payout_account,
)
from incentives.services.statements import approve_statement, close_month, content_hash, send_back_statement
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState

APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def earned(world, plan, invoice):
    """Northwind: 80.00 off hold in February and 40.00 in March; Contoso: nothing."""
    invoice("1000")
    invoice("500", number="R-2", on=date(2026, 2, 10))
    with world.scope("acme"):
        run_commissions(actor=world.system(), at=APRIL)
        release_holds(actor=world.system(), at=APRIL)


def close(world, month=MARCH, at=APRIL, who="fay"):
    return close_month(month, actor=world.actor(who), at=at)


def test_a_month_becomes_one_statement_with_its_lines(world, earned):
    with world.scope("acme"):
        [statement] = close(world)
        assert (statement.total, statement.status, statement.prepared_by.name) == (120, "calculated", "Fay")
        assert [(line.position, line.amount) for line in statement.lines.all()] == [(1, 80), (2, 40)]
        assert set(Earning.objects.values_list("status", flat=True)) == {"statemented"}


def test_each_earning_stands_on_the_month_its_hold_ended(world, earned):
    with world.scope("acme"):
        assert [s.total for s in close(world, FEBRUARY)] == [80]
        assert [s.total for s in close(world, MARCH)] == [40]


def test_closing_twice_changes_nothing_and_a_running_month_is_refused(world, earned):
    with world.scope("acme"):
        close(world)
        close(world)
        assert StatementLine.objects.count() == 2
        with pytest.raises(Invalid, match="ends on 2026-04-30"):
            close(world, date(2026, 4, 1))
        with pytest.raises(Forbidden):
            close(world, who="sam")


def test_a_second_person_approves_and_the_numbers_have_no_gaps(world, earned, invoice):
    with world.scope("acme"):
        [february] = close(world, FEBRUARY)
        [march] = close(world, MARCH)
        with pytest.raises(Refused, match="second person"):
            approve_statement(march, actor=world.actor("fay"), at=APRIL)
        first = approve_statement(february, actor=world.actor("frank"), at=APRIL)
        second = approve_statement(march, actor=world.actor("frank"), at=APRIL)
        assert (first.ref, second.ref) == ("S-2026-00001", "S-2026-00002")
        assert second.content_hash == content_hash(Statement.objects.get(pk=second.pk))
        assert second.pay_on == date(2026, 4, 16)
        with pytest.raises(WrongState):
            approve_statement(march, actor=world.actor("frank"), at=APRIL)


def test_an_issued_statement_stands(world, earned):
    with world.scope("acme"):
        [statement] = close(world)
        approve_statement(statement, actor=world.actor("frank"), at=APRIL)
        for change in (
            "UPDATE incentives_statement SET total = 1",
            "DELETE FROM incentives_statement",
            "UPDATE incentives_statementline SET amount = 1",
            "DELETE FROM incentives_statementline",
        ):
            with pytest.raises(ProgrammingError, match="stands"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


def test_a_late_earning_goes_on_the_next_statement(world, earned, invoice):
    with world.scope("acme"):
        [february] = close(world, FEBRUARY)
        approve_statement(february, actor=world.actor("frank"), at=APRIL)
    invoice("-1000", number="C-1", on=date(2026, 1, 20))
    with world.scope("acme"):
        run_commissions(actor=world.system(), at=APRIL)
        release_holds(actor=world.system(), at=APRIL)
        assert close(world, FEBRUARY) == []
        [march] = close(world, MARCH)
        assert march.total == -40
        assert [line.is_adjustment for line in march.lines.all()] == [True, True] or march.lines.filter(
            amount=-80, is_adjustment=True
        ).exists()


def test_sent_back_the_earnings_wait_again(world, earned):
    with world.scope("acme"):
        [statement] = close(world)
        with pytest.raises(Invalid, match="why"):
            send_back_statement(statement, actor=world.actor("frank"), at=APRIL, note=" ")
        send_back_statement(statement, actor=world.actor("frank"), at=APRIL, note="R-2 was cancelled")
        assert StatementLine.objects.count() == 0
        assert set(Earning.objects.values_list("status", flat=True)) == {"approved"}
        assert close(world)[0].total == 120


def test_a_partner_sees_a_statement_once_it_is_issued(world, earned):
    with world.scope("acme"):
        [statement] = close(world)
    with world.scope("bob"):
        assert (Statement.objects.count(), StatementLine.objects.count()) == (0, 0)
    with world.scope("acme"):
        approve_statement(statement, actor=world.actor("frank"), at=APRIL)
    with world.scope("bob"):
        assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 2)
        assert next_payment(world.northwind.pk)["amount"] == 120
    with world.scope("carl"):
        assert (Statement.objects.count(), StatementLine.objects.count()) == (0, 0)


@pytest.fixture
def issued(world, earned):
    with world.scope("acme"):
        [statement] = close(world)
        statement = approve_statement(statement, actor=world.actor("frank"), at=APRIL)
        account = {"iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX", "currency": "USD"}
        set_payout_account(world.northwind, holder="Northwind Ltd", **account, actor=world.actor("fay"), at=APRIL)
        set_funding_account(holder="Acme GmbH", **account, actor=world.actor("fay"), at=APRIL)
        return statement


def pay(world, at=APRIL):
    return prepare_batch(currency="USD", execute_on=date(2026, 4, 15), actor=world.actor("fay"), at=at)


def test_paying_books_every_step_and_settles(world, issued):
    with world.scope("acme"):
        batch = pay(world)
        with pytest.raises(Refused, match="second person"):
            approve_batch(batch, actor=world.actor("fay"), at=APRIL)
        with pytest.raises(WrongState):
            export_batch(batch, actor=world.actor("fay"), at=APRIL)
        approve_batch(batch, actor=world.actor("frank"), at=APRIL)
        exported = export_batch(batch, actor=world.actor("fay"), at=APRIL)
        assert '<InstdAmt Ccy="USD">120.00</InstdAmt>' in exported.bank_file
        assert "<CreDtTm>2026-04-02T09:00:00</CreDtTm>" in exported.bank_file
        assert balances(world.northwind.pk)["USD"] == {"expense": 120, "held": 0, "payable": 0, "clearing": -120}
        confirm_batch(batch, actor=world.actor("frank"), at=APRIL + timedelta(days=14))
        assert balances(world.northwind.pk)["USD"] == {
            "expense": 120, "held": 0, "payable": 0, "clearing": 0, "bank": -120,
        }  # fmt: skip
        issued.refresh_from_db()
        assert issued.status == "settled"
        assert set(Earning.objects.values_list("status", flat=True)) == {"paid"}
        with pytest.raises(WrongState):
            confirm_batch(batch, actor=world.actor("frank"), at=APRIL)


def test_a_statement_is_paid_once(world, issued):
    with world.scope("acme"):
        first = pay(world)
        with pytest.raises(Refused, match="Nothing is to be paid"):
            pay(world)
        cancel_batch(first, actor=world.actor("fay"), at=APRIL)
        assert pay(world).total == 120
        assert PaymentBatch.objects.count() == 2


def test_a_wrong_iban_is_refused_and_nothing_is_kept(world):
    with world.scope("acme"), pytest.raises(Invalid, match="not a valid bank account"):
        set_payout_account(
            world.northwind, holder="N", iban="DE89 3704 0044 0532 0130 01", currency="EUR",
            actor=world.actor("fay"), at=APRIL,
        )  # fmt: skip


def test_the_cent_is_exact(world, earned):
    with world.scope("acme"):
        [statement] = close(world)
        assert statement.total == sum((line.amount for line in statement.lines.all()), D(0))


def test_a_leg_says_what_it_is_a_leg_of(world, earned):
    with world.scope("acme"):
        legs = {str(leg) for leg in LedgerEntry.objects.all()}
        key = f"earn:{Earning.objects.first().pk}"
    assert {f"{key} held", f"{key} expense"} <= legs


def test_who_may_not_touch_payments_neither_prepares_them_nor_changes_an_account(world, issued):
    account = {"holder": "X", "iban": "DE89370400440532013000", "currency": "USD", "at": APRIL}
    sam = world.actor("sam")
    with world.scope("acme"):
        for act in (
            lambda: set_payout_account(world.northwind, **account, actor=sam),
            lambda: set_funding_account(**account, actor=sam),
            lambda: prepare_batch(currency="USD", execute_on=APRIL.date(), actor=sam, at=APRIL),
        ):
            with pytest.raises(Forbidden):
                act()
        assert not PaymentBatch.objects.exists()
