"""Dated tiers: who holds which from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.audit.services import Line, record, record_many
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit, emit_many
from programs.enums import TierReason
from programs.events import TierChanged
from programs.models import Partnership, Tier, TierAssignment
from programs.permissions import PartnershipPermission
from programs.queries import vendor_day


@transaction.atomic
def change_tier(
    partnership: Partnership,
    tier: Tier,
    *,
    actor: Actor,
    at: datetime,
    effective_on: date | None = None,
    reason: str = TierReason.OVERRIDE,
    why: str = "",
    decision_id: UUID | None = None,
) -> TierAssignment:
    """Gives the partnership another tier from a day on (today unless told); the tier of earlier days stays.

    Refuses the tier it holds already, a tier of another program, a day before the present tier began, and a change by
    hand without `why`. Needs `programs.decide_tiers`. Emits TierChanged.
    """
    if not actor.can(PartnershipPermission.DECIDE_TIER):
        raise Forbidden(_("You may not change tiers."))
    row = Partnership.objects.select_for_update().get(pk=partnership.pk)
    day = effective_on or vendor_day(at)
    if tier.program_id != row.program_id:
        raise Invalid(_("This tier belongs to another program."), fields={"tier": _("Another program's.")})
    if reason == TierReason.OVERRIDE and not why.strip():
        raise Invalid(_("Say why the tier is set by hand."), fields={"why": _("Missing.")})
    if row.status == "ended":
        raise Refused(_("This partnership has ended."))
    before = open_assignment(row)
    if before is not None and before.tier_id == tier.pk:
        raise Refused(_("The partnership holds %(tier)s already.") % {"tier": tier})
    if before is not None and day < before.valid_from:
        raise Refused(
            _("The present tier began on %(day)s; a change cannot start before that.")
            % {"day": date_format(before.valid_from, "j M Y")}
        )
    assignment = assign_tier(
        row, tier, effective_on=day, reason=reason, note=why, decision_id=decision_id, actor=actor, at=at
    )
    partnership.tier = row.tier
    changes = {"tier": [str(before.tier) if before else None, str(tier)], "from": [None, day]}
    record(row, "tier.changed", actor=actor, at=at, summary=why, changes=changes, visible_to_partner=True)
    emit(
        TierChanged(
            partnership_id=row.pk, from_tier_id=before.tier_id if before else None, to_tier_id=tier.pk,
            effective_on=day, reason=str(reason), why=why,
        ),
        at=at,
        partner_id=row.partner_id,
    )  # fmt: skip
    return assignment


@dataclass(frozen=True)
class TierMove:
    """One change of many. `before` is the open assignment, read by whoever decided."""

    row: Partnership
    tier: Tier
    effective_on: date
    reason: str
    why: str
    decision_id: UUID | None
    before: TierAssignment | None


def change_tiers(moves: Sequence[TierMove], *, actor: Actor, at: datetime) -> None:
    """`change_tier` for what a review decided: a fixed number of statements for any number of partnerships.

    Refuses nothing that the review has looked at already. Needs `programs.decide_tiers`. Emits TierChanged for each.
    """
    if not actor.can(PartnershipPermission.DECIDE_TIER):
        raise Forbidden(_("You may not change tiers."))
    before = [(move.before, move.effective_on) for move in moves if move.before]
    TierAssignment.objects.filter(pk__in=[row.pk for row, day in before if row.valid_from >= day]).delete()
    ended = [row for row, day in before if row.valid_from < day]
    for row, day in before:
        row.valid_to = day
    TierAssignment.objects.bulk_update(ended, ["valid_to"])
    TierAssignment.objects.bulk_create(
        TierAssignment(
            partner_id=move.row.partner_id, partnership=move.row, tier=move.tier, valid_from=move.effective_on,
            reason=move.reason, note=move.why[:400], decision_id=move.decision_id, assigned_by=actor.label,
            assigned_at=at,
        )
        for move in moves
    )  # fmt: skip
    today = vendor_day(at)
    held = [move.row for move in moves if move.effective_on <= today]
    for move in moves:
        if move.effective_on <= today:
            move.row.tier = move.tier
    Partnership.objects.bulk_update(held, ["tier"])
    record_many([_line(move) for move in moves], "tier.changed", actor=actor, at=at, visible_to_partner=True)
    emit_many((_changed(move) for move in moves), at=at)


def _line(move: TierMove) -> Line:
    changes = {
        "tier": [str(move.before.tier) if move.before else None, str(move.tier)],
        "from": [None, move.effective_on],
    }
    return Line(move.row, move.why, changes)


def _changed(move: TierMove) -> TierChanged:
    return TierChanged(
        partnership_id=move.row.pk, from_tier_id=move.before.tier_id if move.before else None, to_tier_id=move.tier.pk,
        effective_on=move.effective_on, reason=str(move.reason), why=move.why, partner_id=move.row.partner_id,
    )  # fmt: skip


def assign_tier(
    partnership: Partnership,
    tier: Tier,
    *,
    effective_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    decision_id: UUID | None = None,
) -> TierAssignment:
    """Writes the dated row and closes the one before; two changes for the same day leave only the later one.

    Inside other services only: says nothing to anybody.
    """
    before = open_assignment(partnership)
    if before is not None and before.valid_from >= effective_on:
        before.delete()
    elif before is not None:
        before.valid_to = effective_on
        before.save(update_fields=["valid_to"])
    assignment: TierAssignment = TierAssignment.objects.create(
        partner_id=partnership.partner_id, partnership=partnership, tier=tier, valid_from=effective_on, reason=reason,
        note=note[:400], decision_id=decision_id, assigned_by=actor.label, assigned_at=at,
    )  # fmt: skip
    if effective_on <= vendor_day(at):
        partnership.tier = tier
        partnership.save(update_fields=["tier"])
    return assignment


def apply_due_tiers(on: date) -> int:
    """Brings `Partnership.tier` up to the assignments in force on the day; returns how many changed. One statement."""
    from django.db import connection

    from prm.tenancy.scope import current_vendor_id

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programs_partnership p SET tier_id = a.tier_id FROM programs_tierassignment a"
            " WHERE a.vendor_id = %(vendor)s AND p.vendor_id = a.vendor_id AND a.partnership_id = p.id"
            " AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)"
            " AND p.tier_id IS DISTINCT FROM a.tier_id",
            {"vendor": current_vendor_id(), "on": on},
        )
        return int(cursor.rowcount)


def open_assignment(partnership: Any) -> TierAssignment | None:
    """The assignment that has no end yet; it may start tomorrow."""
    found: TierAssignment | None = (
        TierAssignment.objects.select_related("tier").filter(partnership_id=partnership.pk, valid_to=None).first()
    )
    return found
