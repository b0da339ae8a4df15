"""Telling a partner what it earned: one statement per partner, currency and month, approved by a second person."""

import hashlib
import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.queries import TermInForce, terms_of_many
from incentives.events import StatementIssued, StatementsCalculated
from incentives.lifecycle import STATEMENT
from incentives.models import Earning, Statement, StatementLine, StatementNumber
from incentives.permissions import IncentivePermission
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.lib.ids import make_ref
from prm.money.calendar import local_date, month_containing
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

PAY_WITHIN = timedelta(days=14)
PAYMENT_TERM = "payment_terms_days"


def close_month(month: date, *, actor: Actor, at: datetime) -> list[Statement]:
    """Calculates the statements of the month that holds `month`: every approved earning up to its end, line by line.

    Run again it puts late earnings on statements still open or calculated; an issued statement never changes, and what
    comes after it stands on the next. Emits StatementsCalculated once. Raises Forbidden; Invalid while the month still runs.
    """
    if not actor.can(IncentivePermission.PREPARE_STATEMENTS):
        raise Forbidden(_("You may not prepare statements."))
    vendor = Vendor.objects.get(pk=current_vendor_id())
    period = month_containing(month)
    if local_date(at, vendor.timezone) < period.end:
        raise Invalid(_("This month ends on %(day)s; close it then.") % {"day": period.end - timedelta(days=1)})
    waiting = Earning.objects.filter(status="approved", held_until__lt=period.end)
    groups = waiting.values_list("partner_id", "currency").distinct().order_by("partner_id", "currency")
    statements = [
        statement
        for partner_id, currency in list(groups)
        if (statement := _calculate(partner_id, currency, period.start, period.end, actor, at))
    ]
    if statements:
        emit(StatementsCalculated(month=period.start, count=len(statements), prepared_by=actor.membership_id), at=at)
    return statements


@transaction.atomic
def _calculate(partner_id: UUID, currency: str, start: date, end: date, actor: Actor, at: datetime) -> Statement | None:
    statement, _is_new = Statement.objects.select_for_update().get_or_create(
        partner_id=partner_id,
        currency=currency,
        period_start=start,
        defaults={"period_end": end, "ref": make_ref("STM")},
    )
    if statement.status not in ("open", "calculated"):
        return None
    earnings = list(
        Earning.objects.select_for_update(of=("self",))
        .filter(status="approved", partner_id=partner_id, currency=currency, held_until__lt=end)
        .select_related("plan_version__plan")
        .order_by("partnership_id", "earned_on", "id")
    )
    if not earnings and statement.status == "calculated":
        return statement
    place = statement.lines.count()
    StatementLine.objects.bulk_create(
        _line(statement, earning, position) for position, earning in enumerate(earnings, start=place + 1)
    )
    Earning.objects.filter(pk__in=[earning.pk for earning in earnings]).update(status="statemented")
    statement.total = statement.lines.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    statement.status = "calculated"
    statement.prepared_by_id = actor.membership_id
    statement.save()
    count = place + len(earnings)
    audit.record(
        statement,
        "incentives.statement_calculated",
        actor=actor,
        at=at,
        summary=ngettext("%(count)s line, %(total)s %(currency)s", "%(count)s lines, %(total)s %(currency)s", count)
        % {"count": count, "total": f"{statement.total:,.2f}", "currency": currency},
    )
    return statement


def _line(statement: Statement, earning: Earning, position: int) -> StatementLine:
    return StatementLine(
        statement=statement,
        partner_id=earning.partner_id,
        partnership_id=earning.partnership_id,
        earning=earning,
        position=position,
        description=earning.description,
        plan_label=str(earning.plan_version),
        earned_on=earning.earned_on,
        basis=earning.basis,
        rate=earning.rate,
        amount=earning.amount,
        is_adjustment=earning.earned_on < statement.period_start and earning.amount < 0,
    )


