"""The partner's verbs: draft, submit, answer a question, cancel, withdraw. A vendor may do them for a partner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deals.events import RegistrationCancelled, RegistrationSubmitted, RegistrationWithdrawn
from deals.lifecycle import REGISTRATION
from deals.models import RegisteredLine, Registration, RegistrationLine
from deals.models.registration import NOBODY_WAITS
from deals.permissions import DealPermission
from deals.queries import line_keys_of, policy_on
from deals.rules.lines import customer_key, plain_domain
from deals.services import promise, receipt
from deals.services.eligibility import answer_days, answer_for, qualification_of
from deals.services.protection import release
from deals.services.reporting import reporting_amount
from deals.services.rows import locked
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.services import emit
from programs.models import Partnership, Product
from programs.queries import vendor_day

FIELDS = (
    "title",
    "customer_name",
    "customer_domain",
    "customer_city",
    "customer_region",
    "customer_country",
    "customer_tax_id",
    "site",
    "contact_name",
    "contact_email",
    "is_contact_deferred",
    "currency",
    "expected_close_on",
    "deal_type",
    "evidence",
)


@dataclass(frozen=True)
class LineInput:
    """One thing the customer buys, as it was typed."""

    product: Product
    quantity: Decimal
    amount: Decimal


@transaction.atomic
def save_draft(
    partnership: Partnership,
    values: Mapping[str, Any],
    lines: Sequence[LineInput],
    *,
    actor: Actor,
    at: datetime,
    registration: Registration | None = None,
) -> Registration:
    """Keeps what was typed so far, complete or not: a new draft, a draft again, or the answer to a return.

    Refuses a registration that is no longer the partner's to change. Says nothing to anybody.
    """
    if not actor.can(DealPermission.REGISTER):
        raise Forbidden(_("You may not register deals."))
    if registration is None:
        row = Registration(partner_id=partnership.partner_id, partnership=partnership, created_at=at)
        row.submitted_by_id = actor.membership_id
    else:
        row = locked(registration)
        if row.status not in ("draft", "returned"):
            raise WrongState(_("This registration has been handed in; it cannot be changed now."))
    _fill(row, values)
    if not lines:
        row.amount = values.get("amount") or Decimal(0)
    else:
        row.amount = sum((line.amount for line in lines), Decimal(0))
    row.save()
    _write_lines(row, lines)
    if registration is None:
        record(row, "registration.drafted", actor=actor, at=at)
    return row


@transaction.atomic
def discard_draft(registration: Registration, *, actor: Actor, at: datetime) -> None:
    """Deletes a draft. Only drafts can be deleted."""
    if not actor.can(DealPermission.REGISTER):
        raise Forbidden(_("You may not register deals."))
    row = locked(registration)
    if row.status != "draft":
        raise WrongState(_("Only drafts can be deleted."))
    record(row, "registration.discarded", actor=actor, at=at)
    row.delete()


@transaction.atomic
def submit_registration(registration: Registration, *, actor: Actor, at: datetime) -> Registration:
    """Hands a draft in: it is sealed, its promise clock starts and the vendor is told.

    Raises Invalid for what is missing; refuses a customer and product line this partner holds already, an existing
    customer under a new-logo-only policy, and a partnership that may not register. Emits RegistrationSubmitted.
    """
    row = locked(registration)
    REGISTRATION.check(row, "submit", actor)
    _require_complete(row)
    policy = policy_on(row.partnership.program_id, vendor_day(at), row.partnership.program.currency)
    _judge(row, at=at)
    _claim_lines(row)
    row.policy_version = policy.version
    row.submitted_by_id = row.submitted_by_id or actor.membership_id
    row.owner_id = row.partnership.owner_id or row.partner.owner_id
    row.reporting_amount = reporting_amount(row.amount, row.currency, vendor_day(at))
    row.status, row.submitted_at = REGISTRATION.transitions["submit"].target, at
    row.sealed_at = receipt.seal(row, at=at).sealed_at
    row.act_by_at = promise.start_answer(row, answer_days(row.partnership, policy, vendor_day(at)), at=at)
    row.save()
    return _tell_submitted(row, "registration.submitted", actor=actor, at=at)


@transaction.atomic
def resubmit_registration(
    registration: Registration,
    *,
    actor: Actor,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    lines: Sequence[LineInput] | None = None,
) -> Registration:
    """Answers a return: the clock runs on and the review goes on.

    The place in the queue stays unless customer or product lines changed, for these were not sealed before. Refuses
    what submitting refuses. Emits RegistrationSubmitted.
    """
    row = locked(registration)
    REGISTRATION.check(row, "resubmit", actor)
    before = _claimed(row)
    if values is not None:
        _fill(row, values)
    if lines is not None:
        row.amount = sum((line.amount for line in lines), Decimal(0))
        _write_lines(row, lines)
    _require_complete(row)
    release_lines(row)
    _judge(row, at=at)
    _claim_lines(row)
    sealed = receipt.seal(row, at=at)
    if _claimed(row) != before:
        row.sealed_at = sealed.sealed_at
    row.reporting_amount = reporting_amount(row.amount, row.currency, vendor_day(at))
    if row.returned_at:
        row.minutes_with_partner += int((at - row.returned_at).total_seconds() // 60)
    row.status, row.returned_at = REGISTRATION.transitions["resubmit"].target, None
    row.act_by_at = promise.resume_answer(row, at=at)
    row.save()
    return _tell_submitted(row, "registration.answered", actor=actor, at=at, is_answer=True)


@transaction.atomic
def cancel_registration(registration: Registration, *, actor: Actor, at: datetime, note: str = "") -> Registration:
    """The partner takes it back before a decision. Its place in the queue is gone. Emits RegistrationCancelled."""
    row = locked(registration)
    REGISTRATION.check(row, "cancel", actor)
    promise.settle_answer(row, at=at)
    return _end(row, "cancel", RegistrationCancelled, actor=actor, at=at, note=note)


@transaction.atomic
def withdraw_registration(registration: Registration, *, actor: Actor, at: datetime, note: str = "") -> Registration:
    """The partner gives an approved deal up: customer and product lines are free again. Emits RegistrationWithdrawn."""
    row = locked(registration)
    REGISTRATION.check(row, "withdraw", actor)
    release(row, on=vendor_day(at))
    return _end(row, "withdraw", RegistrationWithdrawn, actor=actor, at=at, note=note)


def release_lines(row: Registration) -> None:
    """The partner may register this customer and product line anew."""
    RegisteredLine.objects.filter(registration=row).delete()


def reclaim_lines(row: Registration) -> None:
    """Takes the lines again after a decision was taken back. Refuses where the partner has registered them since."""
    _claim_lines(row)


def _end(row: Registration, action: str, event: Any, *, actor: Actor, at: datetime, note: str) -> Registration:
    row.status = REGISTRATION.transitions[action].target
    row.closed_on, row.act_by_at = vendor_day(at), NOBODY_WAITS
    row.save(update_fields=["status", "closed_on", "act_by_at"])
    release_lines(row)
    record(row, f"registration.{row.status}", actor=actor, at=at, summary=note, visible_to_partner=True)
    emit(event(registration_id=row.pk, partnership_id=row.partnership_id), at=at, partner_id=row.partner_id)
    return row


def _tell_submitted(
    row: Registration, action: str, *, actor: Actor, at: datetime, is_answer: bool = False
) -> Registration:
    record(row, action, actor=actor, at=at, visible_to_partner=True)
    event = RegistrationSubmitted(registration_id=row.pk, partnership_id=row.partnership_id, is_answer=is_answer)
    emit(event, at=at, partner_id=row.partner_id)
    return row


def _fill(row: Registration, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.customer_domain = plain_domain(row.customer_domain) or row.customer_domain[:120]
    row.currency = row.currency or row.partnership.program.currency


def _write_lines(row: Registration, lines: Sequence[LineInput]) -> None:
    if len({line.product.pk for line in lines}) < len(lines):
        raise Invalid(_("A product stands twice; put it on one line."), fields={"lines": _("Twice.")})
    RegistrationLine.objects.filter(registration=row).delete()
    RegistrationLine.objects.bulk_create(
        RegistrationLine(
            partner_id=row.partner_id,
            registration=row,
            product=line.product,
            quantity=line.quantity,
            amount=line.amount,
            position=position,
        )
        for position, line in enumerate(lines)
    )


def _require_complete(row: Registration) -> None:
    missing = {}
    if not row.customer_name:
        missing["customer_name"] = _("Say who the customer is.")
    if not row.contact_name and not row.is_contact_deferred:
        missing["contact_name"] = _("Name a contact, or choose to name one later.")
    if row.expected_close_on is None:
        missing["expected_close_on"] = _("Say when it is expected to close.")
    if not row.lines.exists():
        missing["lines"] = _("Add at least one product line: deals are registered, not accounts.")
    if missing:
        raise Invalid(_("Something is still missing."), fields=missing)


def _judge(row: Registration, *, at: datetime) -> None:
    """Refuses with the first condition not met, and keeps the hint the partner was given."""
    keys = line_keys_of(row)
    answer = answer_for(row, keys, at=at)
    if failure := qualification_of(row, keys, answer, at=at).first_failure:
        raise Refused(f"{failure.text}: {failure.detail}", code=f"not-eligible-{failure.code}")
    row.hint = answer.hint


def _claimed(row: Registration) -> set[tuple[str, str]]:
    return set(row.registered_lines.values_list("customer_key", "line_key"))


def _claim_lines(row: Registration) -> None:
    key = customer_key(
        name=row.customer_name,
        domain=row.customer_domain,
        region=row.customer_region or row.customer_city,
        country=row.customer_country,
    )
    rows = [
        RegisteredLine(partner_id=row.partner_id, registration=row, customer_key=key, line_key=line)
        for line in line_keys_of(row)
    ]
    try:
        with transaction.atomic():
            RegisteredLine.objects.bulk_create(rows)
    except IntegrityError as error:
        if "registered_line_once" not in str(error):
            raise
        text = _("You have registered this customer and product line already.")
        raise Refused(text, code="not-eligible-own") from error
