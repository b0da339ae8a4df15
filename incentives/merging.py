"""What becomes of this pillar's rows when two partners turn out to be one (partners/merging.py)."""

from partners.merging import blocks, moves, stays

# Money is booked in one name for good.
blocks(
    "incentives.Fact", "incentives.Earning", "incentives.LedgerEntry", "incentives.Statement", "incentives.StatementLine",
    "incentives.Payment",
)  # fmt: skip
moves("incentives.RebateProgress")
# The survivor is paid where it said itself.
stays("incentives.PayoutAccount")
