"""The customer of a deal, or an account, as matching reads it."""

from typing import Protocol

from prm.matching.score import Party


class NamesCustomer(Protocol):
    customer_name: str
    customer_domain: str
    customer_country: str


class Account(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def country(self) -> str: ...


def party_of_deal(deal: NamesCustomer) -> Party:
    """Of a registration or a referral; the latter knows no town."""
    return Party(
        name=deal.customer_name,
        domain=deal.customer_domain,
        city=getattr(deal, "customer_city", ""),
        state=getattr(deal, "customer_region", ""),
        country=deal.customer_country,
    )


def party_of_account(account: Account) -> Party:
    return Party(account.name, account.domain, account.city, account.region, account.country)
