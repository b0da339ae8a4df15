"""Who may give which role to whom: never more than one's own."""

from uuid import UUID

from django.utils.translation import gettext as _

from prm.accounts.permissions import AccountPermission, PortalAccountPermission, permissions_for
from prm.accounts.roles import ROLES
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound


def check_may_manage(actor: Actor, *, audience: str, partner_id: UUID | None) -> None:
    """Whether the actor looks after people of that side. Raises NotFound for a side it does not see, or Forbidden."""
    if actor.audience == "portal":
        if audience != "portal" or partner_id != actor.partner_id:
            raise NotFound("")
        needed: str = PortalAccountPermission.MANAGE_TEAM
    else:
        needed = AccountPermission.MANAGE_MEMBERS if audience == "vendor" else AccountPermission.INVITE_PARTNER_MEMBERS
    if not actor.can(needed):
        raise Forbidden(_("You may not change who works here. Ask your administrator."))


def check_may_grant(actor: Actor, *, audience: str, role: str) -> None:
    """Whether the actor may give this role. Raises Invalid for no role of that side, Forbidden for more than its own."""
    if role not in ROLES[audience].values:
        raise Invalid(_("Choose a role."), fields={"role": [_("Choose a role.")]})
    if actor.trusted or actor.audience != audience:
        return
    if not permissions_for(audience, role) <= actor.permissions:
        raise Forbidden(_("You may not give a role that can do more than yours."))
