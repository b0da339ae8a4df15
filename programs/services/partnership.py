"""A partnership from approval to its end."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Partner
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Refused
from prm.outbox.services import emit
from programs.enums import TierReason
from programs.events import PartnershipActivated, PartnershipApproved, PartnershipContracted, PartnershipEnded
from programs.lifecycle import PARTNERSHIP
from programs.models import Application, Partnership, Program
from programs.permissions import PartnershipPermission
from programs.queries import vendor_day
from programs.services import onboarding
from programs.services.tier import assign_tier, change_tier

__all__ = [
    "activate_partnership",
    "change_tier",
    "create_partnership",
    "end_partnership",
    "lift_suspension",
    "mark_contracted",
    "suspend_partnership",
]


@transaction.atomic
def create_partnership(
    partner: Partner,
    program: Program,
    *,
    actor: Actor,
    at: datetime,
    owner: Membership | None = None,
    application: Application | None = None,
) -> Partnership:
    """A partner joins a program: status approved, the entry tier from today, its onboarding journey laid out.

    Refuses when the partner is in the program already or the program is retired. Emits PartnershipApproved.
    """
    if not actor.can(PartnershipPermission.MANAGE):
        raise Forbidden(_("You may not add partnerships."))
    if program.status == "retired":
        raise Refused(_("This program is retired; nobody joins it any more."))
    partnership = Partnership(
        partner=partner, program=program, type=program.type, status=PARTNERSHIP.initial, approved_at=at,
        owner=owner or partner.owner, application=application,
    )  # fmt: skip
    try:
        with transaction.atomic():
            partnership.save(force_insert=True)
    except IntegrityError as error:
        if "partnership_once" not in str(error):
            raise
        raise Refused(_("%(partner)s is in this program already.") % {"partner": partner}) from error
    entry = program.tiers.order_by("rank").first()
    if entry is not None:
        assign_tier(partnership, entry, effective_on=vendor_day(at), reason=TierReason.ENTRY, actor=actor, at=at)
    onboarding.lay_out_journey(partnership)
    record(partnership, "partnership.approved", actor=actor, at=at, visible_to_partner=True, summary=str(program))
    emit(PartnershipApproved(partnership_id=partnership.pk), at=at, partner_id=partner.pk)
    return partnership


@transaction.atomic
def mark_contracted(partnership: Partnership, *, actor: Actor, at: datetime) -> Partnership:
    """The agreement is executed: the partnership is contracted and its onboarding starts, due dates count from today.

    Called by agreements/, which has checked who may sign; needs the vendor's scope (a handler or the workspace).
    A partnership that is contracted already stays as it is. Refuses an ended one. Emits PartnershipContracted.
    """
    row = _locked(partnership)
    if row.contracted_at is not None and row.status != "ended":
        return row
    system = Actor.system(row.vendor_id)
    PARTNERSHIP.check(row, "contract", system)
    row.contracted_at = at
    _move(row, "contract", "contracted_at")
    record(row, "partnership.contracted", actor=actor, at=at, visible_to_partner=True)
    emit(PartnershipContracted(partnership_id=row.pk), at=at, partner_id=row.partner_id)
    if onboarding.start_journey(row, actor=actor, at=at):
        _move(row, "start_onboarding")
        onboarding.record_step(row, "sign_agreement", actor=actor, at=at)
    return row


@transaction.atomic
def activate_partnership(partnership: Partnership, *, actor: Actor, at: datetime) -> Partnership:
    """The partnership is active: by its last required onboarding step (the system) or by hand before that.

    Refuses while suspended. One that is active already stays as it is. Emits PartnershipActivated.
    """
    row = _locked(partnership)
    if row.status == "active":
        return row
    PARTNERSHIP.check(row, "activate", actor)
    row.activated_at = at
    _move(row, "activate", "activated_at")
    record(row, "partnership.activated", actor=actor, at=at, visible_to_partner=True)
    emit(PartnershipActivated(partnership_id=row.pk), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def end_partnership(partnership: Partnership, *, actor: Actor, at: datetime, reason: str) -> Partnership:
    """Ends it; its history stays. Emits PartnershipEnded."""
    row = _locked(partnership)
    PARTNERSHIP.check(row, "end", actor)
    row.ended_at = at
    _move(row, "end", "ended_at")
    record(row, "partnership.ended", actor=actor, at=at, summary=reason, visible_to_partner=True)
    emit(PartnershipEnded(partnership_id=row.pk), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def suspend_partnership(partnership: Partnership, *, actor: Actor, at: datetime, reason: str) -> Partnership:
    """Lays the overlay over whatever the status is: nothing new until it is lifted. Refuses when suspended or ended."""
    return _overlay(partnership, actor=actor, at=at, reason=reason, suspended=True)


@transaction.atomic
def lift_suspension(partnership: Partnership, *, actor: Actor, at: datetime, reason: str = "") -> Partnership:
    """Takes the overlay away. Refuses one that is not suspended."""
    return _overlay(partnership, actor=actor, at=at, reason=reason, suspended=False)


def _overlay(partnership: Partnership, *, actor: Actor, at: datetime, reason: str, suspended: bool) -> Partnership:
    row = _locked(partnership)
    if not actor.can(PartnershipPermission.MANAGE):
        raise Forbidden(_("You may not suspend partnerships."))
    if row.status == "ended" or bool(row.suspended_at) == suspended:
        raise Refused(
            _("This partnership is suspended already.") if suspended else _("This partnership is not suspended.")
        )
    row.suspended_at = at if suspended else None
    row.save(update_fields=["suspended_at"])
    action = "partnership.suspended" if suspended else "partnership.resumed"
    record(row, action, actor=actor, at=at, summary=reason, visible_to_partner=True)
    return row


def _locked(partnership: Partnership) -> Partnership:
    row: Partnership = Partnership.objects.select_for_update().get(pk=partnership.pk)
    return row


def _move(row: Partnership, action: str, *fields: Any) -> None:
    row.status = PARTNERSHIP.transitions[action].target
    row.save(update_fields=["status", *fields])
