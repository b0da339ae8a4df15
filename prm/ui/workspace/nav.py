from django.utils.translation import gettext_lazy as _

from prm.lib.actor import Actor
from prm.ui import nav
from prm.ui.settings_pages import pages_for


def may_set_something(actor: Actor) -> bool:
    return bool(pages_for(actor))


nav.register(
    audience="workspace",
    group="settings",
    label=_("Settings"),
    url_name="workspace:ui:settings",
    permission=None,
    icon="settings",
    order=900,
    when=may_set_something,
)
