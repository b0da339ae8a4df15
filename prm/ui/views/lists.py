"""Lists: filters, search, sort, columns, saved views, keyset pages, totals after the rows, CSV and XLSX of any list."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from prm.imports.exports import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from prm.ui.views.columns import Column
from prm.ui.views.filters import Chip, Control, Search
from prm.ui.views.pages import Page, read_page
from prm.ui.views.screen import Empty, Screen

PAGE_SIZE = 50
BACKGROUND_FROM = 5_000
CONTROL_PARAMS = ("cursor", "part", "export")
CHECKED_ROW = (
    '<tr><td class="ui-cell-check"><input class="form-check-input" type="checkbox" name="select" value="{}"'
    ' aria-label="{}"></td>{}</tr>'
)


@dataclass(frozen=True)
class Link:
    """A button in the page head. `primary` fills it; a page has one filled button at most."""

    label: Any
    url_name: str
    permission: str | None = None
    icon: str = ""
    primary: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True)
class Bulk:
    """A bulk action: posts the chosen rows' `select` values to the URL."""

    label: Any
    url_name: str
    permission: str | None = None
    icon: str = ""


@dataclass(frozen=True)
class Tab:
    """A saved view: a name and the filters it stands for."""

    key: str
    label: Any
    params: dict[str, Any] = field(default_factory=dict)
    count: int | None = None


@dataclass(frozen=True)
class Total:
    """One figure of the footer, as safe or plain text."""

    value: Any
    label: Any = ""


# Rooms that keep people's own views add a function (view) -> list[Tab] here.
SAVED_VIEWS: list[Callable[["ListView"], list[Tab]]] = []
# The imports room sets this: (view, format) -> HttpResponse for exports too large to wait for.
BACKGROUND_EXPORT: list[Callable[["ListView", str], HttpResponse]] = []


