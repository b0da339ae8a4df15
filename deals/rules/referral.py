"""Is a referral the partner's own business?"""

from collections.abc import Iterable

from prm.matching.domains import company_domain


def is_self_referral(*, partner_domains: Iterable[str], customer_domain: str, contact_email: str) -> bool:
    """The customer or its contact is at a domain of the partner itself. Domains of mail services prove nothing."""
    own = {company_domain(item) for item in partner_domains} - {""}
    return bool(own & {company_domain(customer_domain), company_domain(contact_email)})
