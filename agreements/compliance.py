"""The compliance report: each partnership that may do business, and whether its paper is in order."""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from agreements.enums import IN_FORCE, OPEN
from agreements.models import Agreement, TemplateVersion
from programs.models import Partnership
from programs.queries import RUNNING

# The worst first: what is found of a partnership is the first of these that holds.
FINDINGS = (
    ("none", _("No agreement")),
    ("ended", _("Ended, not replaced")),
    ("unsigned", _("Not signed by both")),
    ("expiring", _("Ends soon")),
    ("older", _("On an older version")),
    ("fine", _("In order")),
)
TONES = {"none": "bad", "ended": "bad", "unsigned": "warn", "expiring": "warn", "older": "info", "fine": "ok"}


def partnerships_by_compliance() -> QuerySet[Partnership]:
    """Approved and running partnerships with `finding`, and of the paper that says so `paper_ref`, its days and versions.

    `paper_version` is the version it stands on, `current_version` the one its template has now.
    """
    mine = Agreement.objects.filter(partnership=OuterRef("pk"), amends=None)
    held = mine.filter(status__in=IN_FORCE).order_by("-effective_on", "-executed_at")
    being_made = mine.filter(status__in=OPEN).order_by("-created_at")
    gone = mine.exclude(status="void").order_by("-created_at")
    current = TemplateVersion.objects.filter(template_id=OuterRef("template"), status="active")
    return (
        Partnership.objects.filter(status__in=("approved", *RUNNING))
        .select_related("partner", "program", "owner")
        .annotate(
            held_ref=_first(held, "ref"),
            open_ref=_first(being_made, "ref"),
            gone_ref=_first(gone, "ref"),
            paper_status=_first(held, "status"),
            paper_ends_on=_first(held, "ends_on"),
            paper_version=_first(held, "version_number"),
            template=_first(held, "template_id"),
        )
        .annotate(current_version=_first(current, "number"))
        .annotate(
            paper_ref=Case(
                When(held_ref__isnull=False, then=F("held_ref")),
                When(open_ref__isnull=False, then=F("open_ref")),
                default=F("gone_ref"),
            ),
            finding=Case(
                When(held_ref=None, open_ref=None, gone_ref=None, then=Value("none")),
                When(held_ref=None, open_ref=None, then=Value("ended")),
                When(held_ref=None, then=Value("unsigned")),
                When(paper_status="expiring", then=Value("expiring")),
                When(Q(paper_version__lt=F("current_version")), then=Value("older")),
                default=Value("fine"),
            ),
        )
    )


def _first(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.values(field)[:1])
