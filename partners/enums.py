from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# States of a partner in which its record stays as it was.
CLOSED = ("ended", "merged")


class PartnerSource(TextChoices):
    """How an organization became known to us."""

    APPLICATION = "application", _("Application")
    BY_HAND = "by_hand", _("Entered by hand")
    IMPORT = "import", _("Import")
    PROSPECT = "prospect", _("Prospect of ours")


class Segment(TextChoices):
    """Customer segments, asked of applicants and named in the ideal profile of a program."""

    MANUFACTURING = "manufacturing", _("Manufacturing")
    ENERGY = "energy", _("Energy and utilities")
    PUBLIC = "public", _("Public sector")
    HEALTH = "health", _("Health care")
    FINANCE = "finance", _("Financial services")
    RETAIL = "retail", _("Retail and logistics")
    EDUCATION = "education", _("Education")
    TECHNOLOGY = "technology", _("Technology and telecom")
    SMALL_BUSINESS = "small_business", _("Small business")


class LocationKind(TextChoices):
    """What a partner does at one of its places."""

    HEADQUARTERS = "headquarters", _("Headquarters")
    OFFICE = "office", _("Office")
    DELIVERY = "delivery", _("Delivery site")
    WAREHOUSE = "warehouse", _("Warehouse")
    SHOWROOM = "showroom", _("Showroom or lab")


class ProspectSource(TextChoices):
    """How we came to know of an organization that might become a partner."""

    RESEARCH = "research", _("Our own research")
    EVENT = "event", _("Trade fair or event")
    REFERRED = "referred", _("Recommended to us")
    INBOUND = "inbound", _("Asked us first")
    CAMPAIGN = "campaign", _("Recruitment campaign")
    IMPORT = "import", _("Import")


class TouchKind(TextChoices):
    """What passed between a prospect and us."""

    CALL = "call", _("Call")
    MAIL = "mail", _("E-mail")
    MEETING = "meeting", _("Meeting")
    NOTE = "note", _("Note for us")


class Risk(TextChoices):
    """How much a partner's due diligence gives to think about; it decides how soon it is asked again."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


def segment_labels(values: Iterable[str]) -> list[str]:
    """Customer segments in words; one we do not know any more as it is."""
    known = dict(Segment.choices)
    return [str(known.get(value, value)) for value in values]
