"""Paying: a batch of transfers prepared by one person, approved by another, handed to the bank as pain.001."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from incentives.documents.bank_file import bank_file
from incentives.enums import Account
from incentives.events import PaymentsConfirmed
from incentives.lifecycle import PAYMENT_BATCH
from incentives.models import Earning, FundingAccount, Payment, PaymentBatch, PayoutAccount, Statement, StatementLine
from incentives.permissions import IncentivePermission, PortalIncentivePermission
from incentives.services.ledger import Posting, post
from partners.models import Partner
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.money.calendar import local_date
from prm.outbox.services import emit
from prm.tenancy.models import Vendor


@transaction.atomic
def set_payout_account(
    partner: Partner, *, holder: str, iban: str, bic: str = "", currency: str, actor: Actor, at: datetime
) -> PayoutAccount:
    """Keeps where a partner is paid. Raises Forbidden, or Invalid when IBAN or BIC fail their check digits."""
    if not (actor.can(PortalIncentivePermission.MANAGE_PAYOUT) or actor.can(IncentivePermission.PREPARE_PAYMENTS)):
        raise Forbidden(_("You may not change bank details."))
    details = _checked_account(holder, iban, bic)
    account, _is_new = PayoutAccount.objects.update_or_create(
        partner=partner,
        currency=currency,
        defaults={**details, "confirmed_at": at},
    )
    # The number itself stays out of the log; its last digits are enough to recognise it.
    audit.record(
        account, "incentives.payout_account_set", actor=actor, at=at, changes={"iban": [None, f"…{account.iban[-4:]}"]}
    )
    return account


@transaction.atomic
def set_funding_account(
    *, holder: str, iban: str, bic: str = "", currency: str, actor: Actor, at: datetime
) -> FundingAccount:
    """Keeps the account the vendor pays a currency from. Raises Forbidden, or Invalid for a wrong IBAN or BIC."""
    if not actor.can(IncentivePermission.PREPARE_PAYMENTS):
        raise Forbidden(_("You may not change bank details."))
    account, _is_new = FundingAccount.objects.update_or_create(
        currency=currency, defaults=_checked_account(holder, iban, bic)
    )
    audit.record(
        account, "incentives.funding_account_set", actor=actor, at=at, changes={"iban": [None, f"…{account.iban[-4:]}"]}
    )
    return account


def _checked_account(holder: str, iban: str, bic: str) -> dict[str, str]:
    try:
        number, code = IBAN(iban).compact, BIC(bic).compact if bic else ""
    except (SchwiftyException, ValueError) as error:
        message = _("This is not a valid bank account: %(why)s") % {"why": error}
        raise Invalid(message, fields={"iban": message}) from error
    return {"holder": holder.strip(), "iban": number, "bic": code}


@transaction.atomic
def prepare_batch(*, currency: str, execute_on: date, actor: Actor, at: datetime) -> PaymentBatch:
    """Collects every issued, unpaid statement of a currency into one transfer per partner, corrections netted.

    A partner whose statements come to nothing or less, or that has no bank account, waits for the next batch.
    Raises Forbidden, or Refused when nothing is to be paid.
    """
    if not actor.can(IncentivePermission.PREPARE_PAYMENTS):
        raise Forbidden(_("You may not prepare payments."))
    due = Statement.objects.select_for_update().filter(status="issued", payment=None, currency=currency)
    statements: dict[UUID, list[Statement]] = defaultdict(list)
    for statement in due.order_by("period_start", "id"):
        statements[statement.partner_id].append(statement)
    accounts = {a.partner_id: a for a in PayoutAccount.objects.filter(currency=currency, partner__in=list(statements))}
    totals = {partner: sum((s.total for s in own), Decimal(0)) for partner, own in statements.items()}
    payable = {partner: total for partner, total in totals.items() if total > 0 and partner in accounts}
    if not payable:
        raise Refused(
            _("Nothing is to be paid in %(currency)s: no issued statement with a bank account.")
            % {"currency": currency}
        )
    batch = PaymentBatch.objects.create(
        currency=currency,
        execute_on=execute_on,
        total=sum(payable.values(), Decimal(0)),
        count=len(payable),
        prepared_by_id=actor.membership_id,
    )
    for partner_id, total in payable.items():
        account = accounts[partner_id]
        payment = Payment.objects.create(
            batch=batch, partner_id=partner_id, amount=total, currency=currency,
            holder=account.holder, iban=account.iban, bic=account.bic,
        )  # fmt: skip
        Statement.objects.filter(pk__in=[s.pk for s in statements[partner_id]]).update(payment=payment)
    audit.record(batch, "incentives.payments_prepared", actor=actor, at=at, summary=_batch_words(batch))
    return batch


@transaction.atomic
def approve_batch(batch: PaymentBatch, *, actor: Actor, at: datetime) -> PaymentBatch:
    """Approves by a second person. Raises Forbidden, WrongState or Refused."""
    batch = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    PAYMENT_BATCH.check(batch, "approve", actor)
    if batch.prepared_by_id is None or batch.prepared_by_id == actor.membership_id:
        raise Refused(_("Payments are approved by a second person; you prepared these."))
    batch.status, batch.approved_by_id, batch.approved_at = "approved", actor.membership_id, at
    batch.save()
    audit.record(batch, "incentives.payments_approved", actor=actor, at=at, summary=_batch_words(batch))
    return batch


@transaction.atomic
def cancel_batch(batch: PaymentBatch, *, actor: Actor, at: datetime) -> PaymentBatch:
    """Cancels a batch not yet approved; its statements wait for the next one."""
    batch = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    PAYMENT_BATCH.check(batch, "cancel", actor)
    Statement.objects.filter(payment__batch=batch).update(payment=None)
    batch.payments.update(status="cancelled")
    batch.status = "cancelled"
    batch.save()
    audit.record(batch, "incentives.payments_cancelled", actor=actor, at=at, summary=_batch_words(batch))
    return batch


@transaction.atomic
def export_batch(batch: PaymentBatch, *, actor: Actor, at: datetime) -> PaymentBatch:
    """Makes the bank file, validated against its schema, and books the money as on its way."""
    batch = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    PAYMENT_BATCH.check(batch, "export", actor)
    vendor = Vendor.objects.get(pk=batch.vendor_id)
    payments = list(batch.payments.order_by("id"))
    batch.bank_file = bank_file(batch, payments, vendor, at)
    batch.status, batch.exported_at = "exported", at
    batch.save()
    batch.payments.update(status="exported")
    _book(payments, source=Account.CLEARING, target=Account.PAYABLE, verb="export", on=batch.execute_on)
    audit.record(batch, "incentives.payments_exported", actor=actor, at=at, summary=_batch_words(batch))
    return batch


@transaction.atomic
def confirm_batch(batch: PaymentBatch, *, paid_on: date | None = None, actor: Actor, at: datetime) -> PaymentBatch:
    """The bank has paid: settles the statements, marks their earnings paid. Emits PaymentsConfirmed."""
    batch = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    PAYMENT_BATCH.check(batch, "confirm", actor)
    vendor = Vendor.objects.get(pk=batch.vendor_id)
    day = paid_on or local_date(at, vendor.timezone)
    payments = list(batch.payments.order_by("id"))
    batch.status, batch.confirmed_at = "confirmed", at
    batch.save()
    batch.payments.update(status="confirmed", paid_on=day)
    for payment in payments:
        _settle(payment)
    _book(payments, source=Account.BANK, target=Account.CLEARING, verb="confirm", on=day)
    audit.record(batch, "incentives.payments_confirmed", actor=actor, at=at, summary=_batch_words(batch))
    emit(PaymentsConfirmed(batch_id=batch.pk, paid_on=day), at=at)
    return batch


def _settle(payment: Payment) -> None:
    """One payment at a time: each step reads one partner's lines through their index, however large the batch."""
    statements = list(payment.statements.values_list("pk", flat=True))
    earnings = list(StatementLine.objects.filter(statement__in=statements).values_list("earning_id", flat=True))
    Statement.objects.filter(pk__in=statements).update(status="settled")
    Earning.objects.filter(pk__in=earnings).update(status="paid")


def _book(payments: list[Payment], *, source: Account, target: Account, verb: str, on: date) -> None:
    post(
        Posting(
            key=f"{verb}:{payment.pk}",
            partner_id=payment.partner_id,
            amount=payment.amount,
            currency=payment.currency,
            source=source,
            target=target,
            booked_on=on,
        )
        for payment in payments
    )


def _batch_words(batch: PaymentBatch) -> str:
    words = ngettext(
        "%(count)s payment, %(total)s %(currency)s", "%(count)s payments, %(total)s %(currency)s", batch.count
    )
    return words % {
        "count": batch.count,
        "total": f"{batch.total:,.2f}",
        "currency": batch.currency,
    }
