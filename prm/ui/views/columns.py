"""Columns of a list: how a row's value is shown, sorted and exported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from prm.ui import components

STATUS = _("Status")


def value_of(row: Any, name: str) -> Any:
    """`partner.name` or `partner__name` of an object, or a key of a dictionary; None where a step is missing."""
    if isinstance(row, dict) and name in row:
        return row[name]
    for step in name.replace("__", ".").split("."):
        row = row.get(step) if isinstance(row, dict) else getattr(row, step, None)
        if row is None:
            return None
    return row() if callable(row) and not isinstance(row, Promise) else row


def plain(value: Any) -> Any:
    """What an export writes: local times, words, numbers; never markup."""
    if hasattr(value, "tzinfo"):
        return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int | float | None) or hasattr(value, "as_tuple") or hasattr(value, "isoformat"):
        return value
    if isinstance(value, list | tuple | set):
        return ", ".join(str(item) for item in value)
    return str(value)


@dataclass(frozen=True)
class Column:
    """One column. `sub` names what stands small under the value; `link` makes it open the row.

    `sort` is True for the column's own field, or the field to order by. `value(row)` computes what a name cannot.
    `optional` columns stay hidden until somebody chooses them. `render(row, view)` replaces the cell altogether.
    """

    name: str
    label: Any
    sub: str = ""
    link: bool = False
    sort: bool | str = False
    kind: str = "text"
    align: str = "start"
    optional: bool = False
    value: Callable[[Any], Any] | None = None
    render: Callable[[Any, Any], Any] | None = None
    extra: Any = None
    # Left out on narrow screens, where the first column's second line has to do.
    wide_only: bool = False

    @classmethod
    def money(cls, name: str, label: Any, *, currency: str = "currency", **more: Any) -> "Column":
        """An amount; `currency` names the attribute with the code, unless the value is a Money."""
        return cls(name, label, kind="money", align="end", extra=currency, **more)

    @classmethod
    def number(cls, name: str, label: Any, *, places: int | None = None, **more: Any) -> "Column":
        return cls(name, label, kind="number", align="end", extra=places, **more)

    @classmethod
    def status(cls, lifecycle: Any, *, name: str = "status", label: Any = STATUS, **more: Any) -> "Column":
        return cls(name, label, kind="status", extra=lifecycle, **more)

    @classmethod
    def date(cls, name: str, label: Any, **more: Any) -> "Column":
        return cls(name, label, kind="date", **more)

    @classmethod
    def datetime(cls, name: str, label: Any, **more: Any) -> "Column":
        return cls(name, label, kind="datetime", **more)

    @classmethod
    def clock(cls, name: str, label: Any, **more: Any) -> "Column":
        """A clock object as described in prm/ui/README.md."""
        return cls(name, label, kind="clock", **more)

    @classmethod
    def organization(cls, name: str, label: Any, **more: Any) -> "Column":
        """An organization's name behind its mark."""
        return cls(name, label, kind="organization", **more)

    @classmethod
    def person(cls, name: str, label: Any, **more: Any) -> "Column":
        """A member, or a name, as a round mark."""
        return cls(name, label, kind="person", **more)

    @property
    def sort_field(self) -> str:
        return self.sort if isinstance(self.sort, str) else self.name.replace(".", "__") if self.sort else ""

    def raw(self, row: Any) -> Any:
        return self.value(row) if self.value else value_of(row, self.name)

    def opening(self) -> SafeString:
        """The tag each cell of the column begins with; narrow screens show its label before the value."""
        classes = " ".join(["ui-end"] * (self.align == "end") + ["ui-wide"] * self.wide_only)
        return format_html('<td data-label="{}"{}>', self.label, format_html(' class="{}"', classes) if classes else "")

    def cell(self, row: Any, view: Any, url: str) -> SafeString:
        """The cell's content, escaped."""
        if self.render:
            return conditional_escape(self.render(row, view))
        shown = self._shown(row, view.now)
        if self.link and url:
            shown = format_html('<a class="ui-rowlink" href="{}">{}</a>', url, shown)
        if self.sub and (below := value_of(row, self.sub)) not in (None, ""):
            shown = format_html('{}<span class="ui-sub">{}</span>', shown, below)
        if self.kind == "organization" and (name := self.raw(row)):
            shown = format_html('<span class="ui-org">{}<span>{}</span></span>', components.avatar(name), shown)
        return shown

    def _shown(self, row: Any, now: Any) -> SafeString:
        value = self.raw(row)
        match self.kind:
            case "money":
                return components.money(value, str(value_of(row, self.extra) or ""))
            case "number":
                return components.number(value, places=self.extra)
            case "status":
                return components.status(row, lifecycle=self.extra, field=self.name)
            case "date":
                return components.date(value, now=now)
            case "datetime":
                return components.datetime(value, now=now)
            case "clock":
                return components.clock(value, now=now)
            case "person":
                return components.person(value, only_mark=True) if value else SafeString("")
            case _:
                return conditional_escape("" if value is None else value)

    def export_labels(self) -> list[str]:
        return [str(self.label), str(_("Currency"))] if self.kind == "money" else [str(self.label)]

    def export_values(self, row: Any) -> list[Any]:
        value = self.raw(row)
        match self.kind:
            case "money":
                code = getattr(value, "currency", None) or value_of(row, self.extra)
                return [getattr(value, "amount", value), code]
            case "status":
                return [str(self.extra.states[value].label)]
            case "clock":
                return [plain(value.due_at) if value else None]
            case "person" | "organization":
                return [str(getattr(value, "name", value) or "")]
            case _:
                return [plain(value)]
