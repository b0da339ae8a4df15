import pytest
from django.test import Client

from prm.accounts.models import Membership
from prm.accounts.services.person import create_person
from prm.tenancy.models import Vendor

PASSWORD = "a good long sentence"
COMPANY = {"name": "Initrode", "slug": "initrode", "timezone": "Europe/Paris", "currency": "EUR"}


@pytest.fixture
def newcomer(db):
    user = create_person(email="gus@initrode.example", password=PASSWORD, name="Gus")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_front_door_offers_to_sign_in_or_to_start(db):
    page = Client().get("/")
    assert page.status_code == 200
    assert 'href="/auth/login/"' in page.text
    assert 'href="/start/"' in page.text


def test_who_is_signed_in_is_sent_home(world):
    assert world.client("sam").get("/")["Location"] == "/w/acme/"
    assert world.client("nina").get("/")["Location"] == "/p/acme/"


def test_who_works_with_nobody_is_told_what_to_do(newcomer):
    page = newcomer.get("/")
    assert page.status_code == 200
    assert "You work with nobody here yet" in page.text


def test_starting_as_a_vendor_needs_an_account_with_a_proven_address(db):
    client = Client()
    assert "/auth/signup/?next=%2Fstart%2F" in client.get("/start/").text
    assert client.post("/start/", COMPANY).status_code == 403
    assert Vendor.objects.count() == 0


def test_a_vendor_starts_with_its_first_administrator(newcomer):
    assert newcomer.get("/start/").status_code == 200
    assert newcomer.post("/start/", COMPANY)["Location"] == "/w/initrode/"
    vendor = Vendor.objects.get(slug="initrode")
    assert (vendor.name, vendor.timezone, vendor.currency) == ("Initrode", "Europe/Paris", "EUR")
    assert newcomer.get("/")["Location"] == "/w/initrode/"
    assert newcomer.get("/w/initrode/accounts/organization/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "acme"},
        {"slug": "admin"},
        {"slug": "a b"},
        {"name": ""},
        {"timezone": "Mars/Base"},
        {"currency": "XXQ"},
    ],
)
def test_a_start_that_does_not_hold_is_told_and_makes_nothing(world, newcomer, wrong):
    answer = newcomer.post("/start/", {**COMPANY, **wrong})
    assert answer.status_code == 400
    assert Vendor.objects.count() == 2


def test_an_installation_may_be_closed_for_new_vendors(newcomer, settings):
    settings.OPEN_FOR_VENDORS = False
    assert newcomer.get("/start/").status_code == 404
    assert newcomer.post("/start/", COMPANY).status_code == 404


def test_the_switcher_lists_vendors_and_partners_with_what_waits(world):
    with world.scope("acme"):
        Membership.objects.filter(pk=world.xena.pk).update(unread_notices=3)
    page = world.client("xena").get("/p/acme/accounts/switch/")
    assert page.status_code == 200
    assert "3 unread" in page.text
    assert "Northwind" in page.text
    assert "Initech" in page.text


def test_switching_remembers_where_one_is(world):
    client = world.client("xena")
    answer = client.post("/p/acme/accounts/switch/", {"membership": str(world.xena_at_globex.pk)})
    assert answer["Location"] == "/p/globex/"
    assert client.get("/")["Location"] == "/p/globex/"
    assert client.post("/memberships/", {"membership": str(world.xena.pk)})["Location"] == "/p/acme/"
    assert client.get("/")["Location"] == "/p/acme/"


def test_nobody_switches_to_anothers_membership(world):
    client = world.client("xena")
    for foreign in (str(world.carl.pk), str(world.eve.pk), "nonsense", ""):
        assert client.post("/p/acme/accounts/switch/", {"membership": foreign}).status_code == 404
    assert client.get("/")["Location"] == "/p/acme/"


def test_a_mails_link_goes_on_as_the_membership_it_names(world):
    with world.scope("acme"):
        second = Membership.objects.create(
            user_id=world.xena.user_id, audience="portal", role="admin", partner_id=world.contoso.pk, name="Xena",
            email=world.xena.email,
        )  # fmt: skip
    client = world.client("xena")
    answer = client.get(f"/p/acme/accounts/team/?as={second.pk}&sort=name")
    assert answer["Location"] == "/p/acme/accounts/team/?sort=name"
    assert "Carl" in client.get("/p/acme/accounts/team/").text
    client.get(f"/p/acme/accounts/team/?as={world.xena.pk}")
    assert "Nina" in client.get("/p/acme/accounts/team/").text


def test_a_link_that_names_anothers_membership_changes_nothing(world):
    client = world.client("nina")
    assert client.get(f"/p/acme/accounts/team/?as={world.carl.pk}")["Location"] == "/p/acme/accounts/team/"
    assert "Carl" not in client.get("/p/acme/accounts/team/").text