class ListView(Screen):
    """A list of rows. Subclasses give `query`, `columns` and, as needed, the rest; the state stands in the URL."""

    template_name = "ui/list.html"
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Any]] = ()
    tabs: ClassVar[Sequence[Tab]] = ()
    actions: ClassVar[Sequence[Link]] = ()
    bulk_actions: ClassVar[Sequence[Bulk]] = ()
    empty: ClassVar[Empty] = Empty(title=_("Nothing here yet"))
    default_sort: ClassVar[str] = "-pk"
    page_size: ClassVar[int] = PAGE_SIZE
    intro: Any = ""
    exports = True

    def query(self) -> QuerySet[Any]:
        raise TypeError(f"{type(self).__name__} must answer query(self) with a queryset.")

    def row_url(self, row: Any) -> str:
        return ""

    def row_value(self, row: Any) -> str:
        """What a bulk action posts for the row."""
        return str(getattr(row, "ref", None) or row.pk)

    def totals(self, rows: QuerySet[Any]) -> list[Total]:
        """The footer, loaded after the rows. The first total is the count."""
        return [Total(rows.count(), _("in all"))]

    @cached_property
    def params(self) -> QueryDict:
        """The URL's own parameters, or those of the first tab where there are none."""
        params = self.request.GET.copy()
        if not any(key not in CONTROL_PARAMS for key in params) and self.all_tabs:
            for name, value in self.all_tabs[0].params.items():
                params.setlist(name, value if isinstance(value, list) else [value])
        return params

    @cached_property
    def all_tabs(self) -> list[Tab]:
        return [*self.tabs, *(tab for provider in SAVED_VIEWS for tab in provider(self))]

    @cached_property
    def rows(self) -> QuerySet[Any]:
        found = self.query()
        for item in self.filters:
            found = item.apply(found, self, self.params)
        return found

    @cached_property
    def sort(self) -> str:
        wanted = self.params.get("sort", "")
        allowed = {column.sort_field for column in self.columns if column.sort}
        return wanted if wanted.lstrip("-") in allowed and wanted.count("-") <= 1 else self.default_sort

    @cached_property
    def shown_columns(self) -> list[Column]:
        chosen = set(self.params.getlist("cols"))
        picked = [column for column in self.columns if column.name in chosen]
        return picked or [column for column in self.columns if not column.optional]

    @cached_property
    def page(self) -> Page:
        return read_page(self.rows, sort=self.sort, cursor=self.params.get("cursor", ""), size=self.page_size)

    @cached_property
    def chips(self) -> list[Chip]:
        return [chip for item in self.filters for chip in item.chips(self, self.params)]

    @cached_property
    def controls(self) -> list[Control]:
        return [control for item in self.filters if (control := item.control(self, self.params))]

    @cached_property
    def search(self) -> Search | None:
        return next((item for item in self.filters if isinstance(item, Search)), None)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips or (self.search and self.search.text(self.params)))

    @cached_property
    def is_bare(self) -> bool:
        """Nothing is there at all, as opposed to filtered away. Asks once more, and only for an empty page."""
        return not self.page.rows and not self.query().exists()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (wanted := request.GET.get("export")) in ("csv", "xlsx") and self.exports:
            return self.export(wanted)
        if request.GET.get("part") == "totals":
            return self.show_totals()
        return self.render(self.template_name, {"rows": self.table_rows(), "actor": self.actor, **self.context()})

    def show_totals(self) -> HttpResponse:
        totals = self.totals(self.rows)
        if getattr(self.request, "htmx", False):
            return self.render("ui/parts/totals.html", {"totals": totals})
        return self.render(self.template_name, {"rows": self.table_rows(), "totals": totals, **self.context()})

    def table_rows(self) -> list[SafeString]:
        """The page's rows as markup. Joined here: a template asking its questions cell by cell took half of the page."""
        columns = [(column, column.opening()) for column in self.shown_columns]
        select = str(_("Select %(name)s"))
        return [self._row(row, columns, select) for row in self.page.rows]

    def _row(self, row: Any, columns: Sequence[tuple[Column, SafeString]], select: str) -> SafeString:
        url = self.row_url(row)
        cells = SafeString("".join(f"{opening}{column.cell(row, self, url)}</td>" for column, opening in columns))
        if not self.bulk_actions:
            return format_html("<tr>{}</tr>", cells)
        name = columns[0][0].raw(row) if columns else ""
        return format_html(CHECKED_ROW, self.row_value(row), select % {"name": name}, cells)

    def export(self, kind: str) -> HttpResponse:
        """The filtered list in its order, with the columns shown. Large ones go to the background where that exists."""
        if BACKGROUND_EXPORT and self.rows[BACKGROUND_FROM : BACKGROUND_FROM + 1].exists():
            return BACKGROUND_EXPORT[0](self, kind)
        labels = [label for column in self.shown_columns for label in column.export_labels()]
        write, content_type = (write_csv, CSV_TYPE) if kind == "csv" else (write_xlsx, XLSX_TYPE)
        response = HttpResponse(write(labels, self.export_rows()), content_type=content_type)
        name = f"{slugify(self.page_title()) or 'list'}-{self.now:%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    def export_rows(self) -> Iterator[list[Any]]:
        for row in self.rows.order_by(self.sort, "pk").iterator(chunk_size=2000):
            yield [value for column in self.shown_columns for value in column.export_values(row)]

    def url_with(self, *, drop: Sequence[tuple[str, str]] = (), **changes: Any) -> str:
        """This list with changed parameters; paging starts anew unless a cursor is given."""
        params = self.params.copy()
        for name in CONTROL_PARAMS:
            params.pop(name, None)
        for name, value in drop:
            params.setlist(name, [item for item in params.getlist(name) if item != value])
        for name, value in changes.items():
            params.setlist(name, value if isinstance(value, list) else [] if value is None else [value])
        for name in [name for name in params if not params.getlist(name)]:
            del params[name]
        # An address without parameters means the first tab; "all" keeps an emptied one empty.
        return f"{self.request.path}?{params.urlencode() or 'view=all'}"
