"""What a person decides about a level that is about to be lost, and levels pinned whatever the figures."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit
from programs.events import DemotionNoticed, DemotionsDue, DemotionWithdrawn
from programs.lifecycle import DEMOTION
from programs.models import Demotion, Partnership, TierPin
from programs.permissions import PartnershipPermission
from programs.queries import vendor_day, version_on
from programs.services.moves import give_notice
from programs.terms import document_of

# Days before a level falls on which the partner is reminded of it.
REMINDERS = (30, 14, 7, 1)


@transaction.atomic
def confirm_demotion(demotion: Demotion, *, actor: Actor, at: datetime, note: str = "") -> Demotion:
    """Gives notice: from today the program's notice and grace run. Emits DemotionNoticed."""
    row = _decided(demotion, "confirm", actor=actor, at=at, note=note)
    version = version_on(row.partnership.program_id, vendor_day(at))
    if version is None:
        raise Refused(_("The program has no terms in force to lose a level by."))
    give_notice(row, document_of(version).review, vendor_day(at))
    row.save(update_fields=["status", "noticed_on", "grace_from", "effective_on"])
    record(row.partnership, "tier.demotion_noticed", actor=actor, at=at, summary=row.to_keep, visible_to_partner=True)
    assert row.effective_on is not None
    emit(
        DemotionNoticed(partnership_id=row.partnership_id, demotion_id=row.pk, effective_on=row.effective_on),
        at=at,
        partner_id=row.partner_id,
    )
    return row


@transaction.atomic
def decline_demotion(demotion: Demotion, *, actor: Actor, at: datetime, note: str) -> Demotion:
    """No notice is given; the reason is kept. The next review asks again."""
    _needs(note, _("Say why it is not pursued."))
    row = _decided(demotion, "decline", actor=actor, at=at, note=note)
    record(row.partnership, "tier.demotion_declined", actor=actor, at=at, summary=note)
    return row


@transaction.atomic
def withdraw_demotion(demotion: Demotion, *, actor: Actor, at: datetime, note: str) -> Demotion:
    """The partner keeps its level though notice was given. Emits DemotionWithdrawn."""
    _needs(note, _("Say why they keep the level."))
    row = _decided(demotion, "withdraw", actor=actor, at=at, note=note)
    is_told = row.noticed_on is not None
    record(row.partnership, "tier.demotion_withdrawn", actor=actor, at=at, summary=note, visible_to_partner=is_told)
    emit(DemotionWithdrawn(partnership_id=row.partnership_id, demotion_id=row.pk), at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def remind_of_demotions(*, day: date, at: datetime) -> int:
    """Emits DemotionsDue for levels that fall in 30, 14, 7 days and tomorrow, each once. Returns how many."""
    count = 0
    for days in REMINDERS:
        rows = Demotion.objects.select_for_update().filter(status="noticed", effective_on=day + timedelta(days=days))
        ids = list(rows.exclude(reminded_at_days=days).values_list("pk", flat=True))
        if ids:
            Demotion.objects.filter(pk__in=ids).update(reminded_at_days=days)
            emit(DemotionsDue(demotion_ids=ids, days=days), at=at)
            count += len(ids)
    return count


@transaction.atomic
def pin_tier(partnership: Partnership, *, until: date, reason: str, actor: Actor, at: datetime) -> TierPin:
    """The level is kept up to a day (excluded), whatever the figures; a pin there is gets the new day and reason.

    Refuses a day gone by, an ended partnership and one without a level.
    """
    row = _locked(partnership, actor)
    _needs(reason, _("Say why the level is pinned."))
    if until <= vendor_day(at):
        raise Invalid(_("A pin ends on a day to come."), fields={"until": _("Too early.")})
    if row.status == "ended" or row.tier_id is None:
        raise Refused(_("There is no level to pin."))
    values = {"until": until, "reason": reason.strip()[:400], "pinned_by": actor.label[:160], "pinned_at": at}
    pin, _made = TierPin.objects.update_or_create(
        partnership=row, lifted_at=None, defaults=values, create_defaults={**values, "partner_id": row.partner_id}
    )
    day = date_format(until, "j M Y")
    record(row, "tier.pinned", actor=actor, at=at, summary=f"{day}: {reason.strip()}")
    return pin


@transaction.atomic
def unpin_tier(partnership: Partnership, *, actor: Actor, at: datetime) -> None:
    """Reviews heed the figures again. Refuses where nothing is pinned."""
    row = _locked(partnership, actor)
    if not TierPin.objects.filter(partnership=row, lifted_at=None).update(lifted_at=at):
        raise Refused(_("The level is not pinned."))
    record(row, "tier.unpinned", actor=actor, at=at)


def _locked(partnership: Partnership, actor: Actor) -> Partnership:
    if not actor.can(PartnershipPermission.DECIDE_TIER):
        raise Forbidden(_("You may not change tiers."))
    row: Partnership = Partnership.objects.select_for_update().get(pk=partnership.pk)
    return row


def _decided(demotion: Demotion, action: str, *, actor: Actor, at: datetime, note: str) -> Demotion:
    rows = Demotion.objects.select_for_update(of=("self",)).select_related("partnership", "from_tier", "to_tier")
    row: Demotion = rows.get(pk=demotion.pk)
    transition = DEMOTION.check(row, action, actor)
    row.decided_at, row.decided_by, row.note = at, actor.label[:160], note[:400]
    if transition.target != "noticed":
        row.status = transition.target
    row.save(update_fields=["status", "decided_at", "decided_by", "note"])
    return row


def _needs(text: str, question: str) -> None:
    if not text.strip():
        raise Invalid(question, fields={"note": _("Missing.")})
