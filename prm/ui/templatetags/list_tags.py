"""What `ui/list.html` needs of a ListView: addresses that keep the list's state."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prm.ui.pieces import empty, head_buttons, part, tabs
from prm.ui.urls import href

register = template.Library()

# What an address says of a list that chooses no rows.
NO_FILTERS = ("cursor", "sort", "cols", "part")
DIRECTIONS = {False: "ascending", True: "descending"}


@register.simple_tag
def list_head(view: Any) -> SafeString:
    """Export and the page's links. Where the list is bare, the one filled button is that of the empty state."""
    csv, xlsx = (view.url_with(export=kind) if view.exports and not view.is_bare else "" for kind in ("csv", "xlsx"))
    buttons = head_buttons(view.request, view.actor, view.actions)
    if view.is_bare and view.empty.action:
        buttons = [{**button, "primary": False} for button in buttons]
    return part("list_head", csv=csv, xlsx=xlsx, buttons=buttons)


@register.simple_tag
def list_tabs(view: Any) -> SafeString:
    """The saved views; the current one is the one whose filters are exactly those in force."""
    state = {name: sorted(view.params.getlist(name)) for name in view.params if name not in NO_FILTERS}
    items = []
    for tab in view.all_tabs:
        wanted = {
            name: sorted(value if isinstance(value, list) else [value])
            for name, value in tab.params.items()
            if name not in NO_FILTERS
        }
        query = view.params.copy()
        query.clear()
        for name, value in tab.params.items():
            query.setlist(name, value if isinstance(value, list) else [value])
        items.append(
            {
                "label": tab.label,
                "url": f"?{query.urlencode() or 'view=all'}",
                "count": tab.count,
                "current": state in (wanted, {**wanted, "view": ["all"]}),
            }
        )
    return tabs(items, label=_("Saved views"))


@register.simple_tag
def list_headings(view: Any) -> SafeString:
    headings = []
    for column in view.shown_columns:
        current = view.sort.lstrip("-") == column.sort_field
        downward = view.sort.startswith("-")
        # The first click on an amount or a date shows the largest or latest first.
        upward_first = column.kind in ("text", "organization", "person", "status")
        wanted = column.sort_field if (downward if current else upward_first) else f"-{column.sort_field}"
        css = " ".join(
            name for name, is_set in (("ui-end", column.align == "end"), ("ui-wide", column.wide_only)) if is_set
        )
        url = view.url_with(sort=wanted) if column.sort else ""
        headings.append(
            {"label": column.label, "url": url, "css": css, "aria": DIRECTIONS[downward] if current and url else ""}
        )
    return part("list_headings", headings=headings)


@register.simple_tag
def list_part(view: Any, name: str) -> str:
    return str(view.url_with(part=name))


@register.simple_tag
def list_query(view: Any) -> str:
    return str(view.search.text(view.params))


@register.simple_tag
def list_hidden(view: Any, leaving_out: str) -> SafeString:
    """The list's state as hidden inputs, without what the form itself asks for."""
    asked = {leaving_out, "cursor", "part", "export"}
    if leaving_out == "filters":
        for control in view.controls:
            asked |= {control.name, f"{control.name}_from", f"{control.name}_to"}
    kept = [(name, value) for name in view.params for value in view.params.getlist(name) if name not in asked]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept or [("view", "all")])


@register.simple_tag
def list_pager(view: Any) -> SafeString:
    page = view.page
    links = {
        name: view.url_with(cursor=cursor) if cursor else ""
        for name, cursor in (("next", page.next), ("previous", page.previous))
    }
    return part("pager", start=page.start, end=page.end, **links)


@register.simple_tag
def list_bulk(view: Any) -> SafeString:
    allowed = [item for item in view.bulk_actions if view.actor is None or view.actor.can(item.permission)]
    buttons = [{"label": item.label, "icon": item.icon, "url": href(view.request, item.url_name)} for item in allowed]
    return part("list_bulk", buttons=buttons) if buttons else SafeString("")


@register.simple_tag(takes_context=True)
def list_filtered_empty(context: Context, view: Any) -> SafeString:
    """Names the filter that empties the list and offers to lift it."""
    chips = view.chips
    if not chips:
        text = _("No row has “%(text)s” in it.") % {"text": view.search.text(view.params)}
        return empty(
            icon="filter-off",
            title=_("Nothing matches"),
            text=text,
            url="?view=all",
            action=_("Show everything"),
            second_url="",
            second="",
        )
    names = ", ".join(f"{chip.label} {chip.value}" for chip in chips)
    return empty(
        icon="filter-off",
        title=_("Nothing matches these filters"),
        text=_("There are rows, but none with %(names)s.") % {"names": names},
        url=view.url_with(drop=chips[-1].drop),
        action=_("Remove “%(name)s”") % {"name": chips[-1].value},
        second_url="?view=all",
        second=_("Clear all filters"),
    )
