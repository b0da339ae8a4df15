"""The vendor's own exchange rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.money.currency import check_currency
from prm.money.models import FxRate
from prm.money.permissions import MoneyPermission
from prm.tenancy.models import Vendor


@dataclass(frozen=True)
class RateInput:
    base: str
    quote: str
    valid_on: date
    rate: Decimal


@transaction.atomic
def set_rates(rates: Sequence[RateInput], *, actor: Actor, at: datetime, source: str = "") -> list[FxRate]:
    """Enters or replaces the vendor's rates for their days; audited as one entry.

    What was converted before keeps its rate, since every conversion is stored with it. Raises Forbidden without
    money.manage_rates, Invalid for a rate that is not positive, of one currency twice, or of none.
    """
    if not actor.can(MoneyPermission.MANAGE_RATES):
        raise Forbidden(_("You may not manage exchange rates."))
    rows = [
        FxRate(base=item.base, quote=item.quote, valid_on=item.valid_on, rate=item.rate, source=source)
        for item in map(check_rate, rates)
    ]
    if not rows:
        return []
    saved = FxRate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["vendor", "base", "quote", "valid_on"],
        update_fields=["rate", "source"],
    )
    summary = _("%(count)s exchange rates, %(first)s to %(last)s") % {
        "count": len(rows),
        "first": min(row.valid_on for row in rows),
        "last": max(row.valid_on for row in rows),
    }
    vendor = Vendor.objects.get(pk=actor.vendor_id)
    audit.record(vendor, "money.rates_set", actor=actor, at=at, summary=summary)
    return saved


def check_rate(item: RateInput) -> RateInput:
    """The rate itself. Raises Invalid for one that is none."""
    if check_currency(item.base) == check_currency(item.quote):
        raise Invalid(_("A rate needs two currencies."))
    if not item.rate.is_finite() or item.rate <= 0:
        raise Invalid(_("A rate must be above zero."))
    return item
