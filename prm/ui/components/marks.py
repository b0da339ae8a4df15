"""Icons, pills, labels and the marks of people and organizations."""

import re
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from prm.lib.lifecycle import lifecycle_of

TONES = frozenset({"info", "mute", "ok", "warn", "bad"})
HUES = 6


@cache
def _known_icons() -> frozenset[str]:
    """Names in the built sprite; empty before the first build, and then nothing is checked."""
    names = settings.BASE_DIR / "static" / "dist" / "icons.txt"
    return frozenset(names.read_text(encoding="utf-8").split()) if names.is_file() else frozenset()


@cache
def _icon(name: str, size: int, label: str) -> SafeString:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError(f"{name!r} is not the name of a Tabler icon.")
    if settings.DEBUG and _known_icons() and name not in _known_icons():
        raise ValueError(f"Icon {name!r} is not in the sprite: run `python -m prm.ui.build`, or it is no Tabler icon.")
    hidden = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="ui-icon" width="{0}" height="{0}" {1}><use href="{2}#{3}"></use></svg>',
        size,
        hidden,
        static("dist/icons.svg"),
        name,
    )


def icon(name: str, *, size: int = 18, label: str = "") -> SafeString:
    """A Tabler icon from the sprite. Without a label it is decoration and hidden from screen readers."""
    return _icon(str(name), int(size), str(label))


def pill(text: Any, *, tone: str = "mute", icon_name: str = "") -> SafeString:
    """A soft pill: icon and word, never colour alone."""
    if tone not in TONES:
        raise ValueError(f"{tone!r} is no tone; take one of {sorted(TONES)}.")
    picture = icon(icon_name, size=14) if icon_name else ""
    return format_html('<span class="ui-pill ui-tone-{}">{}{}</span>', tone, picture, text)


def status(row: Any, *, lifecycle: Any = None, field: str = "status", label: Any = "") -> SafeString:
    """The state of a row as a pill. The lifecycle is given, stands on the row's class, or goes by the row's name."""
    machine = lifecycle or getattr(row, "lifecycle", None) or lifecycle_of(row)
    if machine is None:
        raise ValueError(f"{type(row).__name__} names no lifecycle: pass lifecycle=, or set it on the model.")
    state = machine.states[getattr(row, field)]
    return _state_pill(str(label or state.label), state.tone, state.icon)


@lru_cache(maxsize=1024)
def _state_pill(text: str, tone: str, icon_name: str) -> SafeString:
    return pill(text, tone=tone, icon_name=icon_name)


def tag(text: Any, *, icon_name: str = "") -> SafeString:
    """A bordered label such as a partnership type or a tier."""
    return format_html('<span class="ui-tag">{}{}</span>', icon(icon_name, size=14) if icon_name else "", text)


def initials(name: str) -> str:
    words = re.findall(r"\w+", name)
    return "".join(word[0] for word in words[:2]).upper() or "?"


def hue(name: str) -> int:
    """The same name has the same colour on every page."""
    return crc32(name.strip().lower().encode()) % HUES


def avatar(name: Any, *, size: str = "", shape: str = "square", label: bool = False) -> SafeString:
    """Initials on a soft ground: square for organizations, round for people. Hidden where the name stands beside it."""
    # A plain string, also of a name marked safe: both are the same key, and both are escaped.
    return _avatar(str.__str__(str(name or "")), size, shape, label)


@lru_cache(maxsize=4096)
def _avatar(text: str, size: str, shape: str, label: bool) -> SafeString:
    return format_html(
        '<span class="ui-avatar ui-avatar-{} ui-hue-{}{}" {}>{}</span>',
        shape,
        hue(text),
        f" ui-avatar-{size}" if size else "",
        format_html('role="img" aria-label="{0}" title="{0}"', text) if label else mark_safe('aria-hidden="true"'),
        initials(text),
    )


def mark(name: Any, *, logo_url: str = "", size: str = "") -> SafeString:
    """A vendor's own mark: its logo, or its first letter on its colour."""
    extra = f" ui-brandmark-{size}" if size else ""
    if logo_url:
        return format_html('<img class="ui-brandmark{}" src="{}" alt="" width="28" height="28">', extra, logo_url)
    letter = initials(str(name or "?"))[:1]
    return format_html('<span class="ui-brandmark{}" aria-hidden="true">{}</span>', extra, letter)


def person(member: Any, *, sub: Any = "", only_mark: bool = False) -> SafeString:
    """A person by name; `member` has `.name`, or is the name itself."""
    name = str(getattr(member, "name", None) or member or "")
    if only_mark:
        return avatar(name, shape="round", label=True)
    below = format_html('<span class="ui-sub">{}</span>', sub) if sub else ""
    return format_html(
        '<span class="ui-person">{}<span><span class="ui-person-name">{}</span>{}</span></span>',
        avatar(name, shape="round"),
        name,
        below,
    )
