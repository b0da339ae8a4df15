"""`{% load prm %}`: the components. Options are keyword-only, so that a wrong property fails to compile."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from prm.ui import components, pieces
from prm.ui.components import charts
from prm.ui.urls import href as address

register = template.Library()


@register.simple_tag
def icon(name: str, *, size: int = 18, label: Any = "") -> SafeString:
    return components.icon(name, size=size, label=str(label))


@register.simple_tag
def status(row: Any, *, lifecycle: Any = None, field: str = "status", label: Any = "") -> SafeString:
    return components.status(row, lifecycle=lifecycle, field=field, label=label)


@register.simple_tag
def pill(text: Any, *, tone: str = "mute", icon: str = "") -> SafeString:
    return components.pill(text, tone=tone, icon_name=icon)


@register.simple_tag
def tag(text: Any, *, icon: str = "") -> SafeString:
    return components.tag(text, icon_name=icon)


@register.simple_tag
def money(
    amount: Any, currency: Any = "", *, whole: bool = False, signed: bool = False, code: bool = True
) -> SafeString:
    return components.money(amount, str(currency or ""), whole=whole, signed=signed, code=code)


@register.simple_tag
def number(value: Any, *, places: int | None = None) -> SafeString:
    return components.number(value, places=places)


@register.simple_tag
def percent(value: Any, *, places: int = 0) -> SafeString:
    return components.percent(value, places=places)


@register.simple_tag(takes_context=True)
def date(context: Context, value: Any, *, short: bool = False) -> SafeString:
    return components.date(value, short=short, now=context.get("now"))


@register.simple_tag
def period(start: Any, end: Any) -> str:
    return components.period(start, end)


@register.simple_tag(takes_context=True)
def datetime(context: Context, value: Any) -> SafeString:
    return components.datetime(value, now=context.get("now"))


@register.simple_tag(takes_context=True)
def clock(context: Context, value: Any, *, promise: bool = False) -> SafeString:
    return components.clock(value, now=context.get("now"), promise=promise)


@register.simple_tag
def progress(
    value: Any, max: Any, label: Any, *, shown: Any = "", tone: str = "accent", target: Any = None
) -> SafeString:
    return components.progress(value, max, label, shown=shown, tone=tone, target=target)


@register.simple_tag
def protection(days_left: int, days_total: int, *, label: Any = "", compact: bool = False) -> SafeString:
    return components.protection(days_left, days_total, label=label, compact=compact)


@register.simple_tag
def sparkline(values: Sequence[Any], *, target: Any = None) -> SafeString:
    return components.sparkline(values, target=target)


@register.simple_tag
def bars(items: Any, *, label: Any, value_label: Any, rest_label: Any = "") -> SafeString:
    """A bar chart of prm.ui.components.charts.Bar, with its table."""
    return charts.bars(items, label=label, value_label=value_label, rest_label=rest_label)


@register.simple_tag
def avatar(name: Any, *, size: str = "", shape: str = "square", label: bool = False) -> SafeString:
    return components.avatar(name, size=size, shape=shape, label=label)


@register.simple_tag
def person(member: Any, *, sub: Any = "", only_mark: bool = False) -> SafeString:
    return components.person(member, sub=sub, only_mark=only_mark)


@register.simple_tag
def mark(name: Any, *, logo_url: str = "", size: str = "") -> SafeString:
    return components.mark(name, logo_url=logo_url, size=size)


@register.simple_tag(takes_context=True)
def href(context: Context, name: str, **kwargs: Any) -> str:
    """`{% href "deals:registration-detail" ref=row.ref %}`: within the request's audience and vendor."""
    return address(context["request"], name, **kwargs)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: Any = "",
    count: Any = None,
    sub: Any = "",
    link_url: str = "",
    link: Any = "",
    foot: Any = "",
    flush: bool = False,
    id: str = "",
    level: int = 2,
) -> SafeString:
    """`{% card title=_("Lines") count=7 %}...{% endcard %}`; `flush` for tables and rows that reach the edges."""
    return pieces.card(
        content,
        title=title,
        count=count,
        sub=sub,
        link_url=link_url,
        link=link,
        foot=foot,
        flush=flush,
        element_id=id,
        level=level,
    )


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", icon: str = "") -> SafeString:
    """`{% notice tone="warn" %}...{% endnotice %}`: a paragraph that stands out."""
    return pieces.notice(content, tone=tone, icon_name=icon)


