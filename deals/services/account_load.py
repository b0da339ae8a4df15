"""Customer accounts by the thousand: a chunk of a file in, and back out again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deals.events import AccountsImported
from deals.models import CustomerAccount
from deals.rules.lines import customer_key
from deals.rules.party import party_of_account
from deals.services.account import TEXT_FIELDS, clean_account, require_manager
from deals.services.match_index import forget_accounts, index_account_parties, index_accounts, read_keys
from prm.audit.services import record
from prm.imports.kinds import Change, ChunkResult, Undone
from prm.imports.undoing import undo_changes
from prm.lib.actor import Actor
from prm.lib.ids import uuid7
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

# What a load writes and an undo compares.
LOADED = (*TEXT_FIELDS, "is_customer")
# A row of another load that came in between is updated, not refused: both said the same account.
UPSERT = f"""
INSERT INTO deals_customeraccount (vendor_id, created_at, id, ref, key, {", ".join(LOADED)})
SELECT %s, %s, id, ref, key, {", ".join(LOADED)} FROM json_to_recordset(%s)
AS row (id uuid, ref text, key text, {", ".join(f"{name} text" for name in TEXT_FIELDS)}, is_customer boolean)
ON CONFLICT (vendor_id, key) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in LOADED)}
RETURNING id, key, ref
"""


# Written by hand like the upsert: thousands of keys in one array, which the ORM would look at one by one.
KNOWN = f"""
SELECT id, key, {", ".join(LOADED)} FROM deals_customeraccount WHERE vendor_id = %s AND key = ANY(%s) ORDER BY key FOR UPDATE
"""


@dataclass(frozen=True)
class Account:
    """The fields of an account as matching reads them, without the weight of a model."""

    name: str
    domain: str
    kind: str
    organization: str
    city: str
    region: str
    country: str
    tax_id: str
    is_customer: bool

    def merged_into(self, old: "Account") -> "Account":
        """What a file leaves empty stays as it was, and who bought once stays a customer."""
        return Account(*(getattr(self, name) or getattr(old, name) for name in LOADED))

    def as_values(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def load_accounts(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime, batch_id: UUID | None = None
) -> ChunkResult:
    """Adds or updates a chunk of accounts in one statement, recognized by domain, else by name and place.

    The bulk door of an import: an empty value leaves what is there; an account that stands twice in the chunk is taken
    once and its later row refused. Match entries follow in the same transaction. One audit entry and one
    AccountsImported name the range. Raises Forbidden.
    """
    require_manager(actor)
    result = ChunkResult()
    wanted = _read(rows, result)
    there = _there(wanted)
    write = {key: new.merged_into(there[key][1]) if key in there else new for key, new in wanted.items()}
    write = {key: new for key, new in write.items() if key not in there or there[key][1] != new}
    result.unchanged = len(wanted) - len(write)
    if not write:
        return result
    parties = {key: party_of_account(account) for key, account in write.items()}
    document = _document(write, {key: there[key][0] for key in write if key in there})
    with ThreadPoolExecutor(max_workers=1) as ahead:
        # Half the work of a load is reading names; it is done while the database writes. Nothing else is: each random
        # id lets go of the interpreter, and would wait for it again behind the names.
        reading = ahead.submit(read_keys, parties.values())
        written = _upsert(document, at)
        reading.result()
    index_account_parties((pk, parties[key]) for pk, key, _ref in written)
    for pk, key, _ref in written:
        before = there[key][1].as_values() if key in there else None
        result.changes.append(Change(pk, before, write[key].as_values()))
    result.updated = len(write.keys() & there.keys())
    result.created = len(write) - result.updated
    _tell(result, written, actor, at)
    return result


@transaction.atomic
def undo_accounts(changes: Sequence[Change], *, actor: Actor, at: datetime, batch_id: UUID) -> Undone:
    """Takes a chunk back; accounts a deal stands on by now, or that someone changed since, stay. Raises Forbidden."""
    require_manager(actor)
    undone, removed, restored = undo_changes(CustomerAccount, changes, LOADED)
    forget_accounts(removed)
    index_accounts(restored)
    return undone


def _read(rows: Sequence[Mapping[str, Any]], result: ChunkResult) -> dict[str, Account]:
    """The accounts the rows speak of, by key; rows that cannot be taken go to the errors."""
    country = Vendor.objects.get(pk=current_vendor_id()).country
    found: dict[str, Account] = {}
    for position, row in enumerate(rows):
        texts = dict.fromkeys(TEXT_FIELDS, "") | clean_account(row)
        account = Account(**{**texts, "country": texts["country"] or country}, is_customer=bool(row.get("is_customer")))
        key = customer_key(
            name=account.name, domain=account.domain, region=account.region or account.city, country=account.country
        )
        if not account.name:
            result.errors[position] = _("An account needs a name.")
        elif key in found:
            result.errors[position] = _("Stands in this file already, with the same domain or the same name and place")
        else:
            found[key] = account
    return found


def _there(wanted: Iterable[str]) -> dict[str, tuple[UUID, Account]]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [current_vendor_id(), list(wanted)])
        return {key: (pk, Account(*values)) for pk, key, *values in cursor.fetchall()}


def _document(write: Mapping[str, Account], known: Mapping[str, UUID]) -> str:
    """One document of all rows: thousands of values of their own would take the driver longer than the database."""
    refs = CustomerAccount.free_refs(len(write))
    rows = [
        {"id": str(known.get(key) or uuid7()), "ref": ref, "key": key, **vars(account)}
        for ref, (key, account) in zip(refs, write.items(), strict=True)
    ]
    return json.dumps(rows)


def _upsert(document: str, at: datetime) -> list[tuple[UUID, str, str]]:
    """Id, key and ref of what was written."""
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [current_vendor_id(), at, document])
        return [(pk, key, ref) for pk, key, ref in cursor.fetchall()]


def _tell(result: ChunkResult, written: Sequence[tuple[UUID, str, str]], actor: Actor, at: datetime) -> None:
    """One entry and one event for the range."""
    refs = sorted(ref for _pk, _key, ref in written)
    record(
        CustomerAccount.objects.get(pk=written[0][0]), "account.loaded", actor=actor, at=at,
        summary=f"{refs[0]} - {refs[-1]}",
        changes={"created": [0, result.created], "updated": [0, result.updated]},
    )  # fmt: skip
    emit(AccountsImported(created=result.created, updated=result.updated), at=at)
