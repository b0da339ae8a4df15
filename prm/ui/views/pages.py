"""Keyset pages: the place in the list is the last row's sort value and key; page 2,000 costs what page 1 does."""

import json
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet

from prm.ui.views.columns import value_of

SALT = "prm.ui.pages"


@dataclass(frozen=True)
class Page:
    """The rows shown, where they stand, and the cursors to either side (empty where there is nothing)."""

    rows: list[Any]
    start: int
    next: str = ""
    previous: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.rows) - 1


def _exact(value: Any) -> str:
    """Moments keep their microseconds, without which a keyset would skip rows of the same millisecond."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@dataclass(frozen=True)
class Cursor:
    forward: bool
    value: Any
    key: Any
    # Which number the cursor's row has, only for the line "51-100".
    position: int

    def sealed(self) -> str:
        parts = [self.forward, self.value, str(self.key), self.position]
        return signing.dumps(json.dumps(parts, default=_exact), salt=SALT, compress=True)

    @classmethod
    def opened(cls, text: str) -> "Cursor | None":
        """The cursor, or None where the text is not one of ours: then the list starts anew."""
        try:
            forward, value, key, position = json.loads(signing.loads(text, salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(bool(forward), value, key, int(position))


def _beyond(field: str, cursor: Cursor, descending: bool) -> Q:
    """Rows after the cursor in an order with empty values last, ties broken by primary key."""
    side = "lt" if descending else "gt"
    if cursor.value is None:
        return Q(**{f"{field}__isnull": True, f"pk__{side}": cursor.key})
    same_or_after = Q(**{f"{field}__{side}e": cursor.value})
    strictly = Q(**{f"{field}__{side}": cursor.value}) | Q(**{field: cursor.value, f"pk__{side}": cursor.key})
    return (same_or_after & strictly) | Q(**{f"{field}__isnull": True})


def _before(field: str, cursor: Cursor, descending: bool) -> Q:
    side = "gt" if descending else "lt"
    if cursor.value is None:
        return Q(**{f"{field}__isnull": False}) | Q(**{f"{field}__isnull": True, f"pk__{side}": cursor.key})
    strictly = Q(**{f"{field}__{side}": cursor.value}) | Q(**{field: cursor.value, f"pk__{side}": cursor.key})
    return Q(**{f"{field}__{side}e": cursor.value}) & strictly


def may_be_empty(rows: QuerySet[Any], field: str) -> bool:
    """Whether the sort field can be NULL; annotations are taken to be. A plain index serves only what cannot."""
    model = rows.model
    steps = field.split("__")
    try:
        for step in steps[:-1]:
            relation = model._meta.get_field(step)
            if relation.null or relation.related_model is None:
                return True
            model = relation.related_model
        return bool(model._meta.get_field("id" if steps[-1] == "pk" else steps[-1]).null)
    except FieldDoesNotExist:
        return True


def read_page(rows: QuerySet[Any], *, sort: str, cursor: str = "", size: int = 50) -> Page:
    """One page ordered by `sort` ("-amount" is descending) and primary key; a broken cursor is page one.

    Asks for one row more than it shows instead of counting.
    """
    field, descending = sort.lstrip("-"), sort.startswith("-")
    nullable = may_be_empty(rows, field)
    at = Cursor.opened(cursor) if cursor else None
    backward = at is not None and not at.forward
    down = descending != backward
    expression = F(field).desc(**_nulls(nullable, backward)) if down else F(field).asc(**_nulls(nullable, backward))
    ordered = rows.order_by(expression, "-pk" if down else "pk")
    if at:
        place = _before(field, at, descending) if backward else _beyond(field, at, descending)
        ordered = ordered.filter(place if nullable else _without_nulls(field, at, down))
    found = list(_joined_last(rows, ordered, size + 1))
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    if not found:
        return read_page(rows, sort=sort, size=size) if at else Page([], 1)
    start = 1 if at is None else at.position + 1 if not backward else max(1, at.position - len(found))
    if backward and not more:
        start = 1
    has_next, has_previous = (True, more) if backward else (more, at is not None)
    last = Cursor(True, value_of(found[-1], field), found[-1].pk, start + len(found) - 1)
    first = Cursor(False, value_of(found[0], field), found[0].pk, start)
    return Page(found, start, last.sealed() if has_next else "", first.sealed() if has_previous else "")


def _joined_last(rows: QuerySet[Any], ordered: QuerySet[Any], size: int) -> QuerySet[Any]:
    """The first rows in order; the page's keys are picked before anything is joined to them.

    Row security hides from the planner how many rows a joined table gives: it takes a few for thousands, reads the list
    from the far side of the join and sorts all of it for one page. A subquery with a limit it cannot turn around.
    """
    query = rows.query
    if not query.select_related or query.annotations or query.distinct or query.is_sliced:
        return ordered[:size]
    return rows.filter(pk__in=ordered.values("pk")[:size]).order_by(*ordered.query.order_by)


def _nulls(nullable: bool, backward: bool) -> dict[str, bool]:
    if not nullable:
        return {}
    return {"nulls_first": True} if backward else {"nulls_last": True}


def _without_nulls(field: str, cursor: Cursor, down: bool) -> Q:
    side = "lt" if down else "gt"
    strictly = Q(**{f"{field}__{side}": cursor.value}) | Q(**{field: cursor.value, f"pk__{side}": cursor.key})
    return Q(**{f"{field}__{side}e": cursor.value}) & strictly
