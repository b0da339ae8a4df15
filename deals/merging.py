"""What becomes of this pillar's rows when two partners turn out to be one (partners/merging.py)."""

from django.utils.translation import gettext_lazy as _

from partners.merging import moves, stays

moves(
    "deals.Referral",
    clash=_("Both sent the same customer (%(row)s). Decide on one of the two referrals first."),
)  # fmt: skip
moves(
    "deals.RegisteredLine",
    clash=_("Both have registered the same product for one customer. Decide on one of the two registrations first."),
)
moves(
    "deals.Registration", "deals.RegistrationLine", "deals.RegistrationFile", "deals.Opportunity", "deals.OpportunityRole",
    "deals.Protection", "deals.Extension", "deals.ConflictProbe",
)  # fmt: skip
# A receipt names the partner it was sealed for; the chain of the vendor runs over it.
stays("deals.SealedReceipt")
