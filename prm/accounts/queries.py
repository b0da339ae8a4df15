"""Named reads of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from prm.accounts.invitations import hash_token
from prm.accounts.models import ApiToken, Invitation, Membership, User
from prm.accounts.permissions import REGISTRY
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context


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


def resolve_token(kind: str, raw: str, at: datetime) -> tuple[UUID, UUID, str, UUID | None] | None:
    """(vendor, row, audience, partner) behind a token of this kind, through the one function that may look.

    Unknown, used, revoked and expired look the same.
    """
    if not 20 <= len(raw) <= 200:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vendor_id, row_id, audience, partner_id FROM prm_resolve_token(%s, %s, %s)",
            [kind, hash_token(raw), at],
        )
        found: tuple[UUID, UUID, str, UUID | None] | None = cursor.fetchone()
        return found


@dataclass(frozen=True)
class Offer:
    """An open invitation as the page behind its link shows it."""

    vendor_id: UUID
    invitation_id: UUID
    vendor: Vendor
    email: str
    name: str
    role_label: str
    partner_name: str
    invited_by: str
    expires_at: datetime


def inviting_vendor(token: str, *, at: datetime) -> Vendor | None:
    """Whose invitation a link holds, while it may be accepted: no more than the vendor's public pages tell."""
    found = resolve_token("invitation", token, at)
    return Vendor.objects.filter(pk=found[0]).first() if found else None


def open_offer(token: str, *, at: datetime) -> Offer | None:
    """The invitation behind a link, while it may be accepted. Used, revoked, expired and unknown are all None."""
    found = resolve_token("invitation", token, at)
    if found is None:
        return None
    vendor_id, invitation_id = found[:2]
    with tenant_context(Audience.VENDOR, vendor_id):
        row = Invitation.objects.get(pk=invitation_id)
        vendor = Vendor.objects.get(pk=vendor_id)
    return Offer(
        vendor_id, invitation_id, vendor, row.email, row.name, row.role_label, row.partner_name, row.invited_by_label,
        row.expires_at,
    )  # fmt: skip


def verified_email(user: User) -> str:
    """The address a user has proven, "" where it has not. Runs as the login role."""
    from allauth.account.models import EmailAddress

    proven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
    return user.email if proven else ""


def team_of(audience: str, partner_id: UUID | None = None) -> models.QuerySet[Membership]:
    """Everybody of one side, former members too."""
    return Membership.objects.filter(audience=audience, partner_id=partner_id).order_by("name")


def open_invitations(audience: str, partner_id: UUID | None = None) -> models.QuerySet[Invitation]:
    """Offers neither accepted nor taken back, expired ones too."""
    return Invitation.objects.filter(
        audience=audience, partner_id=partner_id, accepted_at=None, revoked_at=None
    ).order_by("-invited_at")


def tokens_of(audience: str, partner_id: UUID | None = None) -> models.QuerySet[ApiToken]:
    return (
        ApiToken.objects.filter(membership__audience=audience, partner_id=partner_id)
        .select_related("membership")
        .order_by("-created_at")
    )
