"""The running term: reminders, notice, renewal, end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.enums import IN_FORCE
from agreements.events import (
    AgreementExpired,
    AgreementNoticeGiven,
    AgreementReminderDue,
    AgreementRenewed,
    AgreementTerminated,
)
from agreements.lifecycle import AGREEMENT
from agreements.models import Agreement, Commitment, Reminder
from agreements.queries.terms import amendments_in_force
from agreements.rules.terms import REMINDER_DAYS, Term, action_date, opens_on, reminder_due, term_of
from agreements.services.drafting import locked
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid, Refused
from prm.outbox.services import emit
from programs.queries import vendor_day


def term_on_run(row: Agreement, effective_on: date, run: int) -> Term:
    terms = row.terms
    return term_of(
        effective_on,
        term_months=int(terms["term_months"]),
        auto_renew=bool(terms["auto_renew"]),
        notice_days=int(terms["notice_days"]),
        run=run,
    )


def set_first_term(row: Agreement, *, at: datetime) -> None:
    """The dates of the first term, from the agreed first day or from the day of the last signature. Does not save.

    An amendment ends with the agreement it changes; refuses where that has ended.
    """
    row.effective_on = row.effective_on or vendor_day(at)
    if row.amends is not None:
        base = row.amends
        if base.status not in IN_FORCE or base.ends_on is None or base.ends_on < row.effective_on:
            raise Refused(_("The agreement it changes has ended."))
        row.run, row.ends_on, row.action_on = base.run, base.ends_on, base.action_on
        return
    term = term_on_run(row, row.effective_on, 1)
    row.run, row.ends_on, row.action_on = 1, term.ends_on, term.action_on


def end_predecessor(row: Agreement, *, actor: Actor, at: datetime) -> None:
    """The paper this one renews ends the day before this one begins."""
    if row.renews_id is None:
        return
    before = Agreement.objects.select_for_update().get(pk=row.renews_id)
    if before.status in IN_FORCE:
        before.ended_on = max(row.term.starts_on - timedelta(days=1), before.term.starts_on)
        _end(before, "expire", reason=_("Replaced by %(ref)s") % {"ref": row.ref}, actor=actor, at=at)


@transaction.atomic
def give_notice(agreement: Agreement, *, actor: Actor, at: datetime, reason: str = "") -> Agreement:
    """Either side says that it shall not renew: it ends on its last day. Refuses after the notice deadline.

    Emits AgreementNoticeGiven.
    """
    row = locked(agreement)
    transition = AGREEMENT.check(row, "receive_notice" if actor.audience == "portal" else "give_notice", actor)
    today, term = vendor_day(at), row.term
    if today > term.action_on:
        raise Refused(
            _("Notice had to be given by %(deadline)s; it renews for another term.") % {"deadline": term.action_on}
        )
    row.status, row.notice_given_on, row.notice_given_by = transition.target, today, actor.label[:160]
    row.action_on = action_date(term.ends_on, auto_renew=False, notice_days=0)
    row.save(update_fields=["status", "notice_given_on", "notice_given_by", "action_on"])
    record(row, "agreement.notice_given", actor=actor, at=at, summary=reason, visible_to_partner=True)
    event = AgreementNoticeGiven(agreement_id=row.pk, by_side=actor.audience, ends_on=term.ends_on)
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def terminate_agreement(agreement: Agreement, *, ends_on: date, reason: str, actor: Actor, at: datetime) -> Agreement:
    """Ends it before its term, on a day not before it began. Asks for a reason. Emits AgreementTerminated."""
    row = locked(agreement)
    AGREEMENT.check(row, "terminate", actor)
    wrong = {} if reason.strip() else {"reason": _("Missing.")}
    if not row.term.starts_on <= ends_on <= row.term.ends_on:
        wrong["ends_on"] = _("A day of the present term, please.")
    if wrong:
        raise Invalid(_("A termination names its day and its reason."), fields=wrong)
    row.ended_on = ends_on
    _end(row, "terminate", reason=reason, actor=actor, at=at)
    event = AgreementTerminated(agreement_id=row.pk, partnership_id=row.partnership_id, ends_on=ends_on)
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def renew_agreement(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """Rolls the term on under the same terms. Refuses what does not renew by itself. Emits AgreementRenewed."""
    row = locked(agreement)
    transition = AGREEMENT.check(row, "renew", actor)
    before = row.term
    term = term_on_run(row, before.starts_on, row.run + 1)
    row.status, row.run, row.ends_on, row.action_on = transition.target, row.run + 1, term.ends_on, term.action_on
    row.save(update_fields=["status", "run", "ends_on", "action_on"])
    amendments_in_force(row).update(run=row.run, ends_on=term.ends_on, action_on=term.action_on)
    chain = Q(agreement=row) | Q(agreement__amends=row)
    Commitment.objects.filter(chain, ends_on=before.ends_on).update(ends_on=term.ends_on)
    record(
        row, "agreement.renewed", actor=actor, at=at, changes={"ends_on": [before.ends_on, term.ends_on]},
        visible_to_partner=True,
    )  # fmt: skip
    event = AgreementRenewed(agreement_id=row.pk, partnership_id=row.partnership_id, ends_on=term.ends_on)
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def expire_agreement(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """Its last day is over and it does not renew. Refuses before that. Emits AgreementExpired."""
    row = locked(agreement)
    AGREEMENT.check(row, "expire", actor)
    last_day = row.term.ends_on
    if vendor_day(at) <= last_day:
        raise Refused(_("It runs until %(day)s.") % {"day": date_format(last_day, "j M Y")})
    row.ended_on = last_day
    _end(row, "expire", reason=_("End of its term"), actor=actor, at=at)
    emit(AgreementExpired(agreement_id=row.pk, partnership_id=row.partnership_id), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def terms_near(today: date) -> Iterable[UUID]:
    """The agreements in force a night may have something to do about: the day to act is near or over."""
    near = today + timedelta(days=REMINDER_DAYS[0])
    rows = Agreement.objects.filter(status__in=IN_FORCE, amends=None, action_on__lte=near)
    return rows.order_by("action_on", "pk").values_list("pk", flat=True)


def keep_term(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """One night's work on one agreement in force: renews or ends it, marks it as expiring, sends the reminder due.

    Run twice it changes nothing more. Emits AgreementRenewed, AgreementExpired or AgreementReminderDue.
    """
    row = locked(agreement)
    today = vendor_day(at)
    if row.status not in IN_FORCE or row.amends_id is not None:
        return row
    term = row.term
    if today > term.ends_on:
        rolls = row.renews_by_itself and row.notice_given_on is None
        return (renew_agreement if rolls else expire_agreement)(row, actor=actor, at=at)
    if row.status != "expiring" and opens_on(term.action_on) <= today <= term.action_on:
        row.status = AGREEMENT.check(row, "approach_end", actor).target
        row.save(update_fields=["status"])
        record(row, "agreement.expiring", actor=actor, at=at, visible_to_partner=True)
    _remind(row, today, at=at)
    return row


def _remind(row: Agreement, today: date, *, at: datetime) -> None:
    term = row.term
    sent = Reminder.objects.filter(agreement=row, action_on=term.action_on).values_list("days", flat=True)
    days = reminder_due(term.action_on, today, sent)
    if days is None:
        return
    Reminder.objects.create(agreement=row, action_on=term.action_on, days=days, sent_at=at)
    event = AgreementReminderDue(agreement_id=row.pk, days=days, action_on=term.action_on, ends_on=term.ends_on)
    emit(event, at=at, partner_id=row.partner_id)


def _end(row: Agreement, action: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Assigns the end; the caller has checked who may, except for a renewal that takes the place of this one."""
    row.status, row.end_reason = AGREEMENT.transitions[action].target, reason[:400]
    row.save(update_fields=["status", "ended_on", "end_reason"])
    Commitment.objects.filter(agreement=row, ends_on__gt=row.ended_on).update(ends_on=row.ended_on)
    record(row, f"agreement.{row.status}", actor=actor, at=at, summary=reason, visible_to_partner=True)
    for amendment in amendments_in_force(row):
        amendment.ended_on = max(row.ended_on, amendment.term.starts_on) if row.ended_on else None
        _end(amendment, action, reason=reason, actor=actor, at=at)
