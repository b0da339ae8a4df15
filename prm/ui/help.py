"""Help where one stands: rooms say in a few sentences what a page is for, the question mark of the top bar opens it.

help.register(url_name="workspace:deals:registration-list", label=_("Registrations"), text=_("First paragraph.\\n\\nSecond."))
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from prm.ui.views.screen import Screen

SHORTCUTS = (
    (("Ctrl", "K"), _("Search, or jump to a page")),
    (("A",), _("Approve what is open")),
    (("R",), _("Return it with a question")),
    (("X",), _("Reject it with a reason")),
    (("J", "K"), _("Next and previous in the queue")),
    (("Esc",), _("Close what opened")),
)


@dataclass(frozen=True)
class Topic:
    url_name: str
    label: Any
    text: Any

    @property
    def tree(self) -> str:
        return self.url_name.split(":", 1)[0]

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in str(self.text).split("\n\n")]


_TOPICS: dict[str, Topic] = {}


def register(*, url_name: str, label: Any, text: Any) -> None:
    """Adds what is said about a page; a blank line parts paragraphs. Registering it again replaces it."""
    _TOPICS[url_name] = Topic(url_name, label, text)


class HelpPage(Screen):
    """What the page one came from is for, the keys, and everything else there is help on."""

    permission = None
    any_member = True
    title = _("Help")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tree = "portal" if self.membership.audience == "portal" else "workspace"
        topics = sorted((item for item in _TOPICS.values() if item.tree == tree), key=lambda item: str(item.label))
        topic = next((item for item in topics if item.url_name == request.GET.get("page")), None)
        links = [(item, f"{request.path}?page={item.url_name}") for item in topics if item is not topic]
        context = {"topic": topic, "topics": links, "shortcuts": SHORTCUTS, "back_url": self.back_url()}
        return self.render("ui/help.html", context)
