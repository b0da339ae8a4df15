"""What a payment leaves behind at each step: on itself, on its statements, in the log and for those who wait to hear."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incentives.models import Earning, FundingAccount, LedgerEntry, PaymentBatch, PayoutAccount, Statement
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
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
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


@pytest.mark.parametrize(("bic", "kept"), [("COBA DEFF XXX", "COBADEFFXXX"), ("", "")])
def test_a_transfer_goes_where_the_partner_said(world, issued, bic, kept):
    later = APRIL + timedelta(hours=1)
    with world.scope("acme"):
        given = {"holder": " Northwind Ltd ", "iban": "DE89 3704 0044 0532 0130 00", "bic": bic, "currency": "USD"}
        account = set_payout_account(world.northwind, **given, actor=world.actor("fay"), at=later)
        stored = PayoutAccount.objects.get()
        assert (account, stored.partner_id, stored.currency) == (stored, world.northwind.pk, "USD")
        assert (stored.holder, stored.iban, stored.bic) == ("Northwind Ltd", "DE89370400440532013000", kept)
        assert stored.confirmed_at == later
        batch = prepared(world, later)
        assert (batch.currency, batch.execute_on, batch.total, batch.count, batch.status, batch.prepared_by_id) == (
            "USD", date(2026, 4, 15), 120, 1, "draft", world.fay.pk,
        )  # fmt: skip
        [payment] = batch.payments.all()
        assert (payment.holder, payment.iban, payment.bic) == (stored.holder, stored.iban, stored.bic)
        [entry] = AuditEntry.objects.filter(target_id=stored.pk, at=later)
        assert (entry.action, entry.actor_label, entry.changes) == (
            "incentives.payout_account_set", "Fay", {"iban": [None, "…3000"]},
        )  # fmt: skip


def test_the_vendor_pays_each_currency_from_one_account(world, issued):
    with world.scope("acme"):
        first = FundingAccount.objects.get()
        other = {**BANK, "currency": "EUR"}
        euro = set_funding_account(holder="Acme GmbH", **other, actor=world.actor("fay"), at=APRIL)
        again = set_funding_account(holder=" Acme Inc ", **BANK, actor=world.actor("frank"), at=APRIL)
        assert again.pk == first.pk != euro.pk
        assert sorted(FundingAccount.objects.values_list("currency", "holder", "iban", "bic")) == [
            ("EUR", "Acme GmbH", "DE89370400440532013000", "COBADEFFXXX"),
            ("USD", "Acme Inc", "DE89370400440532013000", "COBADEFFXXX"),
        ]


@pytest.mark.parametrize(
    ("wrong", "why"), [({"iban": "DE89 3704 0044 0532 0130 01"}, "checksum"), ({"bic": "NONSENSE1"}, "")]
)
def test_an_account_that_cannot_be_is_refused_at_its_number_and_says_why(world, issued, wrong, why):
    with world.scope("acme"):
        fay = {"holder": "X", **BANK, **wrong, "actor": world.actor("fay"), "at": APRIL}
        for refused in (lambda: set_payout_account(world.northwind, **fay), lambda: set_funding_account(**fay)):
            with pytest.raises(Invalid, match=r"not a valid bank account: .") as error:
                refused()
            assert list(error.value.fields) == ["iban"]
            assert why in str(error.value).lower()
        assert PayoutAccount.objects.get().iban == "DE89370400440532013000"


@pytest.mark.parametrize("who", ["sam", "vera", "nina"])
def test_nobody_without_the_right_touches_accounts_or_payments(world, issued, who):
    actor, at = world.actor(who), APRIL
    with world.scope("acme"):
        batch = prepared(world, at)
        for forbidden in (
            lambda: set_payout_account(world.northwind, holder="X", **BANK, actor=actor, at=at),
            lambda: set_funding_account(holder="X", **BANK, actor=actor, at=at),
            lambda: prepare_batch(currency="USD", execute_on=at.date(), actor=actor, at=at),
            lambda: approve_batch(batch, actor=actor, at=at),
            lambda: cancel_batch(batch, actor=actor, at=at),
        ):
            with pytest.raises(Forbidden):
                forbidden()
        approve_batch(batch, actor=world.actor("frank"), at=at)
        with pytest.raises(Forbidden):
            export_batch(batch, actor=actor, at=at)
        export_batch(batch, actor=world.actor("fay"), at=at)
        with pytest.raises(Forbidden):
            confirm_batch(batch, actor=actor, at=at)
        assert PaymentBatch.objects.get().status == "exported"


def test_a_batch_goes_through_its_steps_in_order_and_once(world, issued):
    fay, frank = world.actor("fay"), world.actor("frank")
    steps = {
        "approved": lambda batch: approve_batch(batch, actor=frank, at=APRIL),
        "exported": lambda batch: export_batch(batch, actor=fay, at=APRIL),
        "confirmed": lambda batch: confirm_batch(batch, actor=frank, at=APRIL),
    }
    with world.scope("acme"):
        batch = prepared(world, APRIL)
        for reached, step in steps.items():
            for name, other in steps.items():
                if name != reached:
                    with pytest.raises(WrongState):
                        other(batch)
            assert step(batch).status == PaymentBatch.objects.get().status == reached
        for step in (*steps.values(), lambda batch: cancel_batch(batch, actor=fay, at=APRIL)):
            with pytest.raises(WrongState):
                step(batch)


def test_money_that_is_on_its_way_is_paid_once_and_only_it(world, issued):
    """A second batch finds nothing: what one holds is not in another."""
    with world.scope("acme"):
        prepared(world, APRIL)
        with pytest.raises(Refused, match="Nothing is to be paid in USD"):
            prepared(world, APRIL)
        with pytest.raises(Refused, match="Nothing is to be paid in EUR"):
            prepare_batch(currency="EUR", execute_on=APRIL.date(), actor=world.actor("fay"), at=APRIL)
