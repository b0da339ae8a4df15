"""Invitations: offered, taken back, accepted once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prm.accounts.events import MemberInvited, MemberJoined
from prm.accounts.grants import check_may_grant, check_may_manage
from prm.accounts.invitations import hash_token, invitation_token
from prm.accounts.models import Invitation, Membership, User
from prm.accounts.partner_names import partner_name
from prm.accounts.services.member import add_member
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.addresses import validate_address
from prm.lib.errors import Invalid, Refused
from prm.outbox.services import emit

LASTS = timedelta(days=7)


@transaction.atomic
def invite_member(
    *,
    email: str,
    role: str,
    actor: Actor,
    at: datetime,
    audience: str = "vendor",
    partner_id: UUID | None = None,
    name: str = "",
    language: str = "",
) -> Invitation:
    """Offers a membership to whoever reads mail at this address, for seven days. An open offer to it is replaced.

    The answer is the same whether or not the address has an account. Raises Invalid for no address, no role or somebody
    who works here already; Forbidden without the right or for a role above the actor's own. Emits MemberInvited.
    """
    if actor.audience == "portal":
        audience, partner_id = "portal", actor.partner_id
    check_may_manage(actor, audience=audience, partner_id=partner_id)
    check_may_grant(actor, audience=audience, role=role)
    email = clean_email(email)
    if Membership.objects.filter(audience=audience, partner_id=partner_id, email=email, is_active=True).exists():
        raise Invalid(_("This person works here already."), fields={"email": [_("Works here already.")]})
    open_offers = Invitation.objects.filter(
        email=email, audience=audience, partner_id=partner_id, accepted_at=None, revoked_at=None
    )
    open_offers.update(revoked_at=at)
    invitation = Invitation(
        email=email,
        name=name.strip(),
        audience=audience,
        role=role,
        partner_id=partner_id,
        partner_name=partner_name(partner_id),
        language=language,
        invited_by_id=actor.membership_id,
        invited_by_label=actor.label,
        invited_at=at,
        expires_at=at + LASTS,
    )
    invitation.token_hash = hash_token(invitation_token(invitation.pk))
    invitation.save(force_insert=True)
    record(
        invitation, "invited", actor=actor, at=at, summary=email, changes={"role": ["", role]}, visible_to_partner=True
    )
    emit(MemberInvited(invitation_id=invitation.pk), at=at, partner_id=partner_id)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, actor: Actor, at: datetime) -> Invitation:
    """Takes an offer back. Raises NotFound, Forbidden, or Refused where it was accepted meanwhile."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_may_manage(actor, audience=invitation.audience, partner_id=invitation.partner_id)
    if invitation.accepted_at:
        raise Refused(_("This invitation was accepted. Deactivate the member instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        record(invitation, "revoked", actor=actor, at=at, summary=invitation.email, visible_to_partner=True)
    return invitation


def lock_open_invitation(invitation_id: UUID, *, at: datetime) -> Invitation:
    """The invitation, locked until the transaction ends, if it may still be accepted. Raises Refused."""
    found = Invitation.objects.select_for_update().filter(
        pk=invitation_id, accepted_at=None, revoked_at=None, expires_at__gt=at
    )
    invitation = found.first()
    if invitation is None:
        raise Refused(_("This invitation no longer holds."))
    return invitation


@transaction.atomic
def accept_invitation(invitation_id: UUID, *, user: User, verified_email: str, at: datetime) -> Membership:
    """Makes the user a member as the invitation says, once. Runs in the inviting vendor's scope.

    The address the user has proven must be the one invited. Raises Refused where the invitation no longer holds or was
    made to somebody else; the message is the same for all. Role, side and partner come from the row alone. Emits
    MemberJoined.
    """
    invitation = lock_open_invitation(invitation_id, at=at)
    if verified_email.strip().lower() != invitation.email:
        raise Refused(_("This invitation no longer holds."))
    member = _membership(invitation, user)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record(member, "joined", actor=member.actor(), at=at, summary=invitation.email, visible_to_partner=True)
    emit(MemberJoined(membership_id=member.pk, invitation_id=invitation.pk), at=at, partner_id=member.partner_id)
    return member


def _membership(invitation: Invitation, user: User) -> Membership:
    """A new membership, or the former one with the offered role. Who is a member already keeps the role held."""
    key: dict[str, Any] = {"user": user, "audience": invitation.audience, "partner_id": invitation.partner_id}
    existing = Membership.objects.select_for_update(no_key=True).filter(**key).first()
    if existing is None:
        try:
            with transaction.atomic():
                return add_member(**key, role=invitation.role, name=invitation.name, language=invitation.language)
        except IntegrityError as error:
            raise Refused(_("This invitation no longer holds.")) from error
    if not existing.is_active:
        existing.is_active, existing.role = True, invitation.role
        existing.save(update_fields=["is_active", "role"])
    return existing


def clean_email(email: str) -> str:
    """The address in lower case. Raises Invalid where it is none."""
    text = email.strip().lower()
    try:
        validate_address(text)
    except ValidationError as error:
        if error.code == "undeliverable":
            raise Invalid(error.message, fields={"email": [error.message]}) from error
        raise Invalid(_("This is no e-mail address."), fields={"email": [_("No e-mail address.")]}) from error
    return text
