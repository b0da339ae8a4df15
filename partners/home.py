"""What of this room stands on the portal's home: due diligence to answer, colleagues who ask for access."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.models import AccessRequest, Screening
from partners.permissions import PortalDiligencePermission
from prm.accounts.permissions import PortalAccountPermission
from prm.lib.actor import Actor
from prm.today.home import NextStep, next_steps


@next_steps("partners.screening", permission=PortalDiligencePermission.ANSWER)
def due_diligence(actor: Actor, at: datetime) -> list[NextStep]:
    if actor.partner_id is None:
        return []
    rows = Screening.objects.filter(partner_id=actor.partner_id, status="asked").select_related("vendor")
    return [
        NextStep(
            _("Answer the due diligence"),
            _("By %(day)s") % {"day": date_format(row.due_on, "j M")},
            _("Answer"),
            reverse("portal:partners:screening", kwargs={"vendor": row.vendor.slug}),
            "shield-check",
            urgent=row.due_on < at.date(),
        )
        for row in rows[:1]
    ]


@next_steps("partners.access", permission=PortalAccountPermission.MANAGE_TEAM)
def access(actor: Actor, at: datetime) -> list[NextStep]:
    if actor.partner_id is None:
        return []
    rows = AccessRequest.objects.filter(partner_id=actor.partner_id, decided_at=None).select_related("vendor")
    return [
        NextStep(
            _("%(name)s asks for access") % {"name": row.name},
            row.email,
            _("Decide"),
            reverse("portal:partners:access-decide", kwargs={"vendor": row.vendor.slug, "ref": row.ref}),
            "door-enter",
        )
        for row in rows.order_by("asked_at", "pk")[:2]
    ]
