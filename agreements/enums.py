from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    VENDOR = "vendor", _("Vendor")
    PARTNER = "partner", _("Partner")


class SignatureMethod(TextChoices):
    TYPED = "typed", _("Typed")
    DRAWN = "drawn", _("Drawn")


# An agreement binds in these states; terms of registrations and earnings come from it.
IN_FORCE = ("executed", "expiring", "renewed")
# Sent or in the making: the states a new version of the template overtakes.
OPEN = ("draft", "negotiation", "sent", "partly_signed")