@register.simple_tag
def timeline(entries: Any, *, empty: Any = "") -> SafeString:
    return pieces.timeline(entries, empty=empty)


@register.simple_tag(takes_context=True)
def decision_record(context: Context, decision: Any, *, open: bool = True, dispute_url: str = "") -> SafeString:
    return pieces.decision_record(decision, is_open=open, dispute_url=dispute_url, now=context.get("now"))


@register.simple_tag
def conditions(items: Any) -> SafeString:
    return pieces.conditions(items)


@register.simple_tag(takes_context=True)
def empty(
    context: Context,
    value: Any = None,
    *,
    icon: str = "inbox",
    title: Any = "",
    text: Any = "",
    url: str = "",
    action: Any = "",
    second_url: str = "",
    second: Any = "",
) -> SafeString:
    """Takes an Empty, or its parts. What would be here, what to do first, one or two buttons."""
    if value is not None:
        icon, title, text, action = value.icon, value.title, value.text, value.action
        url = address(context["request"], value.url_name) if value.url_name else url
    return pieces.empty(icon=icon, title=title, text=text, url=url, action=action, second_url=second_url, second=second)


@register.simple_tag
def kpi(
    *,
    label: Any,
    value: Any,
    unit: Any = "",
    change: Any = "",
    direction: str = "",
    good: bool | None = None,
    target: Any = "",
    values: Sequence[Any] = (),
    target_value: Any = None,
    url: str = "",
) -> SafeString:
    """One figure. `direction` up or down draws the arrow, `good` says what the change means; several in `ui-kpis`."""
    return pieces.kpi(
        label=label,
        value=value,
        unit=unit,
        change=change,
        direction=direction,
        good=good,
        target=target,
        values=values,
        target_value=target_value,
        url=url,
    )


@register.simple_tag
def stage_strip(stages: Any) -> SafeString:
    """Steps with `.label`, `.state` (done, now, later) and `.note` (the evidence)."""
    return pieces.stage_strip(stages)


@register.simple_tag
def tabs(items: Any, *, label: Any, target: str = "") -> SafeString:
    """Links with `.label`, `.url`, `.current` and `.count`; with `target` htmx loads them into that element."""
    return pieces.tabs(items, label=label, target=target)


@register.simple_tag
def field(bound: Any, *, label: Any = "", help: Any = "", hide_label: bool = False) -> SafeString:
    return pieces.field(bound, label=label, help_text=help, hide_label=hide_label)


@register.simple_tag
def form_fields(form: Any) -> SafeString:
    return pieces.form_fields(form)


@register.simple_tag
def error_summary(form: Any) -> SafeString:
    return pieces.error_summary(form)


@register.simple_tag(takes_context=True)
def decision_bar(
    context: Context,
    row: Any,
    lifecycle: Any,
    *,
    url_name: str,
    actor: Any = None,
    actions: Sequence[str] = (),
    primary: str = "",
    reasons: Sequence[Any] = (),
    consequence: Any = "",
    next_url: str = "",
    note: bool = True,
) -> SafeString:
    """The pinned bar of a decision: what the lifecycle allows this actor now, as buttons with keys A, R, X.

    `url_name` may hold `{action}`; without it the URL takes `action` as an argument. `actions` narrows what is offered,
    `reasons` are (value, label) templates posted as `reason`, a note is posted as `note`, `next_url` as `next`.
    """
    return pieces.decision_bar(
        context["request"],
        row,
        lifecycle,
        url_name=url_name,
        actor=actor or context["request"].actor,
        actions=actions,
        primary=primary,
        reasons=reasons,
        consequence=consequence,
        next_url=next_url,
        note=note,
    )


@register.filter
def undo_of(message: Any) -> dict[str, str] | None:
    """Where and how long the action behind a message can be undone."""
    for part in str(message.extra_tags or "").split(" "):
        if part.startswith("undo|"):
            _name, seconds, url = part.split("|", 2)
            return {"seconds": seconds, "url": url}
    return None


@register.filter
def url_less(view: Any, chip: Any) -> str:
    """The list's address without a chip's filter."""
    return str(view.url_with(drop=chip.drop))
