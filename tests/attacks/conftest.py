"""What attackers need: people who can sign in with a password, and a cache that remembers nothing of other tests."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache


@pytest.fixture(autouse=True)
def forgetful_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def proven(world):
    """The world, with every address of the cast proven: nothing but the password stands before a session."""
    users = {member.user for member in world.members.values()}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return world
