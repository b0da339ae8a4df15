"""How entries of the log read on timelines. Rooms register a line for each of their actions in `<app>/timeline.py`.

line("registration.approved", _("%(actor)s approved %(target)s"), icon="circle-check", tone="ok")
"""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Line:
    text: Any
    icon: str
    tone: str


LINES: dict[str, Line] = {}
PLAIN = Line(_("%(actor)s: %(action)s, %(target)s"), "point", "mute")


def line(action: str, text: Any, *, icon: str = "point", tone: str = "mute") -> None:
    """Registers the sentence of one action; it may use %(actor)s, %(target)s, %(summary)s. Tones as on status pills."""
    LINES[action] = Line(text, icon, tone)


def line_of(entry: Any) -> Line:
    return LINES.get(entry.action, PLAIN)


def sentence_of(entry: Any) -> SafeString:
    """The entry in words, actor and object in bold, everything escaped. Actions without a line of their own are named."""
    words = {
        "actor": format_html("<b>{}</b>", entry.actor_label),
        "target": format_html("<b>{}</b>", entry.target_label),
        "action": format_html("{}", entry.action.rsplit(".", 1)[-1].replace("_", " ")),
        "summary": format_html("{}", entry.summary),
    }
    # The template is a translation of ours; only the words come from people, and they are escaped above.
    template = format_html("{}", str(line_of(entry).text))
    return SafeString(str(template) % words)
