"""From a key to who acts: what the API asks before a vendor is known."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from prm.accounts.models import ApiToken
from prm.accounts.permissions import permissions_for
from prm.accounts.queries import resolve_token
from prm.accounts.security_log import note
from prm.lib.actor import Actor
from prm.tenancy.scope import Audience, Scope, tenant_context

# A key in constant use writes its time this often at most.
SEEN_EVERY = timedelta(minutes=5)


def actor_for_token(raw: str, *, at: datetime | None = None) -> tuple[Scope, Actor] | None:
    """The scope and the actor of a key, or None for every key that does not hold. Runs outside of any scope.

    The actor holds the key's scopes as far as the member's role still has them.
    """
    moment = at or timezone.now()
    found = resolve_token("api", raw, moment)
    if found is None:
        note("api_key_refused", at=moment, detail=raw[:8])
        return None
    vendor_id, token_id, audience, partner_id = found
    scope = Scope(Audience(audience), vendor_id, partner_id)
    with tenant_context(scope.audience, vendor_id, partner_id):
        token = ApiToken.objects.select_related("membership").get(pk=token_id)
        unseen = Q(last_used_at=None) | Q(last_used_at__lt=moment - SEEN_EVERY)
        ApiToken.objects.filter(unseen, pk=token_id).update(last_used_at=moment)
    member = token.membership
    return scope, Actor(
        kind="token",
        label=f"{member.name} ({token.name})",
        vendor_id=vendor_id,
        audience=audience,
        membership_id=member.pk,
        partner_id=partner_id,
        role=member.role,
        permissions=permissions_for(audience, member.role) & frozenset(token.scopes),
    )
