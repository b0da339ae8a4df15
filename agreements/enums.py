from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    VENDOR = "vendor", _("Vendor")
    PARTNER = "partner", _("Partner")


class Cadence(TextChoices):
    ONCE = "once", _("Once")
    MONTHLY = "monthly", _("Each month")
    QUARTERLY = "quarterly", _("Each quarter")
    YEARLY = "yearly", _("Each year")


class Consequence(TextChoices):
    """What follows when a period ends and the commitment was not kept."""

    NONE = "none", _("Nothing")
    NOTIFY = "notify", _("Both sides are told")
    ESCALATE = "escalate", _("Escalated to the channel chief")
    EXTEND = "extend", _("Protections are extended by the delay")
    CREDIT = "credit", _("A goodwill credit is due")


class SignatureMethod(TextChoices):
    TYPED = "typed", _("Typed")
    DRAWN = "drawn", _("Drawn")
    PAPER = "paper", _("On paper")
    OFFER = "offer", _("By an offer to all")


# An agreement binds in these states; terms of registrations and earnings come from it.
IN_FORCE = ("executed", "expiring", "renewed")
# Sent or in the making: the states a new version of the template overtakes.
OPEN = ("draft", "negotiation", "declined", "sent", "partly_signed")
