"""Partnerships a vendor brings along when it goes live: as they stand, with their dates, and nobody hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from partners.models import Partner
from partners.queries import PartnersByName
from prm.accounts.models import Membership
from prm.audit.services import Line, record_many
from prm.imports.kinds import ChunkResult, Row
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.tenancy.models import Vendor
from programs.enums import TierReason
from programs.models import Partnership, Program, Tier, TierAssignment, TierPin
from programs.permissions import PartnershipPermission
from programs.queries import vendor_day, version_on
from programs.terms import document_of


def load_partnerships(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Makes active partnerships of the rows, stamped as migrated by the batch; those that are there stay as they are.

    A level without a day of its own is kept over the program's first review. No event is emitted: no mail, no agreement
    draft, no onboarding, no clock. Refuses, row by row, partners, programs, levels and owners that are not there, and days
    to come. One audit entry a partnership.
    """
    if not actor.can(PartnershipPermission.MANAGE):
        raise Forbidden(_("You may not add partnerships."))
    known, result, moved = Known(rows, at), ChunkResult(), []
    for position, row in enumerate(rows):
        try:
            arrival = known.arrival(row)
        except ValueError as error:
            result.errors[position] = str(error)
            continue
        key = (arrival.partner.pk, arrival.program.pk)
        if key in known.there:
            result.unchanged += 1
            continue
        known.there.add(key)
        moved.append(arrival)
    _write(moved, known, actor, at, batch_id)
    result.created = len(moved)
    return result


@dataclass(frozen=True)
class Arrival:
    """One row that holds: whom it is about, and its days."""

    partner: Partner
    program: Program
    owner_id: UUID | None
    contracted_on: date
    tier: Tier | None
    tier_since: date
    pinned_until: date | None


class Known:
    """What the rows of a chunk speak of, read with a query for each kind."""

    def __init__(self, rows: Sequence[Row], at: datetime) -> None:
        self.vendor = Vendor.objects.get()
        self.today = vendor_day(at)
        self.partners = PartnersByName(row["partner"] for row in rows)
        programs = Program.objects.exclude(status="retired").prefetch_related("tiers")
        self.programs = {name: row for row in programs for name in (row.name.lower(), row.ref.lower())}
        self.pins = {row.pk: self._first_review(row) for row in programs}
        emails = {row["owner"].lower() for row in rows if row.get("owner")}
        members = Membership.objects.filter(audience="vendor", is_active=True, email__in=emails)
        self.owners = {email.lower(): pk for email, pk in members.values_list("email", "pk")}
        ships = Partnership.objects.filter(partner_id__in=self.partners.ids).exclude(status="ended")
        self.there = set(ships.values_list("partner_id", "program_id"))

    def _first_review(self, program: Program) -> date | None:
        """The day after the next review, up to which a level is kept; None where nothing is published yet."""
        version = version_on(program, self.today)
        review_on = None
        if version is not None:
            document = document_of(version)
            review_on = document.review.next(self.today, self.today, document.year_starts)
        return review_on + timedelta(days=1) if review_on else None

    def arrival(self, row: Row) -> Arrival:
        """Raises ValueError with what the row says that is not so."""
        partner, program = self.partners.find(row["partner"]), self.programs.get(row["program"].lower())
        if program is None:
            raise ValueError(_("There is no program called “%(name)s”.") % {"name": row["program"]})
        owner_email = (row.get("owner") or "").lower()
        if owner_email and owner_email not in self.owners:
            raise ValueError(_("Nobody here has the address %(email)s.") % {"email": owner_email})
        tier, contracted_on = self._tier(program, row.get("tier") or ""), row["contracted_on"]
        since = row.get("tier_since") or contracted_on
        if contracted_on > self.today or since > self.today:
            raise ValueError(_("A day is still to come."))
        if since < contracted_on:
            raise ValueError(_("The level is older than the contract."))
        pinned_until = row.get("pinned_until") or self.pins[program.pk]
        return Arrival(
            partner, program, self.owners.get(owner_email, partner.owner_id), contracted_on, tier, since,
            pinned_until if tier and pinned_until and pinned_until > self.today else None,
        )  # fmt: skip

    def _tier(self, program: Program, name: str) -> Tier | None:
        tiers = sorted(program.tiers.all(), key=lambda tier: tier.rank)
        if not name:
            return tiers[0] if tiers else None
        for tier in tiers:
            if tier.name.lower() == name.lower():
                return tier
        raise ValueError(_("%(program)s has no level called “%(name)s”.") % {"program": program, "name": name})


def _write(moved: Sequence[Arrival], known: Known, actor: Actor, at: datetime, batch_id: UUID) -> None:
    zone = ZoneInfo(known.vendor.timezone)
    ships = []
    for arrival, ref in zip(moved, Partnership.free_refs(len(moved)), strict=True):
        since = datetime.combine(arrival.contracted_on, time.min, zone)
        ships.append(
            Partnership(
                ref=ref, partner=arrival.partner, program=arrival.program, type=arrival.program.type, tier=arrival.tier,
                owner_id=arrival.owner_id, status="active", approved_at=since, contracted_at=since, activated_at=since,
                migrated_by=batch_id,
            )
        )  # fmt: skip
    Partnership.objects.bulk_create(ships)
    pairs: list[tuple[Arrival, Any]] = list(zip(moved, ships, strict=True))
    TierAssignment.objects.bulk_create(
        TierAssignment(
            partner=arrival.partner, partnership=ship, tier=arrival.tier, valid_from=arrival.tier_since,
            reason=TierReason.MIGRATED, assigned_by=actor.label, assigned_at=at,
        )
        for arrival, ship in pairs
        if arrival.tier
    )  # fmt: skip
    TierPin.objects.bulk_create(
        TierPin(
            partner=arrival.partner, partnership=ship, until=arrival.pinned_until, reason=_("Brought along at go-live"),
            pinned_by=actor.label, pinned_at=at,
        )
        for arrival, ship in pairs
        if arrival.pinned_until
    )  # fmt: skip
    record_many([Line(ship, str(ship.program)) for ship in ships], "partnership.migrated", actor=actor, at=at)
