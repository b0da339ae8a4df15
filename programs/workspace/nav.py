"""Onboard, in the workspace's rail; what hangs on the partner page."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from partners import page
from prm.lib.actor import Actor
from prm.ui import nav, palette, panels
from programs.models import Program
from programs.permissions import ApplicationPermission, PartnershipPermission, ProductPermission, ProgramPermission
from programs.queries import partnerships_with_names
from programs.queries.applications import applications_for_list, waiting_applications
from programs.workspace import panels as on_partner


def waiting(actor: Actor) -> int:
    return waiting_applications().count()


def at_risk(actor: Actor) -> int:
    from django.utils import timezone

    from programs.queries import vendor_day
    from programs.queries.partnerships import journeys_at_risk

    return journeys_at_risk(vendor_day(timezone.now())).order_by().count()


ENTRIES = (
    (_("Applications"), "application-list", ApplicationPermission.VIEW, "inbox", 10, waiting),
    (_("Coverage"), "coverage", PartnershipPermission.VIEW, "target", 15, None),
    (_("Partnerships"), "partnership-list", PartnershipPermission.VIEW, "heart-handshake", 25, None),
    (_("Onboarding"), "journey-list", PartnershipPermission.VIEW, "route", 30, at_risk),
    (_("Programs & tiers"), "program-list", ProgramPermission.VIEW, "stairs-up", 40, None),
    (_("Products"), "product-list", ProductPermission.VIEW, "package", 60, None),
)
for label, name, permission, icon, order, badge in ENTRIES:
    nav.register(
        audience="workspace",
        group="onboard",
        label=label,
        url_name=f"workspace:programs:{name}",
        permission=permission,
        icon=icon,
        order=order,
        badge=badge,
    )

panels.register(
    on="partner",
    key="programs",
    label=_("Onboard"),
    url_name="workspace:programs:partner-panel",
    permission=PartnershipPermission.VIEW,
    order=10,
)
page.register_labels(on_partner.labels)
page.register_stages(on_partner.stages)
page.register_list(on_partner.with_partnerships, on_partner.LIST_COLUMNS, on_partner.LIST_FILTERS)
page.register_card(
    "aside",
    "programs.next_tier",
    "programs/card_next_tier.html",
    on_partner.next_tier_card,
    order=20,
    permission=PartnershipPermission.VIEW,
)


def find_partnerships(actor: Actor, text: str, limit: int) -> Sequence[palette.Hit]:
    rows = partnerships_with_names().filter(ref__iexact=text)[:limit]
    return [
        palette.Hit(str(row), "workspace:programs:partnership-detail", {"ref": row.ref}, sub=row.ref) for row in rows
    ]


def find_applications(actor: Actor, text: str, limit: int) -> Sequence[palette.Hit]:
    rows = applications_for_list().filter(company_name__icontains=text).order_by("-submitted_at")[:limit]
    return [
        palette.Hit(row.company_name, "workspace:programs:application-detail", {"ref": row.ref}, sub=row.ref)
        for row in rows
    ]


palette.register(
    key="partnerships", label=_("Partnerships"), audience="workspace", permission=PartnershipPermission.VIEW,
    search=find_partnerships, icon="heart-handshake", order=15,
)  # fmt: skip
palette.register(
    key="applications", label=_("Applications"), audience="workspace", permission=ApplicationPermission.VIEW,
    search=find_applications, icon="inbox", order=20,
)  # fmt: skip


def programs_on_offer() -> list[tuple[str, str]]:
    rows = Program.objects.exclude(status="retired").order_by("name").values_list("ref", "name")
    return [(ref, name) for ref, name in rows[:200]]


page.register_programs(programs_on_offer)
