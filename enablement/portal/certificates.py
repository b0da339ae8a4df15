"""What a person has earned, as a list and as a PDF; and for the partner's administrator, the whole team."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from enablement import queries
from enablement.certificate import certificate_content
from enablement.lifecycle import AWARD, ENROLMENT
from enablement.models import Award
from enablement.permissions import PortalLearningPermission
from prm.ui.views import Choice, Column, DetailView, DownloadView, Empty, ListView, Search
from programs.queries import vendor_day


class Certificates(DetailView):
    permission = PortalLearningPermission.LEARN
    title = _("My certificates")
    template_name = "enablement/portal_certificates.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        awards = list(queries.awards_of_member(self.actor.membership_id))
        return {
            "awards": [(row, self.verify_url(row)) for row in awards],
            "lifecycle": AWARD,
            "today": vendor_day(self.now),
        }

    def verify_url(self, award: Award) -> str:
        return self.request.build_absolute_uri(self.url("public:enablement:verify", code=award.code))


class CertificateFile(DownloadView):
    """One's own, and for the partner's administrator the team's."""

    permission = PortalLearningPermission.LEARN

    def query(self, ref: str) -> Award | None:
        row = queries.award_by_ref(ref)
        if row is None or self.actor.can(PortalLearningPermission.VIEW_TEAM):
            return row
        return row if row.member_id == self.actor.membership_id else None

    def content(self, obj: Award) -> tuple[str, str, bytes]:
        address = self.request.build_absolute_uri(self.url("public:enablement:verify", code=obj.code))
        return certificate_content(obj, self.vendor, address=address, at=self.now)


class Team(ListView):
    """Who of the partner is on which course."""

    permission = PortalLearningPermission.VIEW_TEAM
    title = _("Team learning")
    columns = (
        Column("member.name", _("Person"), sub="course.title", sort="member__name"),
        Column("course.title", _("Course"), sort="course__title", wide_only=True),
        Column("done", _("Lessons"), value=lambda row: f"{row.done} / {row.lesson_count}", align="end"),
        Column.date("due_on", _("Due"), sort=True, wide_only=True),
        Column.date("completed_at", _("Completed"), sort=True, wide_only=True),
        Column.status(ENROLMENT),
    )
    filters = (Choice("status", _("Status"), ENROLMENT.choices), Search("member__name", "course__title"))
    default_sort = "member__name"
    empty = Empty("school", _("Nobody has begun yet"), _("People appear here with the first lesson they do."))

    def query(self) -> Any:
        return queries.enrolments_with_names()
