"""Onboard, in the workspace's rail; the partner page's own panel; partners in the command palette."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners import page
from partners.models import Partner
from partners.permissions import DiligencePermission, PartnerPermission, ProspectPermission
from partners.queries import matching_name
from partners.recruiting import prospects_with_owner
from prm.accounts.permissions import AccountPermission
from prm.lib.actor import Actor
from prm.ui import nav, palette, panels

nav.register(
    audience="workspace",
    group="onboard",
    label=_("Partners"),
    url_name="workspace:partners:partner-list",
    permission=PartnerPermission.VIEW,
    icon="users",
    order=20,
)
nav.register(
    audience="workspace",
    group="onboard",
    label=_("Prospects"),
    url_name="workspace:partners:prospect-list",
    permission=ProspectPermission.VIEW,
    icon="target",
    order=5,
)
nav.register(
    audience="workspace",
    group="onboard",
    label=_("Due diligence"),
    url_name="workspace:partners:screening-list",
    permission=DiligencePermission.VIEW,
    icon="shield-check",
    order=22,
)
nav.register(
    audience="workspace",
    group="onboard",
    label=_("Access requests"),
    url_name="workspace:partners:access-list",
    permission=AccountPermission.INVITE_PARTNER_MEMBERS,
    icon="door-enter",
    order=24,
)
panels.register(
    on="partner",
    key="due-diligence",
    label=_("Due diligence"),
    url_name="workspace:partners:partner-diligence",
    permission=DiligencePermission.VIEW,
    order=15,
)
panels.register(
    on="partner",
    key="timeline",
    label=_("Timeline"),
    url_name="workspace:partners:partner-timeline",
    permission=PartnerPermission.VIEW,
    order=900,
)


def find_partners(actor: Actor, text: str, limit: int) -> Sequence[palette.Hit]:
    rows = Partner.objects.filter(matching_name(text)).order_by("name")[:limit]
    return [palette.Hit(row.name, "workspace:partners:partner-detail", {"ref": row.ref}, sub=row.ref) for row in rows]


palette.register(
    key="partners",
    label=_("Partners"),
    audience="workspace",
    permission=PartnerPermission.VIEW,
    search=find_partners,
    icon="users",
    order=10,
)


def find_prospects(actor: Actor, text: str, limit: int) -> Sequence[palette.Hit]:
    rows = prospects_with_owner().filter(name__icontains=text).order_by("name")[:limit]
    return [palette.Hit(row.name, "workspace:partners:prospect-detail", {"ref": row.ref}, sub=row.ref) for row in rows]


palette.register(
    key="prospects",
    label=_("Prospects"),
    audience="workspace",
    permission=ProspectPermission.VIEW,
    search=find_prospects,
    icon="target",
    order=12,
)


def recruited(partner: Partner, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """How a partner was won, where it was a prospect of ours before."""
    rows = list(prospects_with_owner().filter(partner=partner).order_by("moved_at")[:3])
    return {"prospects": rows} if rows else None


page.register_card(
    "aside",
    "partners.recruited",
    "partners/card_recruited.html",
    recruited,
    order=80,
    permission=ProspectPermission.VIEW,
)