@transaction.atomic
def approve_statement(statement: Statement, *, actor: Actor, at: datetime) -> Statement:
    """Approves, by a second person, and issues it: numbered, hashed, visible to the partner. Emits StatementIssued.

    Raises Forbidden, WrongState (a double click finds it issued), or Refused when the same person prepared it.
    """
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    STATEMENT.check(statement, "approve", actor)
    if statement.prepared_by_id is None or statement.prepared_by_id == actor.membership_id:
        raise Refused(_("A statement is approved by a second person; you prepared this one."))
    vendor = Vendor.objects.get(pk=statement.vendor_id)
    statement.approved_by_id = actor.membership_id
    statement.approved_at = statement.issued_at = at
    term = payment_term(statement, local_date(at, vendor.timezone))
    statement.pay_on = local_date(at, vendor.timezone) + timedelta(days=term.days)
    statement.draft_ref, statement.ref = statement.ref, _next_number(statement.period_start)
    statement.content_hash = content_hash(statement)
    statement.lines.update(is_issued=True)
    statement.status = "issued"
    statement.save()
    audit.record(
        statement,
        "incentives.statement_issued",
        actor=actor,
        at=at,
        summary=_("Approved and issued as %(ref)s; paid within %(days)s days (%(origin)s)")
        % {"ref": statement.ref, "days": term.days, "origin": term.origin},
        visible_to_partner=True,
    )
    emit(
        StatementIssued(
            statement_id=statement.pk, total=statement.total, currency=statement.currency, pay_on=statement.pay_on
        ),
        at=at,
        partner_id=statement.partner_id,
    )
    return statement


def payment_term(statement: Statement, on: date) -> TermInForce:
    """Within how many days it is paid: the shortest term of the partnerships on it, our own where none is agreed."""
    ids = list(statement.lines.order_by().values_list("partnership_id", flat=True).distinct())
    ours = {PAYMENT_TERM: PAY_WITHIN.days}
    terms = [found[PAYMENT_TERM] for found in terms_of_many(ids, on, dict.fromkeys(ids, ours)).values()]
    return min(terms, key=lambda term: term.days, default=TermInForce(PAYMENT_TERM, PAY_WITHIN.days, "program"))


@transaction.atomic
def send_back_statement(statement: Statement, *, actor: Actor, at: datetime, note: str) -> Statement:
    """Takes the lines off again, so that the earnings wait for a new calculation. The reason is kept."""
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    STATEMENT.check(statement, "reopen", actor)
    if not note.strip():
        raise Invalid(_("Say why you send it back."), fields={"note": _("Missing.")})
    earnings = list(statement.lines.values_list("earning_id", flat=True))
    statement.lines.all().delete()
    Earning.objects.filter(pk__in=earnings).update(status="approved")
    statement.total, statement.status, statement.prepared_by = Decimal(0), "open", None
    statement.save()
    audit.record(statement, "incentives.statement_sent_back", actor=actor, at=at, summary=note)
    return statement


def _next_number(period_start: date) -> str:
    """The next gapless number of the vendor's series; the row lock orders concurrent issues."""
    StatementNumber.objects.get_or_create(series="statement")
    counter = StatementNumber.objects.select_for_update().get(series="statement")
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"S-{period_start:%Y}-{counter.last:05d}"


def content_hash(statement: Statement) -> str:
    """SHA-256 over what the statement says, so that any copy of it can be checked."""
    lines = [
        [line.position, line.description, line.plan_label, str(line.earned_on), f"{line.basis:.4f}", f"{line.rate:.4f}",
         f"{line.amount:.4f}"]
        for line in statement.lines.order_by("position")
    ]  # fmt: skip
    said = [statement.ref, str(statement.period_start), str(statement.period_end), statement.currency,
            f"{statement.total:.4f}", lines]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def lines_by_partnership(statement: Statement) -> dict[str, list[StatementLine]]:
    """Lines as they are shown: grouped by partnership, in their order."""
    grouped: dict[str, list[StatementLine]] = defaultdict(list)
    for line in statement.lines.select_related("partnership__program").order_by("position"):
        grouped[line.partnership.program.name].append(line)
    return dict(grouped)
