"""Signing a vendor up: the tenant and its first administrator."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from prm.accounts.models import Membership, User
from prm.lib.errors import Invalid
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context

RESERVED_SLUGS = {"admin", "api", "auth", "ops", "static", "www", "healthz", "readyz", "demo", "new"}


@transaction.atomic
def sign_up_vendor(*, name: str, owner: User, slug: str = "", **fields: Any) -> Vendor:
    """Creates a vendor whose administrator is `owner`. Raises Invalid when the address is taken or reserved."""
    slug = slug or slugify(name)[:40]
    if not slug or slug in RESERVED_SLUGS or Vendor.objects.filter(slug=slug).exists():
        raise Invalid(_("This address is taken; choose another one."), fields={"slug": _("Taken.")})
    vendor = Vendor.objects.create(name=name, slug=slug, **fields)
    with tenant_context(Audience.VENDOR, vendor.pk):
        add_member(owner, audience="vendor", role="admin")
    return vendor


def add_member(
    user: User, *, audience: str, role: str, partner_id: Any = None, name: str = "", title: str = ""
) -> Membership:
    """Gives a user a membership of the open scope's vendor; name and e-mail are copied on it."""
    return Membership.objects.create(
        user=user,
        audience=audience,
        role=role,
        partner_id=partner_id,
        name=name or user.name or user.email,
        email=user.email,
        title=title,
    )
