"""Reactions to this room's own events."""

from django.urls import reverse
from django.utils.translation import gettext as _

from partners import notices
from partners.events import PartnerOwnerChanged, ProspectAssigned
from partners.models import Partner, Prospect
from prm.accounts.models import Membership
from prm.accounts.queries import members_for_partner
from prm.notifications.services import notify
from prm.outbox.services import handles


@handles(PartnerOwnerChanged)
def tell_handover(event: PartnerOwnerChanged) -> None:
    """Both channel managers hear of it, and the partner hears whom to call now."""
    assert event.partner_id is not None
    partner = Partner.objects.select_related("vendor").get(pk=event.partner_id)
    ids = [member for member in (event.from_member_id, event.to_member_id) if member]
    new = Membership.objects.filter(pk=event.to_member_id).first() if event.to_member_id else None
    name = new.name if new else _("nobody")
    notify(
        notices.PARTNER_HANDED_OVER,
        Membership.objects.filter(pk__in=ids, is_active=True),
        at=event.occurred_at,
        subject=lambda: _("%(partner)s is looked after by %(name)s now") % {"partner": partner, "name": name},
        url=reverse("workspace:partners:partner-detail", kwargs={"vendor": partner.vendor.slug, "ref": partner.ref}),
        partner_id=partner.pk,
    )
    if new is not None:
        notify(
            notices.NEW_MANAGER,
            members_for_partner(partner.pk),
            at=event.occurred_at,
            subject=lambda: _("%(name)s is your channel manager now") % {"name": new.name},
            partner_id=partner.pk,
        )


@handles(ProspectAssigned)
def tell_prospect_owner(event: ProspectAssigned) -> None:
    """The new owner hears of it, unless they took it themselves."""
    if event.to_member_id == event.by_member_id:
        return
    prospect = Prospect.objects.select_related("vendor").get(pk=event.prospect_id)
    notify(
        notices.PROSPECT_ASSIGNED,
        Membership.objects.filter(pk=event.to_member_id, is_active=True),
        at=event.occurred_at,
        subject=lambda: _("You look after the prospect %(prospect)s now") % {"prospect": prospect},
        body=lambda: prospect.about,
        url=reverse("workspace:partners:prospect-detail", kwargs={"vendor": prospect.vendor.slug, "ref": prospect.ref}),
    )
