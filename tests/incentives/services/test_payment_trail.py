"""What a payment leaves behind at each step: on itself, on its statements, in the log and for those who wait to hear."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incentives.models import Earning, FundingAccount, LedgerEntry, PaymentBatch, Statement
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
from incentives.services.statements import approve_statement, close_month
from prm.audit.models import AuditEntry
from prm.outbox.models import OutboxEvent

APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
BANK = {"iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX", "currency": "USD"}


def entries(target):
    found = AuditEntry.objects.filter(target_id=target.pk).order_by("at", "id")
    return [(entry.action.removeprefix("incentives."), entry.actor_label, entry.at, entry.summary) for entry in found]


@pytest.fixture
def issued(world, plan, invoice):
    invoice("1000")
    invoice("500", number="R-2", on=date(2026, 2, 10))
    with world.scope("acme"):
        run_commissions(actor=world.system(), at=APRIL)
        release_holds(actor=world.system(), at=APRIL)
        [statement] = close_month(date(2026, 3, 1), actor=world.actor("fay"), at=APRIL)
        set_payout_account(world.northwind, holder="Northwind Ltd", **BANK, actor=world.actor("fay"), at=APRIL)
        set_funding_account(holder="Acme GmbH", **BANK, actor=world.actor("fay"), at=APRIL)
        return approve_statement(statement, actor=world.actor("frank"), at=APRIL)


def prepared(world, at):
    return prepare_batch(currency="USD", execute_on=date(2026, 4, 15), actor=world.actor("fay"), at=at)


def test_each_step_is_on_the_batch_its_payments_and_the_log(world, issued):
    days = [APRIL + timedelta(days=number) for number in range(6)]
    fay, frank = world.actor("fay"), world.actor("frank")
    words = "1 payment, 120.00 USD"
    with world.scope("acme"):
        cancelled = prepared(world, days[0])
        cancel_batch(cancelled, actor=fay, at=days[1])
        batch = prepared(world, days[2])
        [payment] = batch.payments.all()
        assert (payment.partner_id, payment.amount, payment.currency) == (world.northwind.pk, 120, "USD")

        approved = approve_batch(batch, actor=frank, at=days[3])
        assert (approved.pk, approved.status, approved.approved_by_id, approved.approved_at) == (
            batch.pk, "approved", frank.membership_id, days[3],
        )  # fmt: skip
        exported = export_batch(batch, actor=fay, at=days[4])
        assert (exported.pk, exported.status, exported.exported_at) == (batch.pk, "exported", days[4])
        assert [row.status for row in batch.payments.all()] == ["exported"]
        confirmed = confirm_batch(batch, actor=frank, at=days[5], paid_on=date(2026, 4, 6))
        assert (confirmed.pk, confirmed.status, confirmed.confirmed_at) == (batch.pk, "confirmed", days[5])
        assert [(row.status, row.paid_on) for row in batch.payments.all()] == [("confirmed", date(2026, 4, 6))]
        assert [(row.status, row.paid_on) for row in cancelled.payments.all()] == [("cancelled", None)]
        assert PaymentBatch.objects.get(pk=cancelled.pk).status == "cancelled"
        assert entries(cancelled) == [
            ("payments_prepared", fay.label, days[0], words),
            ("payments_cancelled", fay.label, days[1], words),
        ]
        assert entries(batch) == [
            ("payments_prepared", fay.label, days[2], words),
            ("payments_approved", frank.label, days[3], words),
            ("payments_exported", fay.label, days[4], words),
            ("payments_confirmed", frank.label, days[5], words),
        ]
        statement = Statement.objects.get(pk=issued.pk)
        assert (statement.status, statement.payment_id) == ("settled", payment.pk)
        booked = LedgerEntry.objects.filter(booked_on__in=[date(2026, 4, 15), date(2026, 4, 6)])
        assert sorted((str(row.booked_on), row.partner_id, abs(row.amount), row.currency) for row in booked) == [
            ("2026-04-06", world.northwind.pk, 120, "USD"),
            ("2026-04-06", world.northwind.pk, 120, "USD"),
            ("2026-04-15", world.northwind.pk, 120, "USD"),
            ("2026-04-15", world.northwind.pk, 120, "USD"),
        ]
        [event] = OutboxEvent.objects.filter(name="incentives.PaymentsConfirmed")
        assert (event.payload["batch_id"], event.payload["paid_on"]) == (str(batch.pk), "2026-04-06")


def test_the_day_of_a_payment_is_the_vendors_own_unless_told(world, issued):
    with world.scope("acme"):
        batch = prepared(world, APRIL)
        approve_batch(batch, actor=world.actor("frank"), at=APRIL)
        export_batch(batch, actor=world.actor("fay"), at=APRIL)
        confirm_batch(batch, actor=world.actor("frank"), at=datetime(2026, 4, 16, 12, tzinfo=UTC))
        assert [row.paid_on for row in batch.payments.all()] == [date(2026, 4, 16)]


def test_the_log_knows_of_an_account_its_last_digits_only(world, issued):
    with world.scope("acme"):
        account = FundingAccount.objects.get(currency="USD")
        [entry] = AuditEntry.objects.filter(target_id=account.pk)
        assert (entry.action, entry.changes, entry.at) == (
            "incentives.funding_account_set",
            {"iban": [None, "…3000"]},
            APRIL,
        )


def test_a_release_of_holds_names_its_first_and_last_earning(world, issued):
    with world.scope("acme"):
        [entry] = AuditEntry.objects.filter(action="incentives.holds_released")
        released = Earning.objects.order_by("held_until", "id")
        assert entry.changes == {"earnings": [str(released[0].pk), str(released[1].pk)]}
        assert (entry.target_id, entry.summary, entry.at) == (
            world.acme.pk, "2 earnings released from hold", APRIL,
        )  # fmt: skip
