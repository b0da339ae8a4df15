"""Filters of a list: read from the URL, applied to the query, shown as chips that can be taken off again."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

SEARCH = _("Search")

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Chip:
    """One filter in force: its name, its value in words, and what to take out of the URL to lift it."""

    label: Any
    value: Any
    drop: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Control:
    """One filter as the form of the filter menu draws it."""

    kind: str
    name: str
    label: Any
    options: tuple[tuple[str, Any, bool], ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One of several values, several at once allowed. `choices` is a list, or a function of the view."""

    name: str
    label: Any = ""
    choices: Choices | Callable[[Any], Choices] = ()
    field: str = ""
    # apply(queryset, values) replaces the plain `field__in`.
    apply_with: Callable[[QuerySet[Any], list[str]], QuerySet[Any]] | None = None

    def options(self, view: Any) -> Choices:
        """Asked for once a page: the query, the chips and the menu all read them."""
        if not callable(self.choices):
            return self.choices
        kept: dict[str, Choices] = vars(view).setdefault("kept_options", {})
        if self.name not in kept:
            kept[self.name] = self.choices(view)
        return kept[self.name]

    def chosen(self, view: Any, params: QueryDict) -> list[str]:
        known = {str(value) for value, _label in self.options(view)}
        return [value for value in params.getlist(self.name) if value in known]

    def apply(self, rows: QuerySet[Any], view: Any, params: QueryDict) -> QuerySet[Any]:
        values = self.chosen(view, params)
        if not values:
            return rows
        return (
            self.apply_with(rows, values)
            if self.apply_with
            else rows.filter(**{f"{self.field or self.name}__in": values})
        )

    def chips(self, view: Any, params: QueryDict) -> list[Chip]:
        chosen = self.chosen(view, params)
        words = [str(label) for value, label in self.options(view) if str(value) in chosen]
        drop = tuple((self.name, value) for value in chosen)
        return [Chip(self.heading, ", ".join(words), drop)] if chosen else []

    def control(self, view: Any, params: QueryDict) -> Control:
        chosen = self.chosen(view, params)
        options = tuple((str(value), label, str(value) in chosen) for value, label in self.options(view))
        return Control("choice", self.name, self.heading, options)

    @property
    def heading(self) -> Any:
        return self.label or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, init=False)
class Search:
    """The search field. Every word must stand in one of the fields."""

    fields: tuple[str, ...]
    placeholder: Any
    name: str = "q"

    def __init__(self, *fields: str, placeholder: Any = SEARCH) -> None:
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "placeholder", placeholder)

    def text(self, params: QueryDict) -> str:
        return params.get(self.name, "").replace("\x00", "").strip()[:200]

    def apply(self, rows: QuerySet[Any], view: Any, params: QueryDict) -> QuerySet[Any]:
        for word in self.text(params).split()[:6]:
            matches = Q()
            for field in self.fields:
                matches |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(matches)
        return rows

    def chips(self, view: Any, params: QueryDict) -> list[Chip]:
        return []

    def control(self, view: Any, params: QueryDict) -> None:
        return None


@dataclass(frozen=True)
class Flag:
    """Yes or nothing: `?overdue=1`. `apply_with(queryset)` narrows the rows; else the field must be true."""

    name: str
    label: Any
    apply_with: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None

    def apply(self, rows: QuerySet[Any], view: Any, params: QueryDict) -> QuerySet[Any]:
        if params.get(self.name) != "1":
            return rows
        return self.apply_with(rows) if self.apply_with else rows.filter(**{self.name: True})

    def chips(self, view: Any, params: QueryDict) -> list[Chip]:
        return [Chip(self.label, _("yes"), ((self.name, "1"),))] if params.get(self.name) == "1" else []

    def control(self, view: Any, params: QueryDict) -> Control:
        return Control("flag", self.name, self.label, values=(params.get(self.name, ""),))


@dataclass(frozen=True)
class DateRange:
    """From and to, both inclusive: `?close_on_from=2026-01-01&close_on_to=2026-03-31`. What is no date is ignored."""

    name: str
    label: Any
    # Whether the field holds a moment rather than a day.
    moments: bool = False

    def bounds(self, params: QueryDict) -> tuple[dt.date | None, dt.date | None]:
        return self._read(params.get(f"{self.name}_from", "")), self._read(params.get(f"{self.name}_to", ""))

    @staticmethod
    def _read(text: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None

    def apply(self, rows: QuerySet[Any], view: Any, params: QueryDict) -> QuerySet[Any]:
        first, last = self.bounds(params)
        zone = timezone.get_current_timezone()
        if first:
            lower = dt.datetime.combine(first, dt.time(), zone) if self.moments else first
            rows = rows.filter(**{f"{self.name}__gte": lower})
        if last:
            after = last + dt.timedelta(days=1)
            upper = dt.datetime.combine(after, dt.time(), zone) if self.moments else after
            rows = rows.filter(**{f"{self.name}__lt": upper})
        return rows

    def chips(self, view: Any, params: QueryDict) -> list[Chip]:
        first, last = self.bounds(params)
        if not (first or last):
            return []
        words = " \u2013 ".join(date_format(day, "j M Y") if day else "\u2026" for day in (first, last))
        drop = tuple((key, params.get(key, "")) for key in (f"{self.name}_from", f"{self.name}_to") if params.get(key))
        return [Chip(self.label, words, drop)]

    def control(self, view: Any, params: QueryDict) -> Control:
        first, last = self.bounds(params)
        return Control("dates", self.name, self.label, values=(str(first or ""), str(last or "")))
