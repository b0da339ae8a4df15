"""Certifications and awards: defined, earned by persons, renewed, revoked, expired, verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enablement.events import (
    CertificationAwarded,
    CertificationExpired,
    CertificationReminderDue,
    CertificationRevoked,
)
from enablement.lifecycle import AWARD
from enablement.models import Award, AwardReminder, Certification, CertificationCourse, Course, Enrolment
from enablement.rules.validity import expiry_of, reminder_due
from enablement.services.course import may_edit
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from prm.outbox.services import emit
from prm.tenancy.scope import public_intake
from programs.queries import vendor_day


@transaction.atomic
def save_certification(
    certification: Certification | None,
    *,
    name: str,
    summary: str,
    validity_months: int,
    courses: Sequence[Course],
    actor: Actor,
    at: datetime,
) -> Certification:
    """Defines what is earned by which courses. Awards given before keep their days. Raises Invalid without a course."""
    may_edit(actor)
    if not courses:
        words = _("Choose the courses it asks for.")
        raise Invalid(words, fields={"courses": words})
    row = certification or Certification()
    row.name, row.summary, row.validity_months = name, summary, validity_months
    row.save()
    CertificationCourse.objects.filter(certification=row).exclude(course__in=courses).delete()
    for course in courses:
        CertificationCourse.objects.get_or_create(certification=row, course=course)
    record(row, "certification.saved", actor=actor, at=at, summary=name)
    return row


@transaction.atomic
def award_earned(member: Membership, course: Course, *, actor: Actor, at: datetime) -> list[Award]:
    """Awards every certification that this course completes for the person, renewing what the person holds.

    Emits CertificationAwarded for each. Called after a course is completed; needs the vendor's scope.
    """
    asking = CertificationCourse.objects.filter(course=course, certification__is_active=True)
    earned = []
    for requirement in asking.select_related("certification"):
        if _has_all(member, requirement.certification):
            earned.append(award(requirement.certification, member, actor=actor, at=at))
    return earned


@transaction.atomic
def award(certification: Certification, member: Membership, *, actor: Actor, at: datetime) -> Award:
    """Gives one certification to one person from today. What the person holds of it is replaced, its days kept."""
    if member.partner_id is None:
        raise Invalid(_("Certifications are for people of a partner."))
    today = vendor_day(at)
    held = Award.objects.select_for_update().filter(certification=certification, member=member, status="valid").first()
    if held is not None:
        held.status = AWARD.check(held, "replace", actor).target
        held.save(update_fields=["status"])
    row: Award = Award.objects.create(
        certification=certification, member=member, partner_id=member.partner_id, holder_name=member.name,
        status=AWARD.initial, awarded_at=at, awarded_on=today, renews=held,
        expires_on=expiry_of(today, certification.validity_months, runs_to=held.expires_on if held else None),
    )  # fmt: skip
    record(row, "award.given", actor=actor, at=at, summary=str(certification), visible_to_partner=True)
    event = CertificationAwarded(
        award_id=row.pk, certification_id=certification.pk, member_id=member.pk, expires_on=row.expires_on,
        is_renewal=held is not None,
    )  # fmt: skip
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def revoke_award(award: Award, *, reason: str, actor: Actor, at: datetime) -> Award:
    """Takes it back from today, with a reason the holder reads. Emits CertificationRevoked."""
    row = Award.objects.select_for_update().get(pk=award.pk)
    transition = AWARD.check(row, "revoke", actor)
    if not reason.strip():
        words = _("Say why it is revoked.")
        raise Invalid(words, fields={"reason": words})
    row.status, row.revoked_on, row.revoked_why = transition.target, vendor_day(at), reason[:400]
    row.save(update_fields=["status", "revoked_on", "revoked_why"])
    record(row, "award.revoked", actor=actor, at=at, summary=reason, visible_to_partner=True)
    event = CertificationRevoked(
        award_id=row.pk, certification_id=row.certification_id, member_id=row.member_id, reason=reason
    )
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def keep_award(award: Award, *, actor: Actor, at: datetime) -> Award:
    """One night's work on one valid award: expires it after its last day, or sends the reminder due. Safe to repeat.

    Emits CertificationExpired or CertificationReminderDue.
    """
    row = Award.objects.select_for_update().get(pk=award.pk)
    today = vendor_day(at)
    if row.status != "valid":
        return row
    if today > row.expires_on:
        row.status = AWARD.check(row, "expire", actor).target
        row.save(update_fields=["status"])
        record(row, "award.expired", actor=actor, at=at, visible_to_partner=True)
        gone = CertificationExpired(award_id=row.pk, certification_id=row.certification_id, member_id=row.member_id)
        emit(gone, at=at, partner_id=row.partner_id)
        return row
    days = reminder_due(row.expires_on, today, AwardReminder.objects.filter(award=row).values_list("days", flat=True))
    if days is not None:
        AwardReminder.objects.create(award=row, days=days, sent_at=at)
        due = CertificationReminderDue(award_id=row.pk, member_id=row.member_id, days=days, expires_on=row.expires_on)
        emit(due, at=at, partner_id=row.partner_id)
    return row


@dataclass(frozen=True)
class Verified:
    """What anybody with the code may know of an award."""

    holder: str
    certification: str
    partner: str
    awarded_on: date
    expires_on: date
    state: str

    @property
    def holds(self) -> bool:
        return self.state == "valid"


@public_intake
def verify_award(code: str, *, at: datetime) -> Verified | None:
    """The award behind a code as it stands today; None where there is none. Reads only, by the whole code."""
    row = Award.objects.select_related("certification", "partner").filter(code=code.strip().upper()).first()
    if row is None:
        return None
    state = "expired" if row.status == "valid" and row.expires_on < vendor_day(at) else row.status
    return Verified(row.holder_name, row.certification.name, row.partner.name, row.awarded_on, row.expires_on, state)


def _has_all(member: Membership, certification: Certification) -> bool:
    """Every course completed, and completed again since the last award: renewing takes as much as earning."""
    wanted = set(CertificationCourse.objects.filter(certification=certification).values_list("course_id", flat=True))
    done = Enrolment.objects.filter(member=member, status="completed", course_id__in=wanted)
    last = Award.objects.filter(member=member, certification=certification).order_by("-awarded_at").first()
    if last is not None:
        done = done.filter(completed_at__gt=last.awarded_at)
    return wanted == set(done.values_list("course_id", flat=True))
