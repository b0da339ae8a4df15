"""Due diligence: asked, answered by the partner, assessed by the rule, decided by a person, asked again before it expires."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED
from partners.events import ScreeningAnswered, ScreeningAsked, ScreeningDecided, ScreeningDueAgain
from partners.lifecycle import RED_FLAG, SCREENING
from partners.models import Partner, RedFlag, Screening
from partners.permissions import DiligencePermission, PortalDiligencePermission
from partners.rules import diligence
from partners.rules.diligence import CADENCE
from prm.audit.services import record
from prm.decisions.services import record_decisions
from prm.decisions.values import Condition, Draft, Input, Subject
from prm.forms.services import keep_uploads
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.lib.months import months_after
from prm.lib.reminders import reminder_due
from prm.money.calendar import local_date
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

RULE, VERSION = "partners.due_diligence", "1"
DAYS_TO_ANSWER = 14
REMINDERS = (60, 30, 7)


@transaction.atomic
def ask_screening(partner: Partner, *, actor: Actor, at: datetime) -> Screening:
    """Asks the partner for due diligence. Refuses an ended partner and a second open round. Emits ScreeningAsked."""
    if not actor.can(DiligencePermission.DECIDE):
        raise Forbidden(_("You may not ask for due diligence."))
    row: Partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if row.status in CLOSED:
        raise WrongState(_("This partner has ended."))
    if Screening.objects.filter(partner=row, status__in=("asked", "answered")).exists():
        raise Refused(_("A round of due diligence is open already."))
    due = _day(at) + timedelta(days=DAYS_TO_ANSWER)
    screening = Screening(partner=row, status=SCREENING.initial, asked_at=at, due_on=due)
    screening.save(force_insert=True)
    record(screening, "screening.asked", actor=actor, at=at, partner_id=row.pk, visible_to_partner=True)
    emit(ScreeningAsked(screening_id=screening.pk), at=at, partner_id=row.pk)
    return screening


@transaction.atomic
def answer_screening(
    screening: Screening,
    *,
    answers: Mapping[str, Any],
    uploads: Mapping[str, Any] | None = None,
    form_version: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> Screening:
    """The partner hands its answers in. Emits ScreeningAnswered; a handler assesses them as the vendor."""
    row = _locked(screening)
    if not (actor.can(DiligencePermission.DECIDE) or actor.can(PortalDiligencePermission.ANSWER)):
        raise Forbidden(_("Ask your administrator to answer this."))
    transition = SCREENING.check(row, "answer", actor)
    files = keep_uploads(uploads or {}, actor=actor, at=at, partner_id=row.partner_id, kind="due_diligence")
    row.status, row.answers, row.form_version = transition.target, {**answers, **files}, form_version
    row.answered_at, row.answered_by, row.assessed_at = at, actor.label[:160], None
    row.save(update_fields=["status", "answers", "form_version", "answered_at", "answered_by", "assessed_at"])
    record(row, "screening.answered", actor=actor, at=at, visible_to_partner=True)
    emit(ScreeningAnswered(screening_id=row.pk), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def assess_screening(screening: Screening, *, actor: Actor, at: datetime) -> Screening:
    """The rule reads the answers: risk and red flags. Answers assessed before stay as they were. Writes a decision record."""
    row = _locked(screening)
    if row.status != "answered" or row.assessed_at is not None:
        return row
    country = Partner.objects.values_list("country", flat=True).get(pk=row.partner_id)
    found = diligence.assess(row.answers, country)
    RedFlag.objects.filter(screening=row).delete()
    RedFlag.objects.bulk_create(RedFlag(screening=row, key=flag.key, status=RED_FLAG.initial) for flag in found.flags)
    row.risk, row.assessed_at = found.risk, at
    row.save(update_fields=["risk", "assessed_at"])
    raised = {flag.key for flag in found.flags}
    draft = Draft(
        RULE, VERSION, found.risk,
        inputs=[Input("country", country, row.ref), Input("answers", sorted(row.answers), row.ref)],
        conditions=[Condition(str(text), key in raised) for key, text in diligence.LABELS.items()],
        counterfactual=_("Without red flags the risk is low and holds three years.") if raised else "",
    )  # fmt: skip
    _write(row, draft, actor=actor, at=at)
    record(row, "screening.assessed", actor=actor, at=at, summary=str(row.get_risk_display()))
    return row


@transaction.atomic
def decide_flag(flag: RedFlag, action: str, *, actor: Actor, at: datetime, reason: str) -> RedFlag:
    """Clears a red flag, or upholds it: a named person with a reason. Writes a decision record."""
    screening = _locked(flag.screening)
    row: RedFlag = RedFlag.objects.select_for_update().get(pk=flag.pk)
    transition = RED_FLAG.check(row, action, actor)
    if screening.status != "answered":
        raise WrongState(_("This round is decided; its red flags stay as they were."))
    if not reason.strip():
        raise Invalid(_("Say why; the reason is kept."), fields={"reason": _("Missing.")})
    row.status, row.reason = transition.target, reason.strip()[:400]
    row.decided_by, row.decided_at = actor.label[:160], at
    row.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    draft = Draft(
        RULE, VERSION, f"{row.key} {row.status}",
        inputs=[Input("red_flag", row.key, screening.ref), Input("reason", row.reason, screening.ref)],
        conditions=[Condition(_("A named person looked at it: %(name)s") % {"name": actor.label}, True)],
    )  # fmt: skip
    _write(screening, draft, actor=actor, at=at)
    # Written out, so that each has its sentence on the timeline.
    summary = f"{diligence.LABELS.get(row.key, row.key)} {row.reason}"
    record(screening, f"red_flag.{action}", actor=actor, at=at, summary=summary, partner_id=screening.partner_id)
    return row


@transaction.atomic
def decide_screening(screening: Screening, action: str, *, actor: Actor, at: datetime, reason: str = "") -> Screening:
    """Clears an assessed round for as long as its risk allows, refuses it, or gives it back to the partner.

    Clearing is refused while a red flag is not cleared; refusing and giving back need a reason. Emits ScreeningDecided.
    """
    row = _locked(screening)
    transition = SCREENING.check(row, action, actor)
    if action != "clear" and not reason.strip():
        raise Invalid(_("Say why; the partner reads it."), fields={"reason": _("Missing.")})
    row.status, row.reason = transition.target, reason.strip()[:400]
    row.decided_at, row.decided_by = at, actor.label[:160]
    if action == "clear":
        row.expires_on = months_after(_day(at), CADENCE[row.risk])
        Screening.objects.filter(partner_id=row.partner_id, status="cleared").exclude(pk=row.pk).update(
            status=SCREENING.transitions["replace"].target
        )
    row.save(update_fields=["status", "reason", "decided_at", "decided_by", "expires_on"])
    flags = RedFlag.objects.filter(screening=row).order_by("pk")
    draft = Draft(
        RULE, VERSION, row.status,
        inputs=[Input("risk", row.risk, row.ref)],
        conditions=[Condition(str(diligence.LABELS.get(f.key, f.key)), f.status == "cleared", f.reason) for f in flags],
        counterfactual=_("Every red flag cleared with a reason.") if action == "refuse" else "",
    )  # fmt: skip
    _write(row, draft, actor=actor, at=at)
    record(row, f"screening.{action}", actor=actor, at=at, summary=row.reason, visible_to_partner=True)
    emit(ScreeningDecided(screening_id=row.pk, status=row.status), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def keep_screening(screening: Screening, *, actor: Actor, at: datetime) -> Screening:
    """One night of a cleared round: it expires on its day; sixty days before, it is asked again, then reminded of.

    Run twice it does nothing more. Emits ScreeningDueAgain with each reminder.
    """
    row = _locked(screening)
    today = _day(at)
    if row.status != "cleared" or row.expires_on is None:
        return row
    if row.expires_on <= today:
        row.status = SCREENING.check(row, "expire", actor).target
        row.save(update_fields=["status"])
        record(row, "screening.expire", actor=actor, at=at, visible_to_partner=True)
        emit(ScreeningDecided(screening_id=row.pk, status=row.status), at=at, partner_id=row.partner_id)
        return row
    days = reminder_due(row.expires_on, today, row.reminded, REMINDERS)
    if days is None:
        return row
    row.reminded = [*row.reminded, days]
    row.save(update_fields=["reminded"])
    open_round = Screening.objects.filter(partner_id=row.partner_id, status__in=("asked", "answered")).first()
    if open_round is None and row.partner.status not in CLOSED:
        open_round = ask_screening(row.partner, actor=actor, at=at)
    if open_round is not None and open_round.status == "asked":
        emit(ScreeningDueAgain(screening_id=row.pk, expires_on=row.expires_on), at=at, partner_id=row.partner_id)
    return row


def _write(row: Screening, draft: Draft, *, actor: Actor, at: datetime) -> None:
    """About the round, but nobody's of the partner: what we found is not theirs to read."""
    record_decisions([(Subject(row._meta.label_lower, row.pk, None), draft)], actor=actor, at=at)


def _day(at: datetime) -> date:
    return local_date(at, Vendor.objects.get(pk=current_vendor_id()).timezone)


def _locked(screening: Screening) -> Screening:
    row: Screening = Screening.objects.select_for_update(of=("self",)).get(pk=screening.pk)
    return row
