from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnerSource(TextChoices):
    """How an organization became known to us."""

    APPLICATION = "application", _("Application")
    BY_HAND = "by_hand", _("Entered by hand")
    IMPORT = "import", _("Import")


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
