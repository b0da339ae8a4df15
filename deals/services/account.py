"""Writing customer accounts one by one; thousands at once come through account_load."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deals.models import AccountLine, CustomerAccount, Registration
from deals.permissions import DealPermission
from deals.rules.lines import customer_key, plain_domain
from deals.services.match_index import index_accounts
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused

TEXT_FIELDS = ("name", "domain", "kind", "organization", "city", "region", "country", "tax_id")
WIDTHS = {field.name: field.max_length or 0 for field in CustomerAccount._meta.fields if field.name in TEXT_FIELDS}


@transaction.atomic
def create_account(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> CustomerAccount:
    """Adds one account. Refuses one whose domain, or name and place, is there already."""
    require_manager(actor)
    account = CustomerAccount(**_wanted(values), owner=values.get("owner"), created_at=at)
    account.key = _key(account)
    return _save_new(account, actor=actor, at=at)


@transaction.atomic
def update_account(
    account: CustomerAccount, values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> CustomerAccount:
    """Changes an account's fields; the audit entry holds what each was. Refuses to become another account's twin."""
    require_manager(actor)
    row: CustomerAccount = CustomerAccount.objects.select_for_update().get(pk=account.pk)
    wanted = {**_wanted(values), **({"owner": values["owner"]} if "owner" in values else {})}
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


def require_manager(actor: Actor) -> None:
    if not actor.can(DealPermission.MANAGE_ACCOUNTS):
        raise Forbidden(_("You may not change customer accounts."))


def clean_account(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts trimmed to their columns; the domain in one spelling; "(blank)" is how some files say nothing."""
    clean = {}
    for name, width in WIDTHS.items():
        if name in values:
            text = str(values[name] or "").strip()
            clean[name] = "" if text == "(blank)" else text[:width]
    if "domain" in clean:
        clean["domain"] = plain_domain(clean["domain"])
    if "country" in clean:
        clean["country"] = clean["country"].upper()
    return clean


def _wanted(values: Mapping[str, Any]) -> dict[str, Any]:
    clean = clean_account(values)
    if "name" in clean and not clean["name"]:
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
