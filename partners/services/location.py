"""Where a partner works from; kept by the vendor and by the partner itself."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED, LocationKind
from partners.models import Partner, PartnerLocation
from partners.permissions import PartnerPermission, PortalPartnerPermission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, WrongState

FIELDS = ("name", "kind", "street", "postal_code", "city", "region", "country", "is_primary")


@transaction.atomic
def save_location(
    partner: Partner, *, actor: Actor, at: datetime, location: PartnerLocation | None = None, **fields: Any
) -> PartnerLocation:
    """Adds or changes a location of either side; fields left out stay. The first one is the main one, and whoever is told to be.

    Raises Forbidden, WrongState where the partner is ended, Invalid without a name or with an unknown kind or country.
    """
    _require(partner, actor)
    row = location or PartnerLocation(partner=partner)
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name].strip() if isinstance(fields[name], str) else fields[name])
    _check(row)
    # The partner's row is locked, so that two main locations saved at once wait for each other.
    Partner.objects.select_for_update().get(pk=partner.pk)
    others = PartnerLocation.objects.filter(partner=partner, is_primary=True).exclude(pk=row.pk)
    row.is_primary = row.is_primary or not others.exists()
    if row.is_primary:
        others.update(is_primary=False)
    row.save()
    record(partner, "partner.location_saved", actor=actor, at=at, summary=row.name, partner_id=partner.pk)
    return row


@transaction.atomic
def remove_location(location: PartnerLocation, *, actor: Actor, at: datetime) -> None:
    """Forgets a location; the log keeps that there was one."""
    partner = location.partner
    _require(partner, actor)
    record(partner, "partner.location_removed", actor=actor, at=at, summary=location.name, partner_id=partner.pk)
    location.delete()


def _check(row: PartnerLocation) -> None:
    wrong: dict[str, Any] = {}
    if not row.name:
        wrong["name"] = _("Missing.")
    if row.kind not in LocationKind:
        wrong["kind"] = _("Unknown.")
    if len(row.country) != 2:
        wrong["country"] = _("Missing.")
    if wrong:
        raise Invalid(_("A location needs a name, a kind and a country."), fields=wrong)


def _require(partner: Partner, actor: Actor) -> None:
    if not (actor.can(PartnerPermission.EDIT) or actor.can(PortalPartnerPermission.EDIT_PROFILE)):
        raise Forbidden(_("You may not change locations."))
    if Partner.objects.filter(pk=partner.pk, status__in=CLOSED).exists():
        raise WrongState(_("%(partner)s is ended, so its locations stay as they are.") % {"partner": partner.name})
