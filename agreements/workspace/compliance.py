"""Who does business with us on which paper, and where none is in order."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.compliance import FINDINGS, TONES, partnerships_by_compliance
from agreements.permissions import AgreementPermission
from prm.packs.types import PartnershipType
from prm.ui.components import pill
from prm.ui.views import Choice, Column, DateRange, Empty, ListView, Search, Tab
from programs.models import Partnership

LABELS = dict(FINDINGS)


def version_of(row: Any) -> str:
    """2, or 1 of 2 where a newer one is in use."""
    if row.paper_version is None:
        return "\u2013"
    if row.current_version and row.paper_version < row.current_version:
        return str(_("%(version)s of %(current)s")) % {"version": row.paper_version, "current": row.current_version}
    return str(row.paper_version)


class ComplianceList(ListView):
    permission = AgreementPermission.VIEW
    title = _("Compliance")
    intro = _("Every partnership that is approved or running, and whether its agreement is in order.")
    default_sort = "partner__name"
    columns = (
        Column("partner.name", _("Partner"), kind="organization", sub="program.name", link=True, sort=True),
        Column("type", _("Type"), value=lambda row: row.get_type_display(), wide_only=True),
        Column(
            "finding", _("Finding"), value=lambda row: str(LABELS[row.finding]),
            render=lambda row, view: pill(LABELS[row.finding], tone=TONES[row.finding]),
        ),
        Column("paper_ref", _("Agreement"), wide_only=True),
        Column("paper_version", _("Version"), value=version_of, wide_only=True),
        Column.date("paper_ends_on", _("Ends on"), sort=True),
        Column.person("owner", _("Owner"), wide_only=True),
    )  # fmt: skip
    filters = (
        Choice("finding", _("Finding"), FINDINGS),
        Choice("type", _("Type"), PartnershipType.choices),
        DateRange("paper_ends_on", _("Ends on")),
        Search("partner__name", "ref"),
    )
    tabs = (
        Tab("look", _("Not in order"), {"finding": [value for value, _label in FINDINGS if value != "fine"]}),
        Tab("fine", _("In order"), {"finding": ["fine"]}),
        Tab("all", _("All"), {"view": "all"}),
    )
    empty = Empty(
        "file-check", _("Every agreement is in order"),
        _("Partnerships without one, with one not signed by both, one that ends soon or stands on older words show here."),
    )  # fmt: skip

    def query(self) -> QuerySet[Partnership]:
        return partnerships_by_compliance()

    def row_url(self, row: Any) -> str:
        if row.paper_ref:
            return self.url("agreements:agreement-detail", ref=row.paper_ref)
        return self.url("programs:partnership-detail", ref=row.ref)
