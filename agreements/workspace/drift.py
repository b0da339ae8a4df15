"""The drift report: running objects whose value differs from what holds by agreement."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.applied import KINDS
from agreements.models import TermDrift
from agreements.permissions import AgreementPermission
from agreements.queries.approvals import drifts_with_names
from agreements.rules.parameters import PARAMETERS
from prm.ui.views import Choice, Column, DateRange, Empty, ListView, Search, Tab

SOURCES = (
    ("negotiated", _("Negotiated")),
    ("amendment", _("Amendment")),
    ("tier", _("Tier")),
    ("agreement", _("Text")),
)


class DriftList(ListView):
    permission = AgreementPermission.VIEW
    title = _("Drift from agreements")
    intro = _("Running objects that go by another value than the one that holds today. Checked every night.")
    columns = (
        Column("object_ref", _("Where"), sub="partner.name", link=True),
        Column("kind", _("Kind"), value=lambda row: KINDS[row.kind].label if row.kind in KINDS else row.kind),
        Column("term", _("Term"), value=lambda row: PARAMETERS[row.term].label, wide_only=True),
        Column.number("applied", _("Applied"), sort=True),
        Column.number("agreed", _("Agreed"), sort=True),
        Column("origin", _("By"), wide_only=True),
        Column.datetime("found_at", _("Found"), sort=True, wide_only=True),
        Column.datetime("closed_at", _("Closed"), optional=True),
    )
    filters = (
        Choice("kind", _("Kind"), lambda view: [(kind.key, kind.label) for kind in KINDS.values()]),
        Choice("source", _("Source"), SOURCES),
        Choice(
            "state", _("State"), (("open", _("Open")), ("closed", _("Closed"))),
            apply_with=lambda rows, values: (
                rows if len(values) == 2 else rows.filter(closed_at__isnull=values == ["open"])
            ),
        ),
        DateRange("found_at", _("Found"), moments=True),
        Search("object_ref", "partner__name"),
    )  # fmt: skip
    tabs = (
        Tab("open", _("Open"), {"state": ["open"]}),
        Tab("closed", _("Closed"), {"state": ["closed"]}),
    )
    default_sort = "-found_at"
    empty = Empty("scale", _("No drift"), _("Everything that runs goes by what was agreed."))

    def query(self) -> Any:
        return drifts_with_names()

    def row_url(self, row: TermDrift) -> str:
        return self.url(KINDS[row.kind].url_name, ref=row.object_ref) if row.kind in KINDS else ""
