"""The component gallery: every component in every state. Development and tests only."""

from decimal import Decimal
from types import SimpleNamespace as Row
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from prm.ui import gallery_samples as samples
from prm.ui.context import shell
from prm.ui.views.screen import Screen

SHELLS = ("workspace", "portal", "public")


class Gallery(Screen):
    """Everything the tags can draw, in each shell: `/ui/gallery/portal/`."""

    permission = None
    public = True
    title = "Component gallery"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = kwargs.get("shell", "workspace")
        if wanted not in SHELLS:
            raise Http404
        return self.render(
            "ui/gallery.html", {"shell_template": f"ui/{wanted}.html", **self.frame(wanted), **self.values()}
        )

    def frame(self, wanted: str) -> dict[str, Any]:
        vendor = Row(name="Halden Systems", slug="halden")
        member = Row(
            name="Sam Okafor",
            email="sam@halden.example",
            role_label="Channel manager",
            audience="vendor",
            unread_notices=2,
        )
        other = Row(
            vendor=Row(name="Corvane", slug="corvane"), audience="portal", role_label="Seller", pk=1, unread_notices=3
        )
        fake = {
            "vendor": vendor,
            "membership": member,
            "home": "#home",
            "others": [other],
            "nav": samples.navigation(),
        }
        return {"shell": {**shell(self.request)["shell"], **fake, "tree": wanted}}

    def values(self) -> dict[str, Any]:
        states = [Row(ref=f"REG-{value}", status=value) for value in samples.LIFECYCLE.states]
        return {
            "lifecycle": samples.LIFECYCLE,
            "states": states,
            "case": Row(ref="REG-7K3QZD", status="in_review"),
            "actor": Row(can=lambda permission: True),
            "reasons": samples.REASONS,
            "clocks": samples.clocks(self.now),
            "rows": samples.table(self.now),
            "decision": samples.DECISION,
            "kpis": samples.kpis(),
            "quarters": samples.QUARTERS,
            "form": samples.form_with_error(),
            "stages": samples.STAGES,
            "entries": samples.timeline(self.now),
            "tab_items": samples.TABS,
            "people": samples.PEOPLE,
            "amount": Decimal("186400.00"),
            "negative": Decimal("-640.00"),
        }
