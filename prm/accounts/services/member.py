"""Members: let in, given a role, let go, and what they say of themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from prm.accounts.events import MemberChanged, MemberDeactivated
from prm.accounts.grants import check_may_grant, check_may_manage
from prm.accounts.models import Membership, User
from prm.accounts.partner_names import partner_name
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused
from prm.outbox.services import emit


def add_member(
    user: User,
    *,
    audience: str,
    role: str,
    partner_id: UUID | None = None,
    name: str = "",
    title: str = "",
    language: str = "",
) -> Membership:
    """Gives a user a membership of the open scope's vendor; name and e-mail are copied on it."""
    return Membership.objects.create(
        user=user,
        audience=audience,
        role=role,
        partner_id=partner_id,
        partner_name=partner_name(partner_id),
        name=name or user.name or user.email,
        email=user.email,
        title=title,
        language=language or user.language,
    )


@transaction.atomic
def change_role(member: Membership, role: str, *, actor: Actor, at: datetime) -> Membership:
    """Gives a member another role; it holds from the member's next request, which has to sign in again.

    Raises NotFound for people of a side the actor does not see, Forbidden without the right or for a role that can do
    more than the actor's own, Refused where nobody would be left to administer. Emits MemberChanged.
    """
    member = _locked(member, actor)
    check_may_grant(actor, audience=member.audience, role=role)
    # Somebody who can do more than oneself is not to be cut down either.
    check_may_grant(actor, audience=member.audience, role=member.role)
    if member.role == role:
        return member
    if member.role == "admin":
        check_another_admin(member)
    before, member.role, member.access_changed_at = member.role, role, at
    member.save(update_fields=["role", "access_changed_at"])
    record(member, "role_changed", actor=actor, at=at, changes={"role": [before, role]}, visible_to_partner=True)
    emit(MemberChanged(membership_id=member.pk, role=role), at=at, partner_id=member.partner_id)
    return member


@transaction.atomic
def deactivate_member(member: Membership, *, actor: Actor, at: datetime) -> Membership:
    """Ends a member's access with the very next request; keys that act as this member stop too.

    Raises NotFound, Forbidden or, for the last administrator, Refused. Emits MemberDeactivated.
    """
    member = _locked(member, actor)
    check_may_grant(actor, audience=member.audience, role=member.role)
    if not member.is_active:
        return member
    if member.role == "admin":
        check_another_admin(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    record(member, "deactivated", actor=actor, at=at, visible_to_partner=True)
    emit(MemberDeactivated(membership_id=member.pk), at=at, partner_id=member.partner_id)
    return member


@transaction.atomic
def reactivate_member(member: Membership, *, actor: Actor, at: datetime) -> Membership:
    """Lets a former member in again with the role held before, with a new sign-in. Raises NotFound or Forbidden. Emits MemberChanged."""
    member = _locked(member, actor)
    check_may_grant(actor, audience=member.audience, role=member.role)
    if member.is_active:
        return member
    member.is_active, member.access_changed_at = True, at
    member.save(update_fields=["is_active", "access_changed_at"])
    record(member, "reactivated", actor=actor, at=at, visible_to_partner=True)
    emit(MemberChanged(membership_id=member.pk, role=member.role), at=at, partner_id=member.partner_id)
    return member


@transaction.atomic
def update_profile(member: Membership, values: dict[str, Any], *, actor: Actor, at: datetime) -> Membership:
    """What a member says of himself to this vendor: name, job title, language. Nobody writes another's.

    Raises Forbidden or Invalid.
    """
    if actor.membership_id != member.pk:
        raise Forbidden(_("Only members themselves write their profile."))
    member = Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
    wanted = {name: str(values[name]).strip() for name in ("name", "title", "language") if name in values}
    if not wanted.get("name", member.name):
        raise Invalid(_("Give a name."), fields={"name": [_("Give a name.")]})
    if wanted.get("language") and wanted["language"] not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language."), fields={"language": [_("Choose a language.")]})
    changes = {name: [getattr(member, name), value] for name, value in wanted.items() if getattr(member, name) != value}
    for name, (_before, after) in changes.items():
        setattr(member, name, after)
    if changes:
        member.save(update_fields=list(changes))
        record(member, "profile_changed", actor=actor, at=at, changes=changes)
    return member


def _locked(member: Membership, actor: Actor) -> Membership:
    """The row, locked; with all administrators of its side, so that two cannot remove each other at once."""
    team = Membership.objects.filter(audience=member.audience, partner_id=member.partner_id)
    rows = team.filter(pk=member.pk) | team.filter(role="admin")
    locked = {row.pk: row for row in rows.order_by("pk").select_for_update(no_key=True)}
    if member.pk not in locked:
        raise NotFound("")
    check_may_manage(actor, audience=member.audience, partner_id=member.partner_id)
    return locked[member.pk]


def check_another_admin(member: Membership) -> None:
    """Raises Refused where this is the last active administrator of its side."""
    others = Membership.objects.filter(
        audience=member.audience, partner_id=member.partner_id, role="admin", is_active=True
    ).exclude(pk=member.pk)
    if member.is_active and not others.exists():
        raise Refused(_("This is the last administrator. Make somebody else administrator first."))
