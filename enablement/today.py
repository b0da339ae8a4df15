"""Next best actions in the workspace: certifications about to end, courses past their day."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enablement.models import Award, Enrolment
from enablement.permissions import LearningPermission
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.queue import Suggestion, kept_to_mine, suggesting
from programs.queries import vendor_day

SOON = timedelta(days=30)


def _page(vendor_id: UUID, partner_ref: str) -> str:
    slug = Vendor.objects.values_list("slug", flat=True).get(pk=vendor_id)
    return reverse("workspace:enablement:partner-panel", kwargs={"vendor": slug, "ref": partner_ref})


@suggesting("enablement.expiring", permission=LearningPermission.VIEW)
def certifications_ending(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """Partners whose people lose a certification within thirty days, one suggestion a partner."""
    today = vendor_day(at)
    ending = Award.objects.filter(status="valid", expires_on__range=(today, today + SOON), member__is_active=True)
    rows = (
        kept_to_mine(ending, actor, mine)
        .values("partner__ref", "partner__name")
        .annotate(people=Count("member", distinct=True))
    )
    return [
        Suggestion(
            key=f"enablement.expiring:{row['partner__ref']}:{row['first']}",
            partner=row["partner__name"],
            title=ngettext("One person's certification ends", "%(n)s people's certifications end", row["people"])
            % {"n": row["people"]},
            why=_("The first ends on %(day)s; it may count towards their tier.")
            % {"day": date_format(row["first"], "j M Y")},
            play=_("Open learning"),
            url=_page(actor.vendor_id, row["partner__ref"]),
        )
        for row in rows.annotate(first=Min("expires_on")).order_by("first")[:5]
    ]


@suggesting("enablement.late", permission=LearningPermission.ASSIGN)
def courses_past_their_day(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """Partners whose people have not completed a course by the day we gave them."""
    late = Enrolment.objects.exclude(status="completed").filter(due_on__lt=vendor_day(at), member__is_active=True)
    rows = (
        kept_to_mine(late, actor, mine)
        .values("partner__ref", "partner__name")
        .annotate(people=Count("member", distinct=True))
    )
    return [
        Suggestion(
            key=f"enablement.late:{row['partner__ref']}:{row['first']}",
            partner=row["partner__name"],
            title=ngettext("One person is late with a course", "%(n)s people are late with courses", row["people"])
            % {"n": row["people"]},
            why=_("Due since %(day)s.") % {"day": date_format(row["first"], "j M Y")},
            play=_("Open learning"),
            url=_page(actor.vendor_id, row["partner__ref"]),
        )
        for row in rows.annotate(first=Min("due_on")).order_by("first")[:5]
    ]
