import pytest
from django.core.cache import cache

from prm.tenancy.scope import NoTenantScope


@pytest.fixture(autouse=True)
def empty():
    cache.clear()
    yield
    cache.clear()


def test_a_value_is_found_by_the_vendor_audience_and_partner_that_kept_it_only(world):
    keepers = ("acme", "globex", "nina", "carl")
    for name in keepers:
        with world.scope(name):
            assert cache.get("totals") is None, name
            cache.set("totals", name)
    for name in reversed(keepers):
        with world.scope(name):
            assert cache.get("totals") == name
    with world.scope("bob"):
        assert cache.get("totals") == "nina", "of the same partner"
    with world.scope("alice"):
        assert cache.get("totals") == "acme"


@pytest.mark.parametrize(
    "call", [lambda: cache.get("totals"), lambda: cache.set("totals", 1), lambda: cache.delete("totals")]
)
def test_without_a_scope_a_vendors_value_raises(call):
    with pytest.raises(NoTenantScope):
        call()


def test_sessions_and_throttles_are_of_the_platform(world):
    cache.set("throttle:sign-in", 3)
    with world.scope("acme"):
        assert cache.get("throttle:sign-in") == 3


def test_pages_are_the_same_whoever_asked_before(world):
    def page(name, path):
        text = world.client(name).get(path).text
        return [line for line in text.splitlines() if "csrf" not in line.lower() and "nonce" not in line]

    asks = (
        ("alice", "/w/acme/accounts/members/"),
        ("nina", "/p/acme/accounts/team/"),
        ("eve", "/w/globex/accounts/members/"),
    )
    cold = {}
    for ask in asks:
        cache.clear()
        cold[ask] = page(*ask)
    for order in (asks, asks[::-1], (asks[1], asks[0], asks[2])):
        cache.clear()
        for ask in order:
            assert page(*ask) == cold[ask]
