"""Terms, tiers and benefits as they were on a day: what later pillars ask."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id
from programs.models import Partnership, Program, ProgramVersion, Tier, TierAssignment, TierBenefit


def vendor_day(at: datetime) -> date:
    """The calendar day of the scope's vendor at a moment."""
    return local_date(at, Vendor.objects.get(pk=current_vendor_id()).timezone)


def in_force(on: date) -> Q:
    """Dated rows in force on a day: from included, to excluded."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def version_on(program: Program | UUID, on: date) -> ProgramVersion | None:
    """The published version in force on a day; None before the first."""
    key = program if isinstance(program, UUID) else program.pk
    versions = ProgramVersion.objects.filter(program_id=key, status="published", valid_from__lte=on)
    return versions.order_by("-valid_from").first()


def version_at(program_id: UUID, on: date) -> ProgramVersion | None:
    """The version in force on a day; before the first one the first, which is what members came to join."""
    published = ProgramVersion.objects.filter(program_id=program_id, status="published")
    return version_on(program_id, on) or published.order_by("valid_from").first()


def tier_on(partnership: Partnership, on: date) -> Tier | None:
    """The tier a partnership held on a day; None before it had one. Earnings use the tier on the deal's date."""
    return tiers_on([partnership.pk], on).get(partnership.pk)


def tiers_on(partnership_ids: Iterable[UUID] | None, on: date) -> dict[UUID, Tier]:
    """The same for many partnerships (None: all of the vendor) in one query."""
    rows = TierAssignment.objects.filter(in_force(on)).select_related("tier")
    if partnership_ids is not None:
        rows = rows.filter(partnership_id__in=list(partnership_ids))
    return {row.partnership_id: row.tier for row in rows}


def benefit_value(partnership: Partnership, key: str, on: date) -> Decimal | None:
    """What the partnership's tier of that day gives under the program version of that day (keys: programs/benefits.py).

    Percent is 0-100. None where the tier gives no such benefit.
    """
    tier, version = tier_on(partnership, on), version_on(partnership.program_id, on)
    if tier is None or version is None:
        return None
    return TierBenefit.objects.filter(version=version, tier=tier, key=key).values_list("value", flat=True).first()


def benefit_values(key: str, on: date, partnership_ids: Iterable[UUID] | None = None) -> dict[UUID, Decimal]:
    """One benefit for many partnerships (None: all) in three queries; those without it are missing."""
    tiers = tiers_on(partnership_ids, on)
    programs = {tier.program_id for tier in tiers.values()}
    versions = ProgramVersion.objects.filter(program_id__in=programs, status="published", valid_from__lte=on)
    newest = {version.program_id: version.pk for version in versions.order_by("valid_from")}
    rows = TierBenefit.objects.filter(version_id__in=newest.values(), key=key).values_list("tier_id", "value")
    by_tier = dict(rows)
    return {pk: by_tier[tier.pk] for pk, tier in tiers.items() if tier.pk in by_tier}


def next_version_of(program: Program) -> ProgramVersion | None:
    """The draft of the next version, where there is one."""
    return ProgramVersion.objects.select_related("program").filter(program=program, status="draft").first()
