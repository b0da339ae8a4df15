"""The tenant: signing it up, and what its administrator sets."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.accounts.permissions import AccountPermission
from prm.accounts.services.member import add_member
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context

__all__ = ["add_member", "sign_up_vendor", "update_organization"]

RESERVED_SLUGS = {"admin", "api", "auth", "ops", "static", "www", "healthz", "readyz", "demo", "new", "start", "join"}
SETTINGS = (
    "name",
    "legal_name",
    "industry",
    "timezone",
    "currency",
    "country",
    "language",
    "fiscal_start_month",
    "accent",
)
LOOK = {"name", "accent"}


@transaction.atomic
def sign_up_vendor(*, name: str, owner: User, slug: str = "", at: datetime | None = None, **fields: Any) -> Vendor:
    """Creates a vendor whose administrator is `owner`. Raises Invalid when the address is taken or reserved, or where
    a time zone, currency or month is none."""
    slug = slug or slugify(name)[:40]
    check_settings({"name": name, **fields})
    if not slug or slug in RESERVED_SLUGS or not _is_slug(slug) or Vendor.objects.filter(slug=slug).exists():
        raise taken()
    try:
        with transaction.atomic():
            vendor = Vendor.objects.create(name=name, slug=slug, **fields)
    except IntegrityError as error:
        raise taken() from error
    with tenant_context(Audience.VENDOR, vendor.pk):
        member = add_member(owner, audience="vendor", role="admin")
        record(vendor, "signed_up", actor=member.actor(), at=at or timezone.now(), summary=name)
    return vendor


@transaction.atomic
def update_organization(vendor: Vendor, changes: dict[str, Any], *, actor: Actor, at: datetime) -> Vendor:
    """Changes name, look, time zone, currency or calendar. A change of look gives the stylesheet a new address.

    Raises Forbidden without the right, Invalid where a value is none. Unknown fields are ignored.
    """
    if not actor.can(AccountPermission.MANAGE_SETTINGS):
        raise Forbidden(_("You may not change the settings. Ask your administrator."))
    vendor = Vendor.objects.select_for_update(no_key=True).get(pk=vendor.pk)
    wanted = {name: changes[name] for name in SETTINGS if name in changes}
    check_settings(wanted)
    different = {
        name: [getattr(vendor, name), value] for name, value in wanted.items() if getattr(vendor, name) != value
    }
    if not different:
        return vendor
    for name, (_before, after) in different.items():
        setattr(vendor, name, after)
    if LOOK & set(different):
        vendor.brand_version += 1
    vendor.save(update_fields=[*different, "brand_version"])
    record(vendor, "settings_changed", actor=actor, at=at, changes=different)
    return vendor


def check_settings(values: dict[str, Any]) -> None:
    """Raises Invalid naming each field that holds no such thing."""
    wrong: dict[str, object] = {}
    if "name" in values and not str(values["name"]).strip():
        wrong["name"] = [_("Give a name.")]
    if "timezone" in values and values["timezone"] not in available_timezones():
        wrong["timezone"] = [_("Choose a time zone.")]
    if "currency" in values and values["currency"] not in list_currencies():
        wrong["currency"] = [_("Choose a currency.")]
    if "fiscal_start_month" in values and values["fiscal_start_month"] not in range(1, 13):
        wrong["fiscal_start_month"] = [_("Choose a month.")]
    if wrong:
        raise Invalid(_("Some settings do not hold."), fields=wrong)


def taken() -> Invalid:
    return Invalid(_("This address is taken; choose another one."), fields={"slug": [_("Taken.")]})


def _is_slug(text: str) -> bool:
    try:
        validate_slug(text)
    except ValidationError:
        return False
    return text == text.lower()
