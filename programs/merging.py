"""What becomes of this pillar's rows when two partners turn out to be one (partners/merging.py)."""

from django.utils.translation import gettext_lazy as _

from partners.merging import moves, stays

moves(
    "programs.Partnership",
    clash=_("Both are in the same program (%(row)s). End one of the two partnerships first: which one goes on is for you to say."),
)  # fmt: skip
moves(
    "programs.Application", "programs.CommercialEvent", "programs.Demotion", "programs.Entitlement", "programs.HandIn",
    "programs.ImpactLetter", "programs.Journey", "programs.OnboardingStep", "programs.SimulationLine",
    "programs.TierAssignment", "programs.TierPin", "programs.TierProposal", "programs.TierReview",
)  # fmt: skip
# The ledger of what was used up: never changed.
stays("programs.EntitlementEntry")
