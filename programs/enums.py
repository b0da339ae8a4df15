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


class BenefitUnit(TextChoices):
    """What a benefit of the vendor's own is counted in; the same units as programs/benefits.py."""

    PERCENT = "percent", _("percent")
    DAYS = "days", _("days")
    HOURS = "hours", _("hours")
    COUNT = "count", _("a number")
    YES = "yes", _("yes or no")


class BenefitEvery(TextChoices):
    """How often a number is granted afresh; what was not taken by then expires."""

    MONTH = "month", _("each month")
    QUARTER = "quarter", _("each quarter")
    YEAR = "year", _("each year")


class EntryKind(TextChoices):
    """What a line of an entitlement's ledger does."""

    GRANTED = "granted", _("Granted")
    USED = "used", _("Used")
    GIVEN_BACK = "given_back", _("Given back")
    EXPIRED = "expired", _("Expired")
