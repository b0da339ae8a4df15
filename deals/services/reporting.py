"""Amounts in the vendor's reporting currency, at the rate of the day they were booked."""

from datetime import date
from decimal import Decimal

from prm.money.amounts import Money
from prm.money.fx import RateMissing, convert
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


def reporting_amount(amount: Decimal, currency: str, on: date) -> Decimal | None:
    """The amount in the vendor's currency, rounded to its smallest unit; None where there is no rate for the day."""
    vendor = Vendor.objects.get(pk=current_vendor_id())
    try:
        return convert(Money(amount, currency), vendor.currency, on).rounded().amount
    except RateMissing:
        return None
