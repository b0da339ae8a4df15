"""What a list of deals shows of time: the promised answer while it waits, the protection while it runs."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate

from deals.models import Registration
from deals.models.registration import NOBODY_WAITS
from prm.clocks.queries import clocks_for
from prm.ui import components
from prm.ui.views.pages import Page


class ClockedRows:
    """A list whose rows carry `.clock`, all of a page in one query."""

    @cached_property
    def page(self) -> Page:
        page: Page = super().page  # type: ignore[misc]
        clocks = clocks_for(page.rows)
        for row in page.rows:
            row.clock = clocks.get(row.pk)
        return page


def protection_of(row: Registration, now: Any) -> tuple[int, int]:
    """Days left and days in all of a protection that runs; an approved registration has both its ends."""
    assert row.protected_from
    assert row.protected_until
    return (row.protected_until - localdate(now)).days, max(1, (row.protected_until - row.protected_from).days)


def promise_cell(row: Any, view: Any) -> Any:
    if row.status in ("submitted", "in_review", "returned"):
        return components.clock(getattr(row, "clock", None), now=view.now)
    if row.status == "approved":
        return components.protection(*protection_of(row, view.now), compact=True)
    return mark_safe("")


def promise_export(row: Any) -> Any:
    return None if row.act_by_at == NOBODY_WAITS else row.act_by_at
