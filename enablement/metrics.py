"""What tiers may ask of enablement."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enablement.models import Award
from enablement.queries.awards import valid_on
from programs import metrics
from programs.metrics import Rows


def held() -> QuerySet[Award]:
    """Certificates of those who still work there; they count in every partnership of the partner."""
    return Award.objects.filter(member__is_active=True)


CERTIFICATES = Rows(
    held,
    holds=valid_on,
    day="awarded_on",
    person="member",
    labels={"certification": "certification__name", "awarded_on": "awarded_on"},
    partnership="partner__partnerships",
)


def register() -> None:
    metrics.register("certified_people", _("Certified people"), "count", CERTIFICATES, "people")
    metrics.register("certificates", _("Certificates"), "count", CERTIFICATES)
