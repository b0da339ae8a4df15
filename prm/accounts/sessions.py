"""What ends other sessions, and what follows a person's change of address. allauth's signals, none of a model."""

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from prm.accounts.models import Membership, User
from prm.accounts.queries import memberships_of_user
from prm.accounts.sign_in import start_session
from prm.tenancy.scope import Audience, tenant_context


@receiver(user_logged_in, dispatch_uid="prm.accounts.start_session")
def mark_start(request: Any, **kwargs: Any) -> None:
    start_session(request.session, timezone.now())


@receiver(
    [password_changed, password_reset, password_set, authenticator_added, authenticator_removed, authenticator_reset],
    dispatch_uid="prm.accounts.end_other_sessions",
)
def end_other_sessions(request: Any, user: User, **kwargs: Any) -> None:
    """Whoever sat in another browser has to sign in anew."""
    current = request.session.session_key if request is not None else None
    for session in UserSession.objects.filter(user=user).exclude(session_key=current):
        session.end()


@receiver(
    [authenticator_added, authenticator_removed, authenticator_reset], dispatch_uid="prm.accounts.renew_session_key"
)
def renew_session_key(request: Any, user: User, **kwargs: Any) -> None:
    """Who holds the key of before the change holds nothing. (Django gives a new one with a new password.)"""
    if request is None or (old := request.session.session_key) is None:
        return
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


@receiver(email_changed, dispatch_uid="prm.accounts.follow_address")
def follow_address(request: Any, user: User, to_email_address: Any, **kwargs: Any) -> None:
    """Memberships carry a copy of the address: it follows in each vendor, in that vendor's scope."""
    end_other_sessions(request, user)
    renew_session_key(request, user)
    for member in memberships_of_user(user.pk):
        with tenant_context(Audience.VENDOR, member.vendor_id):
            Membership.objects.filter(pk=member.pk).update(email=to_email_address.email)
