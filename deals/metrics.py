"""What tiers may ask of deals."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deals.models import Opportunity, Registration
from programs import metrics
from programs.metrics import Rows

CUSTOMER = {"country": "account__country", "region": "account__region"}


def won() -> QuerySet[Opportunity]:
    return Opportunity.objects.filter(status="won")


def protected() -> QuerySet[Registration]:
    """Registrations that were approved, whatever became of them."""
    return Registration.objects.filter(protected_from__isnull=False)


# Won amounts in the reporting currency, by the day they were won.
REVENUE = Rows(won, value="reporting_amount", day="closed_on", labels=CUSTOMER)
WON = Rows(won, day="closed_on", labels=CUSTOMER)
APPROVED = Rows(
    protected,
    day="protected_from",
    labels={"country": "customer_country", "region": "customer_region", "deal_type": "deal_type"},
)


def register() -> None:
    metrics.register("won_revenue", _("Won revenue"), "money", REVENUE)
    metrics.register("deals_won", _("Deals won"), "count", WON)
    metrics.register("registrations_approved", _("Registrations approved"), "count", APPROVED)
