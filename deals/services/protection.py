"""The protection won: reserved by approval, warned of before its end, over at its time."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from deals.events import ProtectionEndsSoon, RegistrationExpired
from deals.lifecycle import REGISTRATION
from deals.models import CustomerAccount, Extension, Protection, RegisteredLine, Registration
from deals.models.registration import NOBODY_WAITS
from deals.rules import protection as rules
from deals.services import promise
from deals.services.rows import locked
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Refused
from prm.outbox.services import emit
from programs.queries import vendor_day


def open_protection(row: Registration, account: CustomerAccount, line_keys: Iterable[str], span: rules.Span) -> None:
    """Reserves the customer and product lines. Refuses where another registration holds one of them on these days."""
    rows = [
        Protection(
            partner_id=row.partner_id,
            registration=row,
            account=account,
            line_key=key,
            during=DateRange(span.start, span.end),
        )
        for key in sorted(line_keys)
    ]
    try:
        with transaction.atomic():
            Protection.objects.bulk_create(rows)
    except IntegrityError as error:
        if "protection_one_winner" not in str(error):
            raise
        text = _("Another registration is protected for this customer and product line.")
        raise Refused(text, code="already-protected") from error
    row.protected_from, row.protected_until, row.warned_at_days = span.start, span.last_day, None
    row.act_by_at = promise.end_of_day(span.last_day)


def release(row: Registration, *, on: date) -> None:
    """Frees customer and product lines from the day on."""
    for held in Protection.objects.filter(registration=row):
        end = max(held.during.lower, min(on, held.during.upper))
        held.during = DateRange(held.during.lower, end)
        held.save(update_fields=["during"])


@transaction.atomic
def expire_registration(registration: Registration, *, actor: Actor, at: datetime) -> Registration | None:
    """Ends a protection whose last day is over; None where there is nothing to end, so that it may run twice.

    The opportunity stays open: a deal can be won without protection. Emits RegistrationExpired.
    """
    row = locked(registration)
    today = vendor_day(at)
    if row.status != "approved" or row.protected_until is None or row.protected_until >= today:
        return None
    REGISTRATION.check(row, "expire", actor)
    row.status, row.closed_on = REGISTRATION.transitions["expire"].target, row.protected_until
    row.act_by_at, row.has_open_extension = NOBODY_WAITS, False
    row.save(update_fields=["status", "closed_on", "act_by_at", "has_open_extension"])
    Extension.objects.filter(registration=row, status="requested").update(
        status="declined", note=_("The protection ended before an answer."), decided_at=at
    )
    RegisteredLine.objects.filter(registration=row).delete()
    record(row, "registration.expired", actor=actor, at=at, visible_to_partner=True)
    event = RegistrationExpired(
        registration_id=row.pk, partnership_id=row.partnership_id, expired_on=row.protected_until
    )
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def warn_of_end(registration: Registration, *, actor: Actor, at: datetime) -> int | None:
    """Sends the warning due today (30, 14, 7, 1 days ahead), each once; None where none is. Emits ProtectionEndsSoon."""
    row = locked(registration)
    if row.status != "approved" or row.protected_until is None:
        return None
    today = vendor_day(at)
    due = rules.warning_due(row.protected_until, today, row.warned_at_days)
    if due is None:
        return None
    row.warned_at_days = due
    row.save(update_fields=["warned_at_days"])
    event = ProtectionEndsSoon(
        registration_id=row.pk,
        partnership_id=row.partnership_id,
        days_left=rules.days_left(row.protected_until, today),
        protected_until=row.protected_until,
    )
    emit(event, at=at, partner_id=row.partner_id)
    return due
