"""People as such: the one account behind all memberships. Runs as the login role, outside of any vendor's scope."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prm.accounts.models import Membership, User
from prm.accounts.queries import Offer
from prm.accounts.services.invitation import accept_invitation, lock_open_invitation
from prm.lib.errors import Invalid, Refused
from prm.tenancy.scope import Audience, tenant_context


@transaction.atomic
def create_person(*, email: str, password: str, name: str = "", language: str = "") -> User:
    """A user whose address is proven already: by an invitation sent to it, or because the world is made up."""
    user = User.objects.create_user(email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def join_as_newcomer(offer: Offer, *, name: str, password: str, at: datetime) -> Membership:
    """Creates the account and accepts, or does neither. The invitation reached the mailbox, so the address is proven.

    Raises Invalid for a weak password or a missing name, Refused where the invitation no longer holds.
    """
    with tenant_context(Audience.VENDOR, offer.vendor_id):
        # Locked first: a second accept waits here and then finds it used, before it makes an account.
        email = lock_open_invitation(offer.invitation_id, at=at).email
    if not name.strip():
        raise Invalid(_("Give your name."), fields={"name": [_("Give your name.")]})
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Invalid(_("Choose a stronger password."), fields={"password": error.messages}) from error
    try:
        with transaction.atomic():
            user = create_person(email=email, password=password, name=name.strip())
    except IntegrityError as error:
        raise Refused(_("This address has an account. Sign in first.")) from error
    with tenant_context(Audience.VENDOR, offer.vendor_id):
        return accept_invitation(offer.invitation_id, user=user, verified_email=email, at=at)


@transaction.atomic
def join_as_member(offer: Offer, *, user: User, verified_email: str, at: datetime) -> Membership:
    """Accepts for somebody who is signed in. Raises Refused."""
    with tenant_context(Audience.VENDOR, offer.vendor_id):
        return accept_invitation(offer.invitation_id, user=user, verified_email=verified_email, at=at)
