"""What ends other sessions, and what follows a person's change of address. allauth's signals, none of a model."""

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.dispatch import receiver

from prm.accounts.models import Membership, User
from prm.accounts.queries import memberships_of_user
from prm.tenancy.scope import Audience, tenant_context


@receiver(
    [password_changed, password_reset, password_set, authenticator_added, authenticator_removed, authenticator_reset],
    dispatch_uid="prm.accounts.end_other_sessions",
)
def end_other_sessions(request: Any, user: User, **kwargs: Any) -> None:
    """Whoever sat in another browser has to sign in anew."""
    current = request.session.session_key if request is not None else None
    for session in UserSession.objects.filter(user=user).exclude(session_key=current):
        session.end()


@receiver(email_changed, dispatch_uid="prm.accounts.follow_address")
def follow_address(request: Any, user: User, to_email_address: Any, **kwargs: Any) -> None:
    """Memberships carry a copy of the address: it follows in each vendor, in that vendor's scope."""
    end_other_sessions(request, user)
    for member in memberships_of_user(user.pk):
        with tenant_context(Audience.VENDOR, member.vendor_id):
            Membership.objects.filter(pk=member.pk).update(email=to_email_address.email)
