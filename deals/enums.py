"""Fixed vocabularies of the selling rooms. States stand in lifecycle.py."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Groups of registration states (lifecycle.py).
WAITING = frozenset({"submitted", "in_review"})
UNDECIDED = WAITING | {"returned"}
LIVE = UNDECIDED | {"approved"}
# A deal may still be won or lost after its protection has run out.
HELD = frozenset({"approved", "expired"})
OPEN = LIVE | {"draft"}
DECISIONS = frozenset({"approved", "rejected", "duplicate", "returned"})
# Groups of referral states.
REFERRAL_ANSWERABLE = frozenset({"submitted", "accepted", "qualified"})
REFERRAL_LIVE = REFERRAL_ANSWERABLE | {"opportunity"}


class DealType(TextChoices):
    """How long a deal is protected follows from its type; the days stand in the deal policy."""

    STANDARD = "standard", _("Standard")
    ENTERPRISE = "enterprise", _("Enterprise")


class Hint(TextChoices):
    """All a partner ever learns from the conflict check: never who, how many or how much."""

    CLEAR = "clear", _("Clear")
    POSSIBLE = "possible", _("Possible overlap")
    CUSTOMER = "customer", _("Existing customer")


class ConflictKind(TextChoices):
    """What a registration was found to overlap with. Seen by reviewers only."""

    OWN = "own", _("Own registration")
    REGISTRATION = "registration", _("Registration of another partner")
    ACCOUNT = "account", _("Customer account")


class DecisionReason(TextChoices):
    """Reason templates of the decision bar; a free note may stand beside each."""

    CLEAR = "clear", _("No conflict")
    DIFFERENT_SITE = "different_site", _("Different site and product")
    FIRST_SEALED = "first_sealed", _("Sealed first")
    MISSING_EVIDENCE = "missing_evidence", _("Evidence of your work is missing")
    UNCLEAR_CUSTOMER = "unclear_customer", _("Customer or site is unclear")
    UNCLEAR_CLOSE = "unclear_close", _("Close date or value is unclear")
    NOT_ELIGIBLE = "not_eligible", _("Does not meet the policy")
    DIRECT_ENGAGEMENT = "direct_engagement", _("We already work with this customer")
    ALREADY_PROTECTED = "already_protected", _("Already protected for another partner")
    OTHER = "other", _("Other, see note")


APPROVE_REASONS = (DecisionReason.CLEAR, DecisionReason.DIFFERENT_SITE, DecisionReason.FIRST_SEALED)
RETURN_REASONS = (
    DecisionReason.MISSING_EVIDENCE,
    DecisionReason.UNCLEAR_CUSTOMER,
    DecisionReason.UNCLEAR_CLOSE,
    DecisionReason.OTHER,
)
REJECT_REASONS = (
    DecisionReason.ALREADY_PROTECTED,
    DecisionReason.DIRECT_ENGAGEMENT,
    DecisionReason.NOT_ELIGIBLE,
    DecisionReason.OTHER,
)


class Stage(TextChoices):
    """Stages of an open opportunity; their probabilities stand in rules/pipeline.py."""

    DISCOVERY = "discovery", _("Discovery")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    COMMIT = "commit", _("Commit")


class WonReason(TextChoices):
    FIT = "fit", _("Best fit")
    PRICE = "price", _("Price")
    RELATIONSHIP = "relationship", _("Partner's relationship")
    SERVICE = "service", _("Partner's services")
    OTHER = "other", _("Other")


class LostReason(TextChoices):
    COMPETITOR = "competitor", _("Lost to a competitor")
    PRICE = "price", _("Price")
    NO_DECISION = "no_decision", _("Customer did not decide")
    BUDGET = "budget", _("No budget")
    FIT = "fit", _("Product did not fit")
    OTHER = "other", _("Other")


class Role(TextChoices):
    """What a partnership did for an opportunity. Sourced and resold share the primary credit of 100 percent."""

    SOURCED = "sourced", _("Sourced")
    RESOLD = "resold", _("Resold")
    CO_SOLD = "co_sold", _("Co-sold")
    INFLUENCED = "influenced", _("Influenced")


class ExtensionKind(TextChoices):
    SELF_SERVICE = "self_service", _("Taken by the partner")
    REQUESTED = "requested", _("Asked for")
    LATE_DECISION = "late_decision", _("For a late decision")


class ReferralReason(TextChoices):
    NOT_A_FIT = "not_a_fit", _("Not a fit for our products")
    ALREADY_KNOWN = "already_known", _("We already work with this customer")
    NO_CONTACT = "no_contact", _("The contact could not be reached")
    SELF_REFERRAL = "self_referral", _("Referral of the partner's own organization")
    OTHER = "other", _("Other, see note")
