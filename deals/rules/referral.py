"""Is a referral the partner's own business?"""

from collections.abc import Iterable

from deals.rules.lines import plain_domain
from prm.matching.domains import is_free_mail, registrable_domain


def is_self_referral(*, partner_domains: Iterable[str], customer_domain: str, contact_email: str) -> bool:
    """The customer or its contact is at a domain of the partner itself. Domains of mail services prove nothing."""
    own = {_organization(item) for item in partner_domains} - {""}
    return bool(own & {_organization(customer_domain), _organization(contact_email)})


def _organization(text: str) -> str:
    """The domain somebody registered; one of a private network, under no public ending, as it stands."""
    return "" if is_free_mail(text) else registrable_domain(text) or plain_domain(text)
