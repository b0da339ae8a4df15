"""What of this room stands on the Today page: due diligence and access to decide, prospects that went quiet."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.permissions import DiligencePermission, ProspectPermission
from partners.queries import access_requests
from partners.recruiting import quiet_prospects
from partners.screenings import screenings_for_list
from prm.accounts.permissions import AccountPermission
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.today.queue import QueueItem, Suggestion, kept_to_mine, suggesting, waiting

SHOWN = 3


@suggesting("partners.quiet_prospect", permission=ProspectPermission.EDIT)
def went_quiet(actor: Actor, at: datetime, mine: bool = False) -> list[Suggestion]:
    """The prospects nobody talked to for longest: one's own, or all."""
    slug = Vendor.objects.values_list("slug", flat=True).get()
    return [
        Suggestion(
            f"prospect:{row.pk}",
            row.name,
            _("A prospect went quiet"),
            _("Nothing passed between you since %(day)s.") % {"day": date_format(row.touched_at, "j M Y")},
            _("Open the prospect"),
            reverse("workspace:partners:prospect-detail", kwargs={"vendor": slug, "ref": row.ref}),
        )
        for row in kept_to_mine(quiet_prospects(at), actor, mine, "owner")[:SHOWN]
    ]


@waiting("partners.screening", label=gettext_lazy("Due diligence"), permission=DiligencePermission.DECIDE)
def screenings(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    """Answered rounds, the longest waiting first, with what the rule found."""
    slug = Vendor.objects.values_list("slug", flat=True).get()
    rows = kept_to_mine(screenings_for_list().filter(status="answered", assessed_at__isnull=False), actor, mine)
    shown: list[Any] = list(rows.order_by("answered_at", "pk")[:limit])
    items = [
        QueueItem(
            row.partner.name,
            ngettext("%(risk)s risk, %(count)d red flag", "%(risk)s risk, %(count)d red flags", row.raised)
            % {"risk": row.get_risk_display(), "count": row.raised},
            reverse("workspace:partners:screening-detail", kwargs={"vendor": slug, "ref": row.ref}),
            "shield-check",
        )
        for row in shown
    ]
    return items, rows.order_by().count()


@waiting("partners.access", label=gettext_lazy("Access requests"), permission=AccountPermission.INVITE_PARTNER_MEMBERS)
def access(actor: Actor, at: datetime, limit: int, mine: bool = False) -> tuple[list[QueueItem], int]:
    """Who asks for access to a partner's portal, the longest waiting first."""
    slug = Vendor.objects.values_list("slug", flat=True).get()
    rows = kept_to_mine(access_requests().filter(decided_at=None), actor, mine)
    items = [
        QueueItem(
            row.name,
            row.partner.name,
            reverse("workspace:partners:access-decide", kwargs={"vendor": slug, "ref": row.ref}),
            "door-enter",
        )
        for row in rows.order_by("asked_at", "pk")[:limit]
    ]
    return items, rows.order_by().count()
