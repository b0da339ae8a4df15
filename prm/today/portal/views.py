"""The partner's home answers: what now, where do my deals stand, how far to the next tier, what have I earned, what was promised."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.permissions import PortalAccountPermission
from prm.today.home import cards_for, steps_for
from prm.ui.views import Screen


class Home(Screen):
    permission = PortalAccountPermission.VIEW_PORTAL

    def page_title(self) -> str:
        hour = timezone.localtime(self.now).hour
        words = _("Good morning, %s") if hour < 12 else _("Good afternoon, %s") if hour < 18 else _("Good evening, %s")
        return words % self.membership.name.split()[0]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        main, side = cards_for(self.actor, self.now)
        return self.render(
            "today/home.html", {"steps": steps_for(self.actor, self.now)[:5], "cards": main, "side": side}
        )
