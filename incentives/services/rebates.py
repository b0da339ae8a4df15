"""Rebates: where each partnership stands in the quarter, every night; and what it earned when the quarter is over."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incentives.enums import BandMode, FactKind, PlanKind, RateUnit
from incentives.models import Earning, Fact, PlanVersion, RebateProgress
from incentives.rules.bands import BandResult, apply_bands
from incentives.rules.terms import Terms
from incentives.services.booking import Earned, book_earnings
from incentives.services.decisions import record_rebate_decisions
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.money import round_money
from prm.money.calendar import Period, local_date, quarter_containing
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


def accrue_rebates(*, actor: Actor, at: datetime) -> int:
    """Recalculates the running and the former quarter of every rebate plan; posts the former one. Returns rows touched.

    Set-based: one aggregate per plan version and quarter. A late fact changes a posted quarter by a delta earning only.
    """
    vendor = Vendor.objects.get(pk=current_vendor_id())
    today = local_date(at, vendor.timezone)
    running = quarter_containing(today, vendor.fiscal_start_month)
    former = quarter_containing(running.start - timedelta(days=1), vendor.fiscal_start_month)
    versions = PlanVersion.objects.filter(plan__kind=PlanKind.REBATE).select_related("plan").order_by("valid_from")
    touched = 0
    for version in versions:
        for period in (former, running):
            if version.valid_from < period.end and (version.valid_to is None or version.valid_to > period.start):
                rows = _accrue(version, period, actor, at)
                touched += len(rows)
                if period is former:
                    _post_quarter(version, period, rows, actor, at)
    return touched


def _totals(version: PlanVersion, period: Period) -> Iterable[dict[str, Any]]:
    start = max(period.start, version.valid_from)
    end = min(period.end, version.valid_to) if version.valid_to else period.end
    facts = Fact.objects.filter(
        kind=FactKind.INVOICE,
        partnership__program=version.plan.program_id,
        currency=version.plan.currency,
        occurred_on__gte=start,
        occurred_on__lt=end,
    )
    return (
        facts.values("partnership_id", "partner_id")
        .annotate(value=Sum("amount"), units=Sum("quantity"), facts=Count("pk"))
        .order_by("partnership_id")
    )


def rebate_for(basis: Decimal, terms: Terms, currency: str) -> tuple[Decimal, BandResult]:
    """The rounded rebate on a basis, and how it came about."""
    result = apply_bands(basis, terms.bands, mode=BandMode(terms.band_mode), unit=RateUnit(terms.rate_unit))
    return round_money(result.amount, currency, rule=terms.rounding), result


@transaction.atomic
def _accrue(version: PlanVersion, period: Period, actor: Actor, at: datetime) -> list[RebateProgress]:
    terms, currency = version.parsed, version.plan.currency
    by_units = terms.rate_unit == RateUnit.PER_UNIT
    rows = []
    for total in _totals(version, period):
        basis = total["units"] if by_units else total["value"]
        amount, result = rebate_for(basis, terms, currency)
        rows.append(
            RebateProgress(
                partner_id=total["partner_id"],
                partnership_id=total["partnership_id"],
                plan_version=version,
                period_start=period.start,
                period_end=period.end,
                basis=basis,
                amount=amount,
                currency=currency,
                rate=result.reached.rate if result.reached else Decimal(0),
                next_at=result.next_band.lower if result.next_band else None,
                next_worth=rebate_for(result.next_band.lower, terms, currency)[0] if result.next_band else None,
                fact_count=total["facts"],
                calculated_at=at,
            )
        )
    RebateProgress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["vendor", "partnership", "plan_version", "period_start"],
        update_fields=["basis", "amount", "rate", "next_at", "next_worth", "fact_count", "calculated_at"],
    )
    if rows:
        audit.record(
            version.plan,
            "incentives.rebates_accrued",
            actor=actor,
            at=at,
            summary=_("%(count)s partnerships, quarter from %(day)s")
            % {"count": len(rows), "day": date_format(period.start, "j M Y")},
        )
    return rows


@transaction.atomic
def _post_quarter(version: PlanVersion, period: Period, rows: list[RebateProgress], actor: Actor, at: datetime) -> None:
    """Books what a finished quarter earned beyond what is booked already: first the whole, later only differences."""
    prefix = f"rebate:{version.pk}:{period.start}:"
    booked = dict(
        Earning.objects.filter(business_key__startswith=prefix)
        .values_list("partnership_id")
        .annotate(total=Sum("amount"), runs=Count("pk"))
        .values_list("partnership_id", "total")
    )
    runs: dict[UUID, int] = dict(
        Earning.objects.filter(business_key__startswith=prefix)
        .values_list("partnership_id")
        .annotate(runs=Count("pk"))
        .values_list("partnership_id", "runs")
    )
    hold = timedelta(days=version.parsed.hold_days)
    earnings = [
        Earned(
            business_key=f"{prefix}{row.partnership_id}:{runs.get(row.partnership_id, 0) + 1}",
            partner_id=row.partner_id,
            partnership_id=row.partnership_id,
            plan_version_id=version.pk,
            kind=PlanKind.REBATE,
            description=_("Rebate, quarter from %(day)s") % {"day": date_format(period.start, "j M Y")},
            earned_on=_last_day(period),
            held_until=_last_day(period) + hold,
            basis=row.basis,
            rate=row.rate,
            amount=difference,
            currency=row.currency,
        )
        for row in rows
        if (difference := row.amount - booked.get(row.partnership_id, Decimal(0)))
    ]
    if not earnings:
        return
    book_earnings(earnings)
    record_rebate_decisions(version, earnings, {row.partnership_id: row for row in rows}, actor, at)
    audit.record(
        version.plan,
        "incentives.rebates_posted",
        actor=actor,
        at=at,
        summary=_("%(count)s rebates, quarter from %(day)s")
        % {"count": len(earnings), "day": date_format(period.start, "j M Y")},
    )


def _last_day(period: Period) -> date:
    return period.end - timedelta(days=1)
