"""What may stand behind the question mark of a list. Whatever does not hold is refused by name, and told what would:
a filter that is dropped in silence would answer with everything."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from django_filters.constants import EMPTY_VALUES

from prm.api.pagination import Pages
from prm.lib.errors import Invalid

TRUTHS = ("true", "false")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PAGE_PARAMETERS = {Pages.cursor_query_param, Pages.page_size_query_param}


class MomentFilter(filters.IsoDateTimeFilter):
    """A moment in any offset; PostgreSQL knows none beyond 16 hours, ISO 8601 does."""

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, value.astimezone(UTC) if value else value)


def check_parameters(parameters: Any, known: Mapping[str, filters.Filter]) -> None:
    """`parameters`: the request's QueryDict; `known`: the list's filters. Raises Invalid naming each that does not hold."""
    if unknown := set(parameters) - PAGE_PARAMETERS - set(known):
        allowed = _("Allowed: %(allowed)s.") % {"allowed": ", ".join(sorted(PAGE_PARAMETERS | set(known)))}
        fields = {name: [_("This filter is not known."), allowed] for name in sorted(unknown)}
        raise Invalid(_("The request has filters that are not known here."), fields=fields)
    if fields := dict(_faults(parameters, known)):
        raise Invalid(_("The request has filters whose values do not hold."), fields=fields)


def _faults(parameters: Any, known: Mapping[str, filters.Filter]) -> Iterator[tuple[str, list[str]]]:
    for name in sorted(parameters):
        values = parameters.getlist(name)
        if name in PAGE_PARAMETERS:
            # Whether a cursor holds, only the page itself can tell.
            holds, allowed = _page_holds(name, values), _page_allowed(name)
        else:
            holds, allowed = _holds(known[name], values), _allowed(known[name])
        if not holds:
            yield name, [_("This value does not hold."), _("Allowed: %(allowed)s.") % {"allowed": allowed}]


def _page_holds(name: str, values: list[str]) -> bool:
    if name == Pages.cursor_query_param:
        return len(values) == 1 and bool(values[0])
    return (
        len(values) == 1 and bool(re.fullmatch("[0-9]{1,3}", values[0])) and 1 <= int(values[0]) <= Pages.max_page_size
    )


def _page_allowed(name: str) -> str:
    if name == Pages.cursor_query_param:
        return Pages.cursors()
    return _("a whole number from 1 to %(most)s") % {"most": Pages.max_page_size}


def _holds(given: filters.Filter, values: list[str]) -> bool:
    """Stricter than the filter's own form, which passes over what is empty and over a truth it cannot read."""
    many = isinstance(given, filters.MultipleChoiceFilter)
    if not all(values) or (len(values) > 1 and not many):
        return False
    if isinstance(given, filters.BooleanFilter):
        return values[0] in TRUTHS
    if isinstance(given, filters.DateFilter) and not DAY.fullmatch(values[0]):
        return False
    try:
        value = given.field.clean(values if many else values[0])
        if isinstance(given, MomentFilter):
            value = value.astimezone(UTC)
    except (ValidationError, OverflowError):
        return False
    return value not in EMPTY_VALUES


def _allowed(given: filters.Filter) -> str:
    match given:
        case filters.ChoiceFilter() | filters.MultipleChoiceFilter():
            return ", ".join(str(value) for value, _label in given.extra["choices"])
        case filters.BooleanFilter():
            return ", ".join(TRUTHS)
        case filters.DateFilter():
            return _("a day such as 2026-03-14")
        case MomentFilter():
            return _("a time such as 2026-03-14T09:30:00Z")
        case filters.UUIDFilter():
            return _("an identifier such as 0199a4c2-7d0e-7c11-9a53-6f1f0c2b8d4e")
    return _("one value that is not empty")
