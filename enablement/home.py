"""The portal's home: what to learn by when, and what to renew."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enablement.permissions import PortalLearningPermission
from enablement.queries import MyCourse, my_courses
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.home import NextStep, next_steps
from programs.queries import vendor_day

SOON = timedelta(days=7)


@next_steps("enablement.learn", permission=PortalLearningPermission.LEARN)
def to_learn(actor: Actor, at: datetime) -> list[NextStep]:
    """Courses with a day, begun ones, and certifications that end: three at most, the nearest day first."""
    if actor.partner_id is None or actor.membership_id is None:
        return []
    today = vendor_day(at)
    rows = [
        row
        for row in my_courses(actor.partner_id, actor.membership_id, today)
        if row.renew_by or (row.is_open and (row.due_on or row.state in ("started", "assigned")))
    ][:3]
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=actor.vendor_id) if rows else ""
    return [
        NextStep(
            title=_title(row),
            text=_text(row, today),
            play=_("Renew") if row.renew_by else _("Continue") if row.state == "started" else _("Start"),
            url=reverse("portal:enablement:course-detail", kwargs={"vendor": slug, "ref": row.course.ref}),
            icon="certificate" if row.renew_by else "school",
            urgent=bool(row.due_on and row.due_on <= today + SOON),
        )
        for row in rows
    ]


def _title(row: MyCourse) -> str:
    if row.renew_by:
        return _("Renew your certification: %(title)s") % {"title": row.course.title}
    return _("Complete %(title)s") % {"title": row.course.title}


def _text(row: MyCourse, today: date) -> str:
    """The day, and how much is left of it."""
    size = _("%(done)s of %(all)s lessons done") % {"done": row.done, "all": row.lessons}
    if row.done >= row.lessons:
        size = _("All lessons done, the quiz is left")
    if row.renew_by:
        day = date_format(row.renew_by, "j M Y")
        words = (
            _("Ended %(day)s · %(minutes)s minutes")
            if row.renew_by < today
            else _("Ends %(day)s · %(minutes)s minutes")
        )
        return words % {"day": day, "minutes": row.minutes}
    if row.due_on:
        return _("Due %(day)s · %(size)s") % {"day": date_format(row.due_on, "j M Y"), "size": size}
    return size
