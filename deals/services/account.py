"""Writing customer accounts: one by one in the workspace, thousands at once from a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from deals.events import AccountsImported
from deals.models import AccountLine, CustomerAccount, Registration
from deals.permissions import DealPermission
from deals.rules.lines import customer_key, plain_domain
from deals.services.match_index import forget_accounts, index_accounts
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.lib.ids import uuid7
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

TEXT_FIELDS = ("name", "domain", "kind", "organization", "city", "region", "country", "tax_id")
WIDTHS = {field.name: field.max_length or 0 for field in CustomerAccount._meta.fields if field.name in TEXT_FIELDS}
COLUMNS = ("id", "vendor_id", "created_at", "ref", *TEXT_FIELDS, "is_customer", "key")
UPSERT = f"""
INSERT INTO deals_customeraccount ({", ".join(COLUMNS)}) VALUES %s
ON CONFLICT (vendor_id, key) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in TEXT_FIELDS)},
    is_customer = deals_customeraccount.is_customer OR excluded.is_customer
RETURNING id, key, (xmax = 0)
"""


@dataclass(frozen=True)
class Loaded:
    """What a chunk did: the accounts by key, and which of them are new."""

    ids: Mapping[str, UUID]
    created: frozenset[UUID]

    @property
    def updated(self) -> int:
        return len(self.ids) - len(self.created)


@transaction.atomic
def create_account(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> CustomerAccount:
    """Adds one account. Refuses one whose domain, or name and place, is there already."""
    _require(actor)
    account = CustomerAccount(**_clean(values), owner=values.get("owner"), created_at=at)
    account.key = _key(account)
    return _save_new(account, actor=actor, at=at)


@transaction.atomic
def update_account(
    account: CustomerAccount, values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> CustomerAccount:
    """Changes an account's fields; the audit entry holds what each was. Refuses to become another account's twin."""
    _require(actor)
    row: CustomerAccount = CustomerAccount.objects.select_for_update().get(pk=account.pk)
    wanted = {**_clean(values), **({"owner": values["owner"]} if "owner" in values else {})}
    changes = {name: [getattr(row, name), value] for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in wanted.items():
        setattr(row, name, value)
    row.key = _key(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _twin(error) from error
    index_accounts([row])
    told = {name: [str(before or ""), str(after or "")] for name, (before, after) in changes.items()}
    record(row, "account.changed", actor=actor, at=at, changes=told)
    return row


def account_for_registration(registration: Registration, *, actor: Actor, at: datetime) -> CustomerAccount:
    """The account with exactly the registration's customer, else a new one. Called by a decision that needs it."""
    key = customer_key(
        name=registration.customer_name,
        domain=registration.customer_domain,
        region=registration.customer_region,
        country=registration.customer_country,
    )
    if known := CustomerAccount.objects.filter(key=key).first():
        return known
    account = CustomerAccount(
        name=registration.customer_name,
        domain=plain_domain(registration.customer_domain),
        city=registration.customer_city,
        region=registration.customer_region,
        country=registration.customer_country,
        tax_id=registration.customer_tax_id,
        owner_id=registration.owner_id,
        created_at=at,
        key=key,
    )
    return _save_new(account, actor=actor, at=at)


def mark_customer(account: CustomerAccount, line_keys: Iterable[str], *, on: date) -> None:
    """The customer bought: it is an existing one from now on, for these product lines."""
    if not account.is_customer:
        account.is_customer = True
        account.customer_since_on = account.customer_since_on or on
        account.save(update_fields=["is_customer", "customer_since_on"])
    rows = [AccountLine(account=account, line_key=key, since_on=on) for key in line_keys]
    AccountLine.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def load_accounts(rows: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime) -> Loaded:
    """Adds or updates a chunk of accounts in one statement, recognized by domain or by name and place.

    The bulk door: its rows were checked already; a key that stands twice in the chunk counts once, the last one wins.
    Match entries follow in the same transaction. One audit entry and one AccountsImported name the range.
    """
    _require(actor)
    vendor_id = current_vendor_id()
    country = Vendor.objects.get(pk=vendor_id).country
    values: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        clean = _clean({"country": country, **{k: v for k, v in row.items() if v not in (None, "")}})
        account = CustomerAccount(**{**clean, "is_customer": bool(row.get("is_customer"))})
        account.key = _key(account)
        fields = tuple(getattr(account, name) for name in TEXT_FIELDS)
        values[account.key] = (*fields, account.is_customer, account.key)
    if not values:
        return Loaded({}, frozenset())
    refs = CustomerAccount.free_refs(len(values))
    fresh = [(uuid7(), vendor_id, at, ref, *rest) for ref, rest in zip(refs, values.values(), strict=True)]
    with connection.cursor() as cursor:
        found = execute_values(cursor.cursor, UPSERT, fresh, page_size=len(fresh), fetch=True)
    loaded = Loaded({key: pk for pk, key, _new in found}, frozenset(pk for pk, _key, is_new in found if is_new))
    accounts = list(CustomerAccount.objects.filter(pk__in=loaded.ids.values()).order_by("pk"))
    index_accounts(accounts)
    summary = f"{accounts[0].ref} - {accounts[-1].ref}"
    changes = {"created": [0, len(loaded.created)], "updated": [0, loaded.updated]}
    record(accounts[0], "account.loaded", actor=actor, at=at, summary=summary, changes=changes)
    emit(AccountsImported(created=len(loaded.created), updated=loaded.updated), at=at)
    return loaded


@transaction.atomic
def remove_loaded_accounts(ids: Sequence[UUID], *, actor: Actor, at: datetime) -> int:
    """Takes a load back: deletes the accounts it made, except those a deal already stands on. Returns how many left."""
    _require(actor)
    used = Registration.objects.filter(account_id__in=ids).values_list("account_id", flat=True)
    rows = CustomerAccount.objects.filter(pk__in=ids, is_customer=False).exclude(pk__in=list(used))
    gone = list(rows.values_list("pk", flat=True))
    if gone:
        record(rows[0], "account.load_undone", actor=actor, at=at, summary=str(len(gone)))
        forget_accounts(gone)
        rows.delete()
    return len(gone)


def _require(actor: Actor) -> None:
    if not actor.can(DealPermission.MANAGE_ACCOUNTS):
        raise Forbidden(_("You may not change customer accounts."))


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts trimmed to their columns; the domain in one spelling; "(blank)" is how some files say nothing."""
    clean = {}
    for name in TEXT_FIELDS:
        if name in values:
            text = str(values[name] or "").strip()
            clean[name] = "" if text == "(blank)" else text[: WIDTHS[name]]
    if "domain" in clean:
        clean["domain"] = plain_domain(clean["domain"])
    if "country" in clean:
        clean["country"] = clean["country"].upper()[:2]
    if not clean.get("name") and "name" in clean:
        raise Invalid(_("An account needs a name."), fields={"name": _("Missing.")})
    return clean


def _key(account: CustomerAccount) -> str:
    return customer_key(
        name=account.name, domain=account.domain, region=account.region or account.city, country=account.country
    )


def _save_new(account: CustomerAccount, *, actor: Actor, at: datetime) -> CustomerAccount:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise _twin(error) from error
    index_accounts([account])
    record(account, "account.created", actor=actor, at=at)
    return account


def _twin(error: IntegrityError) -> Refused:
    if "account_key" not in str(error):
        raise error
    return Refused(_("This account is there already: same domain, or same name and place."), code="account-exists")
