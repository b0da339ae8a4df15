"""What follows from learning: awards, the onboarding step, and telling people."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enablement import notices
from enablement.events import (
    CertificationAwarded,
    CertificationExpired,
    CertificationReminderDue,
    CertificationRevoked,
    CourseAssigned,
    CourseCompleted,
)
from enablement.models import Award, Course, Enrolment, Quiz
from enablement.permissions import PortalLearningPermission
from enablement.services.certification import award_earned
from prm.accounts.models import Membership
from prm.accounts.queries import members_with_permission
from prm.lib.actor import Actor
from prm.notifications.services import notify
from prm.outbox.services import handles
from prm.tenancy.models import Vendor
from programs.queries import running_partnerships
from programs.services.onboarding import record_step


@handles(CourseCompleted)
def award_certifications(event: CourseCompleted) -> None:
    """As the vendor: no portal may write awards."""
    member = Membership.objects.get(pk=event.member_id)
    course = Course.objects.get(pk=event.course_id)
    award_earned(member, course, actor=Actor.system(course.vendor_id), at=event.occurred_at)


@handles(CourseCompleted)
def record_onboarding_step(event: CourseCompleted) -> None:
    """One person's course completes the step of every partnership of the partner that it is meant for."""
    course = Course.objects.get(pk=event.course_id)
    actor = Actor.system(course.vendor_id)
    enrolment = Enrolment.objects.get(pk=event.enrolment_id)
    for partnership in running_partnerships().filter(partner_id=enrolment.partner_id):
        if not course.types or partnership.type in course.types:
            record_step(partnership, "pass_course", subject=course.ref, actor=actor, at=event.occurred_at)
            if Quiz.objects.filter(course=course).exists():
                record_step(partnership, "pass_quiz", subject=course.ref, actor=actor, at=event.occurred_at)


@handles(CertificationAwarded)
def record_certification_step(event: CertificationAwarded) -> None:
    """One person's certification completes the step of every partnership of the partner."""
    row = _award(event)
    actor = Actor.system(row.vendor_id)
    for partnership in running_partnerships().filter(partner_id=row.partner_id):
        ref = row.certification.ref
        record_step(partnership, "earn_certification", subject=ref, actor=actor, at=event.occurred_at)


@handles(CourseAssigned)
def tell_assigned(event: CourseAssigned) -> None:
    """The person, with the day where there is one."""
    row = Enrolment.objects.select_related("course", "member").get(pk=event.enrolment_id)
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=row.vendor_id)
    url = reverse("portal:enablement:course-detail", kwargs={"vendor": slug, "ref": row.course.ref})
    notify(
        notices.ASSIGNED, [row.member], at=event.occurred_at, url=url, partner_id=row.partner_id,
        subject=lambda: _("A course for you: %(title)s") % {"title": row.course.title},
        body=lambda: _("Please complete it by %(day)s.") % {"day": date_format(event.due_on, "j M Y")}
        if event.due_on
        else row.course.summary,
    )  # fmt: skip


@handles(CertificationAwarded)
def tell_holder(event: CertificationAwarded) -> None:
    row = _award(event)
    _tell(
        notices.AWARDED, [row.member], row, at=event.occurred_at,
        subject=lambda: _("You are certified: %(name)s") % {"name": row.certification.name},
        body=lambda: _("It holds until %(day)s. Your certificate can be downloaded and verified.")
        % {"day": date_format(row.expires_on, "j M Y")},
    )  # fmt: skip


@handles(CertificationReminderDue)
def remind_holder(event: CertificationReminderDue) -> None:
    """The holder, and the partner's administrators in the last month."""
    row = _award(event)
    told = [row.member, *(_admins(row) if event.days <= 30 else [])]
    _tell(
        notices.REMINDER, told, row, at=event.occurred_at,
        subject=lambda: _("%(holder)s: %(name)s ends in %(days)s days")
        % {"holder": row.holder_name, "name": row.certification.name, "days": event.days},
        body=lambda: _("It holds until %(day)s. Passing its courses again renews it; days left are kept.")
        % {"day": date_format(event.expires_on, "j M Y")},
    )  # fmt: skip


@handles(CertificationExpired)
def tell_of_expiry(event: CertificationExpired) -> None:
    row = _award(event)

    def subject() -> str:
        return _("%(holder)s: %(name)s has expired") % {"holder": row.holder_name, "name": row.certification.name}

    _tell(
        notices.EXPIRED, [row.member, *_admins(row)], row, at=event.occurred_at, subject=subject,
        body=lambda: _("Passing its courses again renews it."),
    )  # fmt: skip
    owner = row.partner.owner
    if owner is not None:
        slug = Vendor.objects.values_list("slug", flat=True).get(pk=row.vendor_id)
        url = reverse(
            "workspace:enablement:certification-detail", kwargs={"vendor": slug, "ref": row.certification.ref}
        )
        notify(notices.EXPIRED_VENDOR, [owner], at=event.occurred_at, subject=subject, body=row.partner.name, url=url)


@handles(CertificationRevoked)
def tell_of_revocation(event: CertificationRevoked) -> None:
    row = _award(event)
    _tell(
        notices.REVOKED, [row.member, *_admins(row)], row, at=event.occurred_at,
        subject=lambda: _("%(holder)s: %(name)s was revoked")
        % {"holder": row.holder_name, "name": row.certification.name},
        body=lambda: event.reason,
    )  # fmt: skip


def _award(event: Any) -> Award:
    return Award.objects.select_related("certification", "member", "partner", "partner__owner").get(pk=event.award_id)


def _admins(row: Award) -> list[Membership]:
    return list(members_with_permission(PortalLearningPermission.VIEW_TEAM, partner_id=row.partner_id))


def _tell(kind: Any, members: list[Membership], row: Award, *, at: datetime, subject: Any, body: Any) -> None:
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=row.vendor_id)
    url = reverse("portal:enablement:certificates", kwargs={"vendor": slug})
    notify(kind, members, at=at, subject=subject, body=body, url=url, partner_id=row.partner_id)
