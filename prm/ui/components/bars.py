"""Bars, rings and sparklines as SVG: widths are attributes, so that no inline style is needed."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prm.ui.components.figures import figure


def share(value: Any, maximum: Any) -> float:
    """Value over maximum, held between 0 and 1; 0 where the maximum is 0."""
    if not maximum or value is None:
        return 0.0
    if isinstance(value, int) and isinstance(maximum, int):
        return min(max(value / maximum, 0.0), 1.0)
    return float(min(max(Decimal(str(value)) / Decimal(str(maximum)), Decimal(0)), Decimal(1)))


def bar(fraction: float, *, tone: str = "accent", target: float | None = None) -> SafeString:
    """The bare bar, for the eye only: the figures stand in words beside it."""
    return _bar(round(fraction * 100, 1), tone, round(target * 100, 1) if target else None)


@lru_cache(maxsize=4096)
def _bar(filled: float, tone: str, target: float | None) -> SafeString:
    tick = format_html('<rect class="tick" x="{}%" width="2" height="8"></rect>', target) if target else ""
    return format_html(
        '<svg class="ui-bar ui-bar-{}" width="100%" height="8" aria-hidden="true">'
        '<rect class="track" y="1" width="100%" height="6" rx="3"></rect>'
        '<rect class="fill" y="1" width="{}%" height="6" rx="3"></rect>{}</svg>',
        tone,
        filled,
        tick,
    )


def progress(
    value: Any, max: Any, label: Any, *, shown: Any = "", tone: str = "accent", target: Any = None
) -> SafeString:
    """A labeled bar: what it measures at the left, how far at the right, a tick at the target."""
    words = shown or f"{figure(value or 0)} / {figure(max or 0)}"
    return format_html(
        '<div class="ui-progress ui-progress-{}"><span class="ui-progress-label">{}</span>'
        '<span class="ui-progress-value num">{}</span>{}</div>',
        tone,
        label,
        words,
        bar(share(value, max), tone=tone, target=share(target, max) if target else None),
    )


def protection(days_left: int, days_total: int, *, label: Any = "", compact: bool = False) -> SafeString:
    """Fills as the days are used; green, amber in the last fortnight, red in the last week."""
    left = max(0, days_left)
    tone = "bad" if left <= 7 else "warn" if left <= 14 else "ok"
    used = share(days_total - left, days_total)
    if compact:
        words = ngettext("%(left)s day left", "%(left)s days left", left) % {"left": left}
        return format_html(
            '<span class="ui-protection ui-ink-{}">{}<span>{}</span></span>', tone, bar(used, tone=tone), words
        )
    words = _("%(left)s of %(total)s days left") % {"left": left, "total": days_total}
    return format_html(
        '<div class="ui-progress ui-progress-{}"><span class="ui-progress-label">{}</span>'
        '<span class="ui-progress-value num">{}</span>{}</div>',
        tone,
        label or _("Protection"),
        words,
        bar(used, tone=tone),
    )


def ring(fraction: float, *, tone: str) -> SafeString:
    """The 16 px ring of a promise clock: fills as time is used."""
    return _ring(round(max(0.0, min(1.0, fraction)) * 100), tone)


@lru_cache(maxsize=512)
def _ring(filled: int, tone: str) -> SafeString:
    return format_html(
        '<svg class="ui-ring" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
        '<circle class="track" cx="8" cy="8" r="6"></circle>'
        '<circle class="fill ui-stroke-{}" cx="8" cy="8" r="6" pathLength="100" '
        'stroke-dasharray="{} 100" transform="rotate(-90 8 8)"></circle></svg>',
        tone,
        filled,
    )


def sparkline(values: Sequence[Any], *, target: Any = None, width: int = 160, height: int = 30) -> SafeString:
    """Grey line, dashed target, end point in the accent. Fewer than two values draw nothing."""
    points = [float(value) for value in values if value is not None]
    if len(points) < 2:
        return format_html('<svg class="ui-spark" viewBox="0 0 {} {}" aria-hidden="true"></svg>', width, height)
    levels = [*points, float(target)] if target is not None else points
    low, high = min(levels), max(levels)
    spread = (high - low) or 1.0

    def y(value: float) -> float:
        return round(height - 4 - (value - low) / spread * (height - 8), 1)

    step = (width - 8) / (len(points) - 1)
    coordinates = [(round(2 + index * step, 1), y(value)) for index, value in enumerate(points)]
    line = format_html_join(" ", "{},{}", coordinates)
    dashes = (
        format_html(
            '<line class="target" x1="0" x2="{}" y1="{}" y2="{}"></line>', width, y(float(target)), y(float(target))
        )
        if target is not None
        else ""
    )
    return format_html(
        '<svg class="ui-spark" viewBox="0 0 {} {}" preserveAspectRatio="xMinYMid meet" aria-hidden="true">{}'
        '<polyline class="line" points="{}"></polyline><circle class="end" cx="{}" cy="{}" r="3"></circle></svg>',
        width,
        height,
        dashes,
        line,
        *coordinates[-1],
    )
