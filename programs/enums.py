from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """Whose turn a step is."""

    VENDOR = "vendor", _("Us")
    PARTNER = "partner", _("Partner")
    BOTH = "both", _("Both")


class TierReason(TextChoices):
    """Why a partnership came to hold a tier."""

    ENTRY = "entry", _("Entry level")
    REVIEW = "review", _("Nightly review")
    APPROVAL = "approval", _("Approved promotion")
    OVERRIDE = "override", _("Set by hand")
    MIGRATED = "migrated", _("Brought along at go-live")


class Recommendation(TextChoices):
    """What the scorecard says of an application."""

    QUALIFY = "qualify", _("Qualify")
    HOLD = "hold", _("Hold")
    DECLINE = "decline", _("Decline")


class Verdict(TextChoices):
    """How a partnership fares under other terms."""

    WINNER = "winner", _("Better off")
    LOSER = "loser", _("Worse off")
    SAME = "same", _("The same")
