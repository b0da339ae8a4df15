"""The entitlement ledger: what levels grant for a period is used one by one, and expires when the period is over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.money.calendar import period_containing
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.enums import EntryKind
from programs.events import EntitlementsEnding
from programs.models import Entitlement, EntitlementEntry, Partnership, ProgramVersion, TierBenefit
from programs.permissions import PartnershipPermission
from programs.queries import running_partnerships, tiers_on, vendor_day
from programs.queries.library import benefit_library

# Partners hear so long before what they have not taken expires.
REMINDED = timedelta(days=30)
CHUNK = 2_000


def keep_entitlements(*, actor: Actor, at: datetime) -> None:
    """One night: closes the periods that are over, grants those that begin, reminds of what ends. Safe to run again."""
    day = vendor_day(at)
    while close_entitlements(day=day, actor=actor, at=at):
        pass
    ids = list(running_partnerships().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        grant_entitlements(ids[start : start + CHUNK], day=day, actor=actor, at=at)
    remind_of_entitlements(day=day, at=at)


@transaction.atomic
def grant_entitlements(partnership_ids: Iterable[UUID], *, day: date, actor: Actor, at: datetime) -> int:
    """Opens the period of the day for what the level of the day gives; returns how many were granted or topped up.

    A higher level in the middle of a period tops it up to its own figure; a lower one takes nothing back before the
    next. The number of statements does not depend on the partnerships. Run twice it changes nothing.
    """
    library, ids = benefit_library(), list(partnership_ids)
    used_up = library.used_up()
    starts = Vendor.objects.get(pk=current_vendor_id()).fiscal_start_month
    periods = {key: period_containing(day, item.every, starts) for key, item in used_up.items()}
    partners = dict(Partnership.objects.filter(pk__in=ids).values_list("pk", "partner_id"))
    running = {
        (row.partnership_id, row.key, row.starts_on): row
        for row in Entitlement.objects.select_for_update().filter(partnership_id__in=ids, ends_on__gt=day)
    }
    fresh, raised, entries = [], [], []
    for (partnership_id, key), value in _given(ids, list(used_up), day).items():
        period = periods[key]
        row = running.get((partnership_id, key, period.start))
        more = int(value) - (row.granted if row else 0)
        if more <= 0:
            continue
        if row is None:
            row = Entitlement(
                partner_id=partners[partnership_id], partnership_id=partnership_id, key=key,
                label=str(used_up[key].label)[:80], starts_on=period.start, ends_on=period.end,
            )  # fmt: skip
            fresh.append(row)
        else:
            raised.append(row)
        row.granted += more
        entries.append(_entry(row, EntryKind.GRANTED, more, actor=actor, at=at))
    for row, ref in zip(fresh, Entitlement.free_refs(len(fresh)) if fresh else [], strict=True):
        row.ref = ref
    Entitlement.objects.bulk_create(fresh)
    Entitlement.objects.bulk_update(raised, ["granted"])
    EntitlementEntry.objects.bulk_create(entries)
    return len(entries)


def _given(ids: Sequence[UUID], keys: Sequence[str], day: date) -> dict[tuple[UUID, str], Decimal]:
    """(partnership, benefit) -> what the level of the day gives under the terms of the day."""
    tiers = tiers_on(ids, day)
    published = ProgramVersion.objects.filter(
        program_id__in={tier.program_id for tier in tiers.values()}, status="published", valid_from__lte=day
    )
    newest = {version.program_id: version.pk for version in published.order_by("valid_from")}
    rows = TierBenefit.objects.filter(version_id__in=newest.values(), key__in=keys, value__gte=1)
    by_tier: dict[UUID, list[tuple[str, Decimal]]] = {}
    for tier_id, key, value in rows.values_list("tier_id", "key", "value"):
        by_tier.setdefault(tier_id, []).append((key, value))
    return {(pk, key): value for pk, tier in tiers.items() for key, value in by_tier.get(tier.pk, [])}


@transaction.atomic
def close_entitlements(*, day: date, actor: Actor, at: datetime, limit: int = CHUNK) -> int:
    """Writes off what nobody took of periods that are over, so many at a time; returns how many it closed."""
    over = Entitlement.objects.select_for_update().filter(closed_on=None, ends_on__lte=day)
    rows = list(over.order_by("ends_on", "pk")[:limit])
    entries = []
    for row in rows:
        if row.left:
            entries.append(_entry(row, EntryKind.EXPIRED, row.left, actor=actor, at=at))
        row.expired, row.closed_on = row.expired + row.left, day
    Entitlement.objects.bulk_update(rows, ["expired", "closed_on"])
    EntitlementEntry.objects.bulk_create(entries)
    return len(rows)


@transaction.atomic
def remind_of_entitlements(*, day: date, at: datetime) -> int:
    """Emits EntitlementsEnding once for what ends within 30 days and is not used up; returns how many.

    Periods shorter than that are not reminded of: what is granted each month needs no mail each month.
    """
    soon = Entitlement.objects.select_for_update().filter(closed_on=None, reminded_on=None, ends_on__gt=day)
    rows = [
        row
        for row in soon.filter(ends_on__lte=day + REMINDED)
        if row.left and row.ends_on - row.starts_on > REMINDED * 2
    ]
    if rows:
        Entitlement.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=day)
        emit(EntitlementsEnding(entitlement_ids=[row.pk for row in rows]), at=at)
    return len(rows)


@transaction.atomic
def use_entitlement(
    entitlement: Entitlement, *, quantity: int, note: str = "", cause: str = "", actor: Actor, at: datetime
) -> Entitlement:
    """So many are taken. Refuses more than are left, and one that is over; a `cause` told twice counts once."""
    row = _locked(entitlement, actor)
    if cause and row.entries.filter(kind=EntryKind.USED, cause=cause).exists():
        return row
    if row.closed_on is not None:
        raise Refused(_("This period is over."))
    if quantity < 1 or quantity > row.left:
        raise Invalid(
            _("%(left)s are left of %(benefit)s.") % {"left": row.left, "benefit": row.label},
            fields={"quantity": _("From 1 to %(left)s.") % {"left": row.left}},
        )
    row.used += quantity
    return _booked(row, EntryKind.USED, quantity, note=note, cause=cause, actor=actor, at=at)


@transaction.atomic
def give_back(entitlement: Entitlement, *, quantity: int, note: str, actor: Actor, at: datetime) -> Entitlement:
    """So many were not needed after all, or were entered by mistake. Refuses more than were used; needs a reason."""
    row = _locked(entitlement, actor)
    if row.closed_on is not None:
        raise Refused(_("This period is over."))
    if not note.strip():
        raise Invalid(_("Say why."), fields={"note": _("Missing.")})
    if quantity < 1 or quantity > row.used:
        raise Invalid(
            _("%(used)s were used of %(benefit)s.") % {"used": row.used, "benefit": row.label},
            fields={"quantity": _("From 1 to %(used)s.") % {"used": row.used}},
        )
    row.used -= quantity
    return _booked(row, EntryKind.GIVEN_BACK, quantity, note=note, actor=actor, at=at)


def _booked(
    row: Entitlement, kind: EntryKind, quantity: int, *, note: str, cause: str = "", actor: Actor, at: datetime
) -> Entitlement:
    row.save(update_fields=["used"])
    _entry(row, kind, quantity, note=note, cause=cause, actor=actor, at=at).save(force_insert=True)
    record(
        row, f"entitlement.{kind}", actor=actor, at=at, summary=f"{quantity} {row.label}. {note}".strip(),
        partner_id=row.partner_id, visible_to_partner=True,
    )  # fmt: skip
    return row


def _entry(
    row: Entitlement, kind: EntryKind, quantity: int, *, note: str = "", cause: str = "", actor: Actor, at: datetime
) -> EntitlementEntry:
    return EntitlementEntry(
        partner_id=row.partner_id, entitlement=row, kind=kind, quantity=quantity, note=note.strip()[:200],
        cause=cause, entered_by=actor.label[:160], entered_at=at,
    )  # fmt: skip


def _locked(entitlement: Entitlement, actor: Actor) -> Entitlement:
    if not actor.can(PartnershipPermission.MANAGE):
        raise Forbidden(_("You may not enter what partners use."))
    row: Entitlement = Entitlement.objects.select_for_update().get(pk=entitlement.pk)
    return row
