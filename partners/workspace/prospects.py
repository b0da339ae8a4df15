"""The prospect pipeline as a list and as a board."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import recruiting
from partners.enums import ProspectSource, Segment, segment_labels
from partners.lifecycle import OPEN_PROSPECT, PROSPECT
from partners.models import Partner, Prospect
from partners.page import programs_on_offer
from partners.permissions import ProspectPermission
from prm.accounts.queries import vendor_members
from prm.packs.types import PartnershipType
from prm.ui.choices import country_name
from prm.ui.views import Choice, Column, Empty, Flag, Link, ListView, Search, Tab

# Cards a column shows; the list shows the others.
CARDS = 25


def owners(view: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in vendor_members().values_list("pk", "name")]


def countries(view: Any) -> list[tuple[str, str]]:
    codes = Prospect.objects.order_by("country").values_list("country", flat=True).distinct()[:200]
    return [(code, country_name(code)) for code in codes]


def programs(view: Any) -> list[tuple[str, str]]:
    return programs_on_offer()


def in_segment(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
    return rows.filter(segments__overlap=values)


def segments_in_words(row: Partner | Prospect) -> str:
    return ", ".join(segment_labels(row.segments))


FILTERS: tuple[Any, ...] = (
    Choice("owner", _("Owner"), owners),
    Choice("type", _("Partnership type"), PartnershipType.choices),
    Choice("program", _("Program of interest"), programs, field="program_ref"),
    Choice("source", _("Came by"), ProspectSource.choices),
    Choice("country", _("Country"), countries),
    Choice("segment", _("Customer segment"), Segment.choices, apply_with=in_segment),
    Search("name", "domain", "ref", "city"),
)
NEW = Link(_("New prospect"), "partners:prospect-create", ProspectPermission.EDIT, icon="plus", primary=True)
NOTHING = Empty(
    "target",
    _("No prospects yet"),
    _("Enter an organization you would like to win as a partner, or import a list."),
    "partners:prospect-create",
    _("New prospect"),
)


class ProspectList(ListView):
    permission = ProspectPermission.VIEW
    title = _("Prospects")
    default_sort = "touched_at"
    columns = (
        Column("name", _("Prospect"), kind="organization", sub="ref", link=True, sort=True),
        Column("place", _("Place"), value=lambda row: ", ".join(filter(None, (row.city, row.country))), wide_only=True),
        Column("type", _("Type"), value=lambda row: row.get_type_display(), wide_only=True),
        Column("segments", _("Customer segments"), value=segments_in_words, optional=True),
        Column("domain", _("Web domain"), sort=True, optional=True),
        Column("territory", _("Territory"), sort=True, optional=True),
        Column("source", _("Came by"), value=lambda row: row.get_source_display(), wide_only=True),
        Column.date("touched_at", _("Last contact"), sort=True),
        Column.person("owner", _("Owner")),
        Column.status(PROSPECT),
    )
    tabs = (
        Tab("open", _("Open"), {"status": list(OPEN_PROSPECT)}),
        Tab("quiet", _("Went quiet"), {"quiet": "1"}),
        Tab("converted", _("Converted"), {"status": "converted"}),
        Tab("declined", _("Declined"), {"status": "declined"}),
    )
    actions = (Link(_("Board"), "partners:prospect-board", icon="layout-kanban"), NEW)
    empty = NOTHING

    @property
    def filters(self) -> tuple[Any, ...]:
        quiet = Flag("quiet", _("Went quiet"), lambda rows: rows.filter(pk__in=self.quiet))
        return (Choice("status", _("Status"), PROSPECT.choices), quiet, *FILTERS)

    @cached_property
    def quiet(self) -> QuerySet[Any]:
        return recruiting.quiet_prospects(self.now).order_by().values("pk")

    def query(self) -> QuerySet[Prospect]:
        return recruiting.prospects_with_owner()

    def row_url(self, row: Prospect) -> str:
        return self.url("partners:prospect-detail", ref=row.ref)


class ProspectBoard(ListView):
    """The open stages side by side; a button moves a card on, without scripts and by keyboard."""

    permission = ProspectPermission.VIEW
    title = _("Prospect board")
    template_name = "partners/board.html"
    default_sort = "touched_at"
    filters = FILTERS
    actions = (Link(_("List"), "partners:prospect-list", icon="list"), NEW)
    empty = NOTHING
    exports = False

    def query(self) -> QuerySet[Prospect]:
        return recruiting.prospects_with_owner().filter(status__in=OPEN_PROSPECT)

    def context(self, **extra: Any) -> dict[str, Any]:
        counts = dict(self.rows.order_by().values("status").annotate(n=Count("pk")).values_list("status", "n"))
        return {"stages": [self.stage(status, counts.get(status, 0)) for status in OPEN_PROSPECT]}

    def stage(self, status: str, count: int) -> dict[str, Any]:
        rows = list(self.rows.filter(status=status).order_by("touched_at", "pk")[:CARDS]) if count else []
        return {
            "state": PROSPECT.states[status],
            "count": count,
            "more": count - len(rows),
            "cards": [(row, PROSPECT.allowed_actions(row, self.actor)) for row in rows],
        }
