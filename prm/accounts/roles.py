"""Roles of the two sides. A vendor's own roles come on top of these code-defined defaults."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VendorRole(TextChoices):
    ADMIN = "admin", _("Administrator")
    CHANNEL_CHIEF = "channel_chief", _("Channel chief")
    PROGRAM_MANAGER = "program_manager", _("Program manager")
    CHANNEL_MANAGER = "channel_manager", _("Channel manager")
    MARKETING = "marketing", _("Channel marketing")
    FINANCE = "finance", _("Finance")
    VIEWER = "viewer", _("Viewer")


class PartnerRole(TextChoices):
    ADMIN = "admin", _("Administrator")
    SELLER = "seller", _("Seller")
    MARKETER = "marketer", _("Marketer")
    ENGINEER = "engineer", _("Engineer")
    FINANCE = "finance", _("Finance")


ROLES = {"vendor": VendorRole, "portal": PartnerRole}
ALL_VENDOR = frozenset(VendorRole)
ALL_PARTNER = frozenset(PartnerRole)
