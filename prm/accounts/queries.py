"""Named reads of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from prm.accounts.models import Membership
from prm.accounts.permissions import REGISTRY


@contextmanager
def login_scope(user_id: UUID) -> Iterator[None]:
    """Lets the login role see the membership rows of one user, for the length of one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id)])
        yield
        cursor.execute("SELECT set_config('app.user_id', '', true)")


def memberships_of_user(user_id: UUID) -> list[Membership]:
    """A user's active memberships over all vendors, with the vendor. Runs as the login role, outside any scope."""
    with login_scope(user_id):
        rows: Any = models.QuerySet(Membership).filter(user_id=user_id, is_active=True, vendor__is_active=True)
        return list(rows.select_related("vendor").order_by("vendor__name", "audience", "created_at"))


def members_for_partner(partner_id: UUID) -> models.QuerySet[Membership]:
    return Membership.objects.filter(audience="portal", partner_id=partner_id, is_active=True).order_by("name")


def vendor_members() -> models.QuerySet[Membership]:
    return Membership.objects.filter(audience="vendor", is_active=True).order_by("name")


def members_with_permission(permission: str, *, partner_id: UUID | None = None) -> models.QuerySet[Membership]:
    """Active members whose role holds the permission: the vendor's, or one partner's."""
    audience = "portal" if partner_id else "vendor"
    roles = REGISTRY[audience].get(str(permission), frozenset())
    return Membership.objects.filter(audience=audience, partner_id=partner_id, role__in=roles, is_active=True).order_by(
        "name"
    )
