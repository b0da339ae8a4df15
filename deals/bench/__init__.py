"""What selling promises of speed: lists, row security, loading accounts, the conflict check, the nightly tier review."""

from deals.bench.accounts import ACCOUNTS_IMPORT
from deals.bench.conflicts import CONFLICT_CHECK_16K, CONFLICT_CHECK_200K
from deals.bench.registrations import REGISTRATIONS_LIST, RLS_OVERHEAD
from deals.bench.tiers import TIER_REVIEW

BENCHES = (REGISTRATIONS_LIST, RLS_OVERHEAD, ACCOUNTS_IMPORT, CONFLICT_CHECK_16K, CONFLICT_CHECK_200K, TIER_REVIEW)

__all__ = ["BENCHES"]
