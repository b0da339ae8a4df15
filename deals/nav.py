"""Where deals stand in the two shells, and the panels they hang on other rooms' pages."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.enums import WAITING
from deals.models import Referral, Registration
from deals.permissions import DealPermission
from deals.queries import has_referring, has_registering
from prm.lib.actor import Actor
from prm.ui import nav, panels
from prm.ui.nav import Count


def registrations_waiting(actor: Actor) -> Count:
    """What waits for a decision; urgent where a promise ends today."""
    rows = Registration.objects.filter(status__in=WAITING)
    end_of_day = timezone.localtime().replace(hour=23, minute=59, second=59)
    return Count(rows.count(), rows.filter(act_by_at__lte=end_of_day).exists())


def referrals_waiting(actor: Actor) -> int:
    return Referral.objects.filter(status="submitted").count()


def returned_to_partner(actor: Actor) -> int:
    if actor.partner_id is None:
        return 0
    return Registration.objects.filter(partner_id=actor.partner_id, status="returned").count()


def register() -> None:
    workspace: list[dict[str, Any]] = [
        {"label": _("Registrations"), "name": "registration-list", "icon": "file-certificate",
         "badge": registrations_waiting},
        {"label": _("Referrals"), "name": "referral-list", "icon": "user-share", "badge": referrals_waiting},
        {"label": _("Pipeline"), "name": "opportunity-list", "icon": "target-arrow"},
        {"label": _("Customer accounts"), "name": "account-list", "icon": "building"},
    ]  # fmt: skip
    for order, entry in enumerate(workspace):
        name = entry.pop("name")
        nav.register(
            audience="workspace",
            group="sell",
            url_name=f"workspace:deals:{name}",
            permission=DealPermission.VIEW,
            order=10 + order * 10,
            **entry,
        )
    nav.register(
        audience="workspace", group="sell", label=_("Deal policy"), url_name="workspace:deals:policy-list",
        permission=DealPermission.MANAGE_POLICY, icon="gavel", order=90,
    )  # fmt: skip
    nav.register(
        audience="portal", label=_("Deals"), url_name="portal:deals:registration-list", icon="briefcase",
        permission=DealPermission.VIEW, order=20, badge=returned_to_partner, when=has_registering,
    )  # fmt: skip
    nav.register(
        audience="portal", label=_("Register a deal"), url_name="portal:deals:registration-new", icon="plus",
        permission=DealPermission.REGISTER, order=21, primary=True, when=has_registering,
    )  # fmt: skip
    nav.register(
        audience="portal", label=_("Referrals"), url_name="portal:deals:referral-list", icon="user-share",
        permission=DealPermission.VIEW, order=30, when=has_referring,
    )  # fmt: skip
    panels.register(
        on="partner", key="deals", label=_("Sell"), url_name="workspace:deals:partner-panel",
        permission=DealPermission.VIEW, order=50,
    )  # fmt: skip
