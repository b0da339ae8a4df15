"""The larger components: made from small templates under templates/ui/parts/, which get values only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from prm.ui import components
from prm.ui.fields import describe
from prm.ui.urls import href

NOTICE_ICONS = {
    "info": "info-circle",
    "ok": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "mute": "info-circle",
    "accent": "bulb",
}
OUTCOMES = {
    True: "met",
    False: "failed",
    "pass": "met",
    "passed": "met",
    "yes": "met",
    "fail": "failed",
    "no": "failed",
}
KEYS = {"approve": "A", "accept": "A", "return": "R", "reject": "X", "decline": "X"}
ACTION_ICONS = {"A": "check", "R": "corner-up-left", "X": "x"}


def part(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"ui/parts/{name}.html", context))


def card(content: str, **options: Any) -> SafeString:
    return part("card", content=content, **options)


def notice(content: str, *, tone: str, icon_name: str = "") -> SafeString:
    if tone not in NOTICE_ICONS:
        raise ValueError(f"{tone!r} is no tone; take one of {sorted(NOTICE_ICONS)}.")
    return part("notice", content=content, tone=tone, icon=icon_name or NOTICE_ICONS[tone])


def timeline(entries: Any, *, empty: Any = "") -> SafeString:
    return part("timeline", entries=entries, empty=empty)


def outcome_of(condition: Any) -> str:
    """met, failed or open, whatever word or truth value the decision holds."""
    value = condition.outcome
    return OUTCOMES.get(value, value if value in ("met", "failed") else "open")


def conditions(items: Any) -> SafeString:
    return part("conditions", items=[(item, outcome_of(item)) for item in items])


def decision_record(decision: Any, *, is_open: bool, dispute_url: str, now: Any) -> SafeString:
    checks = [(item, outcome_of(item)) for item in decision.conditions]
    return part(
        "decision_record", decision=decision, conditions=checks, is_open=is_open, dispute_url=dispute_url, now=now
    )


def empty(**options: Any) -> SafeString:
    return part("empty", **options)


def kpi(*, good: bool | None, values: Sequence[Any], target_value: Any, **options: Any) -> SafeString:
    spark = components.sparkline(values, target=target_value) if values else ""
    tone = "" if good is None else "ok" if good else "bad"
    return part("kpi", spark=spark, tone=tone, **options)


def stage_strip(stages: Any) -> SafeString:
    return part("stage_strip", stages=stages)


def tabs(items: Any, *, label: Any, target: str = "") -> SafeString:
    return part("tabs", items=items, label=label, target=target)


def field(bound: forms.BoundField, *, label: Any = "", help_text: Any = "", hide_label: bool = False) -> SafeString:
    shown = describe(bound)
    return part(
        "field",
        field=bound,
        shown=shown,
        label=label or bound.label,
        help_text=help_text or bound.help_text,
        hide_label=hide_label,
    )


def form_fields(form: forms.BaseForm) -> SafeString:
    """Every visible field in the form's order; hidden ones with it."""
    visible = format_html("{}", mark_safe("".join(field(bound) for bound in form.visible_fields())))
    return format_html("{}{}", mark_safe("".join(str(bound) for bound in form.hidden_fields())), visible)


def error_summary(form: forms.BaseForm) -> SafeString:
    if not form.is_bound or not form.errors:
        return mark_safe("")
    links = [
        (bound.id_for_label or bound.auto_id, bound.label, text)
        for bound in form.visible_fields()
        for text in bound.errors
    ]
    hidden = [("", bound.label, text) for bound in form.hidden_fields() for text in bound.errors]
    return part("error_summary", general=form.non_field_errors(), links=[*links, *hidden])


def _button(request: HttpRequest, row: Any, transition: Any, url_name: str, primary: str) -> dict[str, Any]:
    action = transition.action
    name, kwargs = (url_name.format(action=action), {}) if "{" in url_name else (url_name, {"action": action})
    key = KEYS.get(action.split("_")[0].rstrip("_"), "")
    filled = action == primary if primary else key == "A"
    icon = getattr(transition, "icon", "") or ACTION_ICONS.get(key, "")
    return {
        "action": action,
        "label": transition.label,
        "url": href(request, name, ref=row.ref, **kwargs),
        "key": key,
        "icon": icon,
        "kind": "primary" if filled else "danger" if key == "X" or transition.tone == "bad" else "plain",
    }


def decision_bar(
    request: HttpRequest,
    row: Any,
    lifecycle: Any,
    *,
    url_name: str,
    actor: Any,
    actions: Sequence[str],
    primary: str,
    **options: Any,
) -> SafeString:
    allowed = [item for item in lifecycle.allowed_actions(row, actor) if not actions or item.action in actions]
    if not allowed:
        return mark_safe("")
    buttons = [_button(request, row, item, url_name, primary) for item in allowed]
    # The filled one stands last, under the thumb and at the reading end.
    buttons.sort(key=lambda button: ("danger", "plain", "primary").index(button["kind"]))
    token = get_token(request)
    return part("decision_bar", buttons=buttons, csrf_token=token, reasons=_pairs(options.pop("reasons")), **options)


def _pairs(reasons: Sequence[Any]) -> list[tuple[Any, Any]]:
    single = (str, Promise)
    return [(reason, reason) if isinstance(reason, single) else tuple(reason) for reason in reasons]


def head_buttons(request: HttpRequest, actor: Any, links: Sequence[Any]) -> list[dict[str, Any]]:
    """The page head's links the actor may follow, with addresses."""
    # The filled one stands last, at the reading end.
    return [
        {
            "label": link.label,
            "url": href(request, link.url_name, **link.kwargs) + (f"?{link.query}" if link.query else ""),
            "icon": link.icon,
            "primary": link.primary,
        }
        for link in sorted(links, key=lambda link: link.primary)
        if actor is None or actor.can(link.permission)
    ]
