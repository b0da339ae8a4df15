"""The six partnership types. What each installs stands in the packs; here are only the names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnershipType(TextChoices):
    RESALE = "resale", _("Resale")
    TECHNOLOGY = "technology", _("Technology integration")
    REFERRAL = "referral", _("Referral")
    DISTRIBUTION = "distribution", _("Distribution")
    ALLIANCE = "alliance", _("Strategic alliance")
    OEM = "oem", _("OEM / embedded")
