"""What becomes of this pillar's rows when two partners turn out to be one (partners/merging.py)."""

from django.utils.translation import gettext as _

from agreements.models import Agreement
from partners.merging import asks, moves, stays
from partners.models import Partner

moves(
    "agreements.Agreement", "agreements.Commitment", "agreements.CommitmentPeriod", "agreements.TermApproval",
    "agreements.TermDrift", "agreements.AcceptanceAsk", "agreements.Offboarding", "agreements.OffboardingStep",
    "agreements.Signer",
)  # fmt: skip
# Who signed, and for whom, stays as it was signed.
stays("agreements.Signature")


def out_for_signature(survivor: Partner, duplicate: Partner) -> list[str]:
    """What one side has signed and the other not would be half in one name and half in the other."""
    rows = Agreement.objects.filter(partner=duplicate, status__in=("sent", "partly_signed")).order_by("ref")[:3]
    return [_("Agreement %(ref)s is out for signature. Sign or void it first.") % {"ref": row.ref} for row in rows]


asks(out_for_signature)
