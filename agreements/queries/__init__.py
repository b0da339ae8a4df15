"""Named reads of agreements, by what they are about. What later pillars ask stands here."""

from agreements.queries.campaigns import overdue_ask
from agreements.queries.commitments import broken_periods
from agreements.queries.terms import TermInForce, lapsed_agreements, terms_in_force, terms_of_many

__all__ = ["TermInForce", "broken_periods", "lapsed_agreements", "overdue_ask", "terms_in_force", "terms_of_many"]
