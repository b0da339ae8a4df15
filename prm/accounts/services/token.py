"""API keys: made, shown once, taken back."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from prm.accounts.events import ApiTokenCreated
from prm.accounts.invitations import hash_token
from prm.accounts.models import ApiToken, Membership
from prm.accounts.permissions import AccountPermission, PortalAccountPermission, permissions_for
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound
from prm.outbox.services import emit

PREFIX = "prm_"
NEEDED: dict[str, str] = {
    "vendor": AccountPermission.MANAGE_TOKENS,
    "portal": PortalAccountPermission.MANAGE_TEAM_TOKENS,
}


@transaction.atomic
def create_token(
    member: Membership,
    *,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A key that acts as the member, with these scopes and no others. Returns the row and the key, shown this once.

    Raises Forbidden without the right or for a scope above the actor's own, NotFound for a member of another side,
    Invalid for no scope, one above the member's role, or an end that is past. Emits ApiTokenCreated.
    """
    check_may_manage_tokens(actor, member)
    wanted = frozenset(map(str, scopes))
    if not wanted or not wanted <= permissions_for(member.audience, member.role):
        raise Invalid(_("Choose scopes within the member's role."), fields={"scopes": [_("Choose scopes.")]})
    if not actor.trusted and not wanted <= actor.permissions:
        raise Forbidden(_("You may not give a key that can do more than you."))
    if expires_at is not None and expires_at <= at:
        raise Invalid(_("Choose an end that is ahead."), fields={"expires_at": [_("This is past.")]})
    raw = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        membership=member,
        partner_id=member.partner_id,
        name=name.strip() or _("Key"),
        hint=raw[:8],
        token_hash=hash_token(raw),
        scopes=sorted(wanted),
        created_by_label=actor.label,
        expires_at=expires_at,
    )
    record(token, "created", actor=actor, at=at, summary=token.name, changes={"scopes": [[], token.scopes]})
    emit(ApiTokenCreated(token_id=token.pk, membership_id=member.pk), at=at, partner_id=member.partner_id)
    return token, raw


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor, at: datetime) -> ApiToken:
    """Ends a key with its next request. Raises Forbidden or NotFound."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("membership").get(pk=token.pk)
    check_may_manage_tokens(actor, token.membership)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(token, "revoked", actor=actor, at=at, summary=token.name)
    return token


def check_may_manage_tokens(actor: Actor, member: Membership) -> None:
    if actor.audience != member.audience or (actor.audience == "portal" and actor.partner_id != member.partner_id):
        raise NotFound("")
    if not actor.can(NEEDED[actor.audience]):
        raise Forbidden(_("You may not manage keys. Ask your administrator."))
