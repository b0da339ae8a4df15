"""People of a partner ask for access by themselves; its administrator, or one of us, lets them in."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED
from partners.events import AccessAsked
from partners.models import AccessRequest, Partner
from partners.queries import partners_with_domain
from prm.accounts.grants import check_may_manage
from prm.accounts.queries import members_for_partner
from prm.accounts.services.invitation import clean_email, invite_member
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import NotFound, WrongState
from prm.outbox.services import emit
from prm.tenancy.scope import public_intake

# Who was declined is not heard again for so long, and a partner has at most so many open requests.
QUIET = timedelta(days=30)
MANY_OPEN = 50


@public_intake
@transaction.atomic
def request_access(*, name: str, email: str, reason: str = "", at: datetime) -> None:
    """Keeps the request at the partner whose web domain the address has, and says nothing of it to the asker.

    Nothing is kept for a mail service's address or an unknown domain, for who is a member, has asked already or was
    declined within 30 days. That the address is theirs is proven by the invitation, which goes there. Emits AccessAsked.
    """
    email = clean_email(email)
    partner = partner_of_address(email)
    if partner is None or members_for_partner(partner.pk).filter(email=email).exists():
        return
    rows = AccessRequest.objects.filter(partner=partner)
    known = rows.filter(email=email, decided_at=None) | rows.filter(
        email=email, decided_at__gt=at - QUIET, granted=False
    )
    if known.exists() or rows.filter(decided_at=None).count() >= MANY_OPEN:
        return
    row, is_new = AccessRequest.objects.get_or_create(
        partner=partner, email=email, decided_at=None,
        defaults={"name": name.strip(), "reason": reason.strip(), "asked_at": at},
    )  # fmt: skip
    if is_new:
        actor = Actor(kind="person", label=row.name, vendor_id=row.vendor_id, audience="public")
        record(row, "access.asked", actor=actor, at=at, summary=email, visible_to_partner=True)
        emit(AccessAsked(request_id=row.pk), at=at, partner_id=partner.pk)


def partner_of_address(email: str) -> Partner | None:
    """The running partner an address belongs to by its domain, the oldest of several; None for mail services."""
    running = [partner for partner in partners_with_domain(email) if partner.status not in CLOSED]
    return min(running, key=lambda partner: (partner.created_at, partner.pk), default=None)


@transaction.atomic
def grant_access(request: AccessRequest, *, role: str, actor: Actor, at: datetime) -> AccessRequest:
    """Invites the asker with a role the actor may give. Refuses a request that is decided. Emits MemberInvited."""
    row = _decided(request, granted=True, actor=actor, at=at)
    invite_member(
        email=row.email, name=row.name, role=role, audience="portal", partner_id=row.partner_id, actor=actor, at=at
    )
    return row


@transaction.atomic
def decline_access(request: AccessRequest, *, actor: Actor, at: datetime) -> AccessRequest:
    """Lets nobody in and tells nobody: whoever asked may be a stranger."""
    return _decided(request, granted=False, actor=actor, at=at)


def _decided(request: AccessRequest, *, granted: bool, actor: Actor, at: datetime) -> AccessRequest:
    row: AccessRequest | None = AccessRequest.objects.select_for_update().filter(pk=request.pk).first()
    if row is None:
        raise NotFound("")
    check_may_manage(actor, audience="portal", partner_id=row.partner_id)
    if row.decided_at is not None:
        raise WrongState(_("This request was decided by %(name)s.") % {"name": row.decided_by})
    row.granted, row.decided_at, row.decided_by = granted, at, actor.label[:160]
    row.save(update_fields=["granted", "decided_at", "decided_by"])
    action = "access.granted" if granted else "access.declined"
    record(row, action, actor=actor, at=at, summary=row.email, visible_to_partner=True)
    return row
