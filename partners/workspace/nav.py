"""Onboard, in the workspace's rail; the partner page's own panel; partners in the command palette."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from partners.permissions import PartnerPermission
from partners.queries import matching_name
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
