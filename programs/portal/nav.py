"""My program and the first steps, in the portal's header."""

from django.utils.translation import gettext_lazy as _

from prm.lib.actor import Actor
from prm.ui import nav
from programs.models import Journey
from programs.permissions import PortalProgramPermission
from programs.portal import gate  # noqa: F401 - registers itself


def is_onboarding(actor: Actor) -> bool:
    if actor.partner_id is None:
        return False
    return Journey.objects.filter(partner_id=actor.partner_id, completed_at=None).exists()


nav.register(
    audience="portal",
    label=_("First steps"),
    url_name="portal:programs:onboarding",
    permission=PortalProgramPermission.VIEW_ONBOARDING,
    icon="route",
    order=15,
    when=is_onboarding,
)
nav.register(
    audience="portal",
    label=_("My program"),
    url_name="portal:programs:my-program",
    permission=PortalProgramPermission.VIEW_PROGRAM,
    icon="medal",
    order=60,
)
