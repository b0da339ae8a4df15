"""Accounts and registrations in the match index, kept in the transaction that changes them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from deals.models import CustomerAccount, Registration
from deals.rules.party import party_of_account, party_of_deal
from prm.matching.keys import keys_of
from prm.matching.score import Party
from prm.matching.services import index_parties, index_party, remove_parties

ACCOUNT = "deals.account"
REGISTRATION = "deals.registration"


def index_accounts(accounts: Iterable[CustomerAccount]) -> None:
    index_account_parties((account.pk, party_of_account(account)) for account in accounts)


def index_account_parties(parties: Iterable[tuple[UUID, Party]]) -> None:
    index_parties(ACCOUNT, parties)


def read_keys(parties: Iterable[Party]) -> None:
    """Reads names, domains and places ahead; what it finds is remembered for the index. Touches no database."""
    for party in parties:
        keys_of(party)


def forget_accounts(ids: Sequence[UUID]) -> None:
    remove_parties(ACCOUNT, ids)


def index_registration(registration: Registration) -> None:
    """As the vendor only: the index is nothing a portal may write."""
    index_party(REGISTRATION, registration.pk, party_of_deal(registration))
