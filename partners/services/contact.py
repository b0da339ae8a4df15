"""People at a partner whom we know; those who sign in are invited through accounts/."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED
from partners.models import Contact, Partner
from partners.permissions import PartnerPermission, PortalPartnerPermission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, WrongState


@transaction.atomic
def save_contact(
    partner: Partner,
    *,
    actor: Actor,
    at: datetime,
    name: str,
    contact: Contact | None = None,
    email: str = "",
    phone: str = "",
    title: str = "",
    is_primary: bool = False,
) -> Contact:
    """Adds or changes a contact of either side. The first one, and whoever is told to be, is the one to call first.

    Raises Forbidden, WrongState where the partner is ended, Invalid without a name.
    """
    _require(actor)
    if Partner.objects.filter(pk=partner.pk, status__in=CLOSED).exists():
        raise WrongState(_("%(partner)s is ended, so its contacts stay as they are.") % {"partner": partner.name})
    if not name.strip():
        raise Invalid(_("A contact needs a name."), fields={"name": _("Missing.")})
    row = contact or Contact(partner=partner)
    others = Contact.objects.select_for_update().filter(partner=partner).exclude(pk=row.pk)
    row.name, row.email, row.phone, row.title = name.strip(), email.strip().lower(), phone.strip(), title.strip()
    row.is_primary = is_primary or not others.filter(is_primary=True).exists()
    if row.is_primary:
        others.filter(is_primary=True).update(is_primary=False)
    row.save()
    record(partner, "partner.contact_saved", actor=actor, at=at, summary=row.name, partner_id=partner.pk)
    return row


@transaction.atomic
def remove_contact(contact: Contact, *, actor: Actor, at: datetime) -> None:
    """Forgets a contact; the log keeps that there was one."""
    _require(actor)
    partner = contact.partner
    record(partner, "partner.contact_removed", actor=actor, at=at, summary=contact.name, partner_id=partner.pk)
    contact.delete()


def _require(actor: Actor) -> None:
    if not (actor.can(PartnerPermission.EDIT) or actor.can(PortalPartnerPermission.EDIT_PROFILE)):
        raise Forbidden(_("You may not change contacts."))
