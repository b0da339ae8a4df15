"""When payments came due and how long they took: from the day a statement was issued to the day the bank paid."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from agreements import applied, promises
from agreements.applied import Applied
from agreements.promises import Evidence
from incentives.models import StatementLine
from prm.money.calendar import local_date
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


def payments(since: date, until: date, at: datetime) -> Iterator[Evidence]:
    """Each statement with money on it, once for every partnership it speaks of, on the day it was issued."""
    zone = Vendor.objects.values_list("timezone", flat=True).get(pk=current_vendor_id())
    rows = StatementLine.objects.filter(is_issued=True, statement__issued_at__isnull=False, statement__total__gt=0)
    told = rows.order_by().values_list(
        "partnership_id", "statement__ref", "statement__issued_at", "statement__payment__paid_on"
    )
    for ship, name, issued_at, paid_on in told.distinct():
        issued = local_date(issued_at, zone) if issued_at else date.max
        if since <= issued < until:
            took = ((paid_on or local_date(at, zone)) - issued).days
            yield Evidence(ship, issued, name, figure=took, still_runs=paid_on is None)


def register() -> None:
    promises.register("payment_terms_days", payments)
    applied.register(
        "statement", _("Payment of a statement"), "payment_terms_days", "incentives:statement-detail", statements_to_pay
    )


def statements_to_pay(at: datetime) -> Iterator[Applied]:
    """The days each statement that waits for its payment gives us, for every partnership it speaks of."""
    zone = Vendor.objects.values_list("timezone", flat=True).get(pk=current_vendor_id())
    rows = StatementLine.objects.filter(statement__status="issued", statement__pay_on__isnull=False).order_by()
    told = rows.values_list("partnership_id", "statement__ref", "statement__issued_at", "statement__pay_on")
    for ship, name, issued_at, pay_on in told.distinct():
        if issued_at and pay_on:
            yield Applied(ship, name, (pay_on - local_date(issued_at, zone)).days, must="most")
