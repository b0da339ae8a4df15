"""The promise clock: a ring that fills as time is used, and words that say how long is left or who holds it."""

import datetime as dt
from typing import Any, NamedTuple

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prm.ui.components.bars import ring
from prm.ui.components.figures import relative
from prm.ui.components.marks import icon

AMBER_FROM = 2 / 3
RED_FROM = 0.85


class Face(NamedTuple):
    tone: str
    words: str


def span(length: dt.timedelta) -> str:
    """`2 h 10 m`, `40 m` or `3 d`."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return _("%(m)s m") % {"m": minutes}
    if minutes < 24 * 60:
        return _("%(h)s h %(m)s m") % {"h": minutes // 60, "m": f"{minutes % 60:02d}"}
    return _("%(d)s d") % {"d": minutes // (24 * 60)}


def when(moment: dt.datetime, now: dt.datetime) -> str:
    """`today, 16:40`, `Tomorrow, 11:00`, `Thu, 10:20` or `30 Mar`, in the current time zone."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    time, days = formats.date_format(local, "H:i"), (local.date() - today).days
    if days == 0:
        return _("today, %(time)s") % {"time": time}
    if days == 1:
        return _("Tomorrow, %(time)s") % {"time": time}
    if 1 < days < 7:
        return f"{formats.date_format(local, 'D')}, {time}"
    return formats.date_format(local, "j M" if local.year == today.year else "j M Y")


def promised(moment: dt.datetime, now: dt.datetime, words: str) -> str:
    """The promised time beside a clock's words: where they say it themselves, the rest of it, and never the same twice."""
    if (shown := when(moment, now)) != words:
        return shown
    local = timezone.localtime(moment)
    day = formats.date_format(local, "j M")
    return day if ":" in words else f"{day}, {formats.date_format(local, 'H:i')}"


def face(clock: Any, now: dt.datetime) -> Face:
    """Tone and words of a clock: green above a third left, amber below, red in the last 15 % or when due today."""
    if clock.state == "paused":
        holder = getattr(clock, "holder_label", "") or _("partner")
        since = getattr(clock, "paused_at", None)
        if since:
            return Face("mute", _("With %(holder)s, %(time)s") % {"holder": holder, "time": span(now - since)})
        return Face("mute", _("With %(holder)s") % {"holder": holder})
    if clock.state == "kept":
        stopped = getattr(clock, "stopped_at", None)
        if stopped and clock.due_at and clock.due_at > stopped:
            return Face("ok", _("Kept, %(time)s early") % {"time": span(clock.due_at - stopped)})
        return Face("ok", _("Kept"))
    if clock.state == "late" or now > clock.due_at:
        stopped = getattr(clock, "stopped_at", None)
        return Face("bad", _("%(time)s late") % {"time": span((stopped or now) - clock.due_at)})
    left, used = clock.due_at - now, float(clock.fraction_used)
    same_day = timezone.localtime(clock.due_at).date() == timezone.localtime(now).date()
    tone = "bad" if used >= RED_FROM else "warn" if used >= AMBER_FROM or same_day else "ok"
    if same_day:
        return Face(tone, _("%(time)s left") % {"time": span(left)})
    return Face(tone, when(clock.due_at, now))


def clock(value: Any, *, now: dt.datetime | None = None, promise: bool = False) -> SafeString:
    """A clock on a row; with `promise` the exact promised time stands under it. Nothing where there is no clock."""
    if value is None:
        return SafeString("")
    at = now or timezone.now()
    tone, words = face(value, at)
    if value.state == "paused":
        sign = icon("player-pause-filled", size=16)
    elif value.state == "kept":
        sign = icon("circle-check-filled", size=16)
    elif value.state == "late" or at > value.due_at:
        sign = icon("alert-circle-filled", size=16)
    else:
        sign = ring(float(value.fraction_used), tone=tone)
    under = ""
    if promise and value.due_at:
        under = format_html(
            '<span class="ui-sub">{}</span>', _("promised by %(when)s") % {"when": promised(value.due_at, at, words)}
        )
    return format_html(
        '<span class="ui-clock ui-ink-{}"{}>{}<span>{}</span></span>{}',
        tone,
        format_html(' title="{}"', relative(value.due_at, at)) if value.due_at else "",
        sign,
        words,
        under,
    )
