"""Reactions to this room's own events."""

from typing import Any, cast
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners import notices
from partners.events import (
    AccessAsked,
    PartnerOwnerChanged,
    PartnersHandedOver,
    ProspectAssigned,
    ScreeningAnswered,
    ScreeningAsked,
    ScreeningDecided,
    ScreeningDueAgain,
)
from partners.lifecycle import SCREENING
from partners.models import AccessRequest, Handover, Partner, Prospect, Screening
from partners.permissions import DiligencePermission, PortalDiligencePermission
from partners.queries import lines_of_handover
from partners.services.screening import assess_screening
from prm.accounts.models import Membership
from prm.accounts.permissions import AccountPermission, PortalAccountPermission
from prm.accounts.queries import members_for_partner, members_with_permission
from prm.lib.actor import Actor
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


@handles(PartnersHandedOver)
def tell_handovers(event: PartnersHandedOver) -> None:
    """The new channel manager gets the note and what is open, those before hear of it, and each partner whom to call now."""
    made = Handover.objects.select_related("vendor", "to_member").get(pk=event.handover_id)
    lines = lines_of_handover(made)
    new = made.to_member
    url = reverse("workspace:partners:handover-detail", kwargs={"vendor": made.vendor.slug, "ref": made.ref})
    told: dict[str, Any] = {"at": event.occurred_at, "url": url}
    count = {"count": len(lines), "name": new.name}
    notify(
        notices.PARTNERS_HANDED_OVER,
        [new],
        subject=lambda: (
            ngettext(
                "You look after %(count)d more partner now", "You look after %(count)d more partners now", len(lines)
            )
            % count
        ),
        body=made.note,
        **told,
    )
    notify(
        notices.PARTNERS_HANDED_OVER,
        [line.from_member for line in lines if line.from_member],
        subject=lambda: ngettext(
            "%(name)s looks after %(count)d of your partners now", "%(name)s looks after %(count)d of your partners now",
            len(lines),
        )
        % count,
        **told,
    )  # fmt: skip
    admins = Membership.objects.filter(partner_id__in=[line.partner_id for line in lines], role="admin", is_active=True)
    people: dict[UUID, list[Membership]] = {}
    for member in admins:
        people.setdefault(cast(UUID, member.partner_id), []).append(member)
    for partner_id, members in people.items():
        notify(
            notices.NEW_MANAGER,
            members,
            at=event.occurred_at,
            subject=lambda: _("%(name)s is your channel manager now") % {"name": new.name},
            body=lambda: _("Write to %(email)s with whatever is open.") % {"email": new.email},
            partner_id=partner_id,
        )


@handles(AccessAsked)
def ask_administrators(event: AccessAsked) -> None:
    """The partner's administrators decide; where it has none, its channel manager or whoever of us may invite."""
    row = AccessRequest.objects.select_related("vendor", "partner__owner").get(pk=event.request_id)
    subject = {"name": row.name, "partner": row.partner}
    where = {"vendor": row.vendor.slug, "ref": row.ref}
    if admins := list(members_with_permission(PortalAccountPermission.MANAGE_TEAM, partner_id=row.partner_id)):
        notify(
            notices.ACCESS_ASKED,
            admins,
            at=event.occurred_at,
            subject=lambda: _("%(name)s asks for access to the portal") % subject,
            body=lambda: row.email,
            url=reverse("portal:partners:access-decide", kwargs=where),
            partner_id=row.partner_id,
        )
        return
    owner = row.partner.owner
    ours = [owner] if owner and owner.actor().can(AccountPermission.INVITE_PARTNER_MEMBERS) else None
    notify(
        notices.ACCESS_ASKED_OF_US,
        ours or list(members_with_permission(AccountPermission.INVITE_PARTNER_MEMBERS)),
        at=event.occurred_at,
        subject=lambda: _("%(name)s of %(partner)s asks for access") % subject,
        body=lambda: row.email,
        url=reverse("workspace:partners:access-decide", kwargs=where),
        partner_id=row.partner_id,
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


def portal_of(screening: Screening) -> str:
    return reverse("portal:partners:screening", kwargs={"vendor": screening.vendor.slug})


def answerers(screening: Screening) -> list[Membership]:
    return list(members_with_permission(PortalDiligencePermission.ANSWER, partner_id=screening.partner_id))


def told(screening_id: UUID) -> Screening:
    return Screening.objects.select_related("vendor", "partner", "partner__owner").get(pk=screening_id)


@handles(ScreeningAsked)
def ask_for_answers(event: ScreeningAsked) -> None:
    row = told(event.screening_id)
    notify(
        notices.SCREENING_ASKED,
        answerers(row),
        at=event.occurred_at,
        subject=lambda: _("%(vendor)s asks for your due diligence") % {"vendor": row.vendor},
        body=lambda: _("Please answer by %(day)s.") % {"day": date_format(row.due_on, "j M Y")},
        url=portal_of(row),
        partner_id=row.partner_id,
    )


@handles(ScreeningDueAgain)
def remind_of_expiry(event: ScreeningDueAgain) -> None:
    row = told(event.screening_id)
    notify(
        notices.SCREENING_ASKED,
        answerers(row),
        at=event.occurred_at,
        subject=lambda: _("Your due diligence expires on %(day)s") % {"day": date_format(event.expires_on, "j M Y")},
        body=lambda: _("Please answer again before that day, so that nothing stops."),
        url=portal_of(row),
        partner_id=row.partner_id,
    )


@handles(ScreeningAnswered)
def read_answers(event: ScreeningAnswered) -> None:
    """The rule reads them as the vendor, since the portal may not know the risk; then somebody must decide."""
    row = told(event.screening_id)
    assess_screening(row, actor=Actor.system(row.vendor_id), at=event.occurred_at)
    owner = row.partner.owner
    deciders = list(members_with_permission(DiligencePermission.DECIDE))
    notify(
        notices.SCREENING_ANSWERED,
        [*deciders, owner] if owner and owner.actor().can(DiligencePermission.VIEW) else deciders,
        at=event.occurred_at,
        subject=lambda: _("%(partner)s answered the due diligence") % {"partner": row.partner},
        url=reverse("workspace:partners:screening-detail", kwargs={"vendor": row.vendor.slug, "ref": row.ref}),
        partner_id=row.partner_id,
    )


@handles(ScreeningDecided)
def tell_decision(event: ScreeningDecided) -> None:
    row = told(event.screening_id)
    state = SCREENING.states[event.status].label
    notify(
        notices.SCREENING_DECIDED,
        answerers(row),
        at=event.occurred_at,
        subject=lambda: _("Your due diligence: %(state)s") % {"state": str(state).lower()},
        body=row.reason,
        url=portal_of(row),
        partner_id=row.partner_id,
    )
