import pytest

from prm.tenancy.models import Vendor

PAGE = "/w/acme/accounts/settings/organization/"
VALUES = {
    "name": "Acme Group",
    "legal_name": "",
    "accent": "#0f5f9c",
    "timezone": "Asia/Tokyo",
    "currency": "EUR",
    "language": "de",
    "fiscal_start_month": "4",
}


def test_an_administrator_sets_the_organization(world):
    client = world.client("alice")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert 'value="Acme"' in page.text
    assert client.post(PAGE, VALUES).status_code == 302
    vendor = Vendor.objects.get(pk=world.acme.pk)
    assert (vendor.name, vendor.accent, vendor.currency, vendor.fiscal_start_month) == (
        "Acme Group",
        "#0f5f9c",
        "EUR",
        4,
    )


def test_a_color_nobody_can_read_is_refused_with_the_nearest_that_can_be(world):
    answer = world.client("alice").post(PAGE, {**VALUES, "accent": "#ffee00"})
    assert answer.status_code == 400
    assert "#ffee00" in answer.text
    assert "The nearest that can: #" in answer.text
    assert Vendor.objects.get(pk=world.acme.pk).name == "Acme"


@pytest.mark.parametrize(
    "wrong", [{"accent": "blue"}, {"timezone": "Mars/Base"}, {"fiscal_start_month": "13"}, {"name": ""}]
)
def test_what_is_none_is_refused_and_the_input_kept(world, wrong):
    answer = world.client("alice").post(PAGE, {**VALUES, **wrong})
    assert answer.status_code == 400
    assert "Asia/Tokyo" in answer.text
    assert Vendor.objects.get(pk=world.acme.pk).currency == "USD"


def test_others_may_not(world):
    assert world.client("sam").get(PAGE).status_code == 403
    assert world.client("sam").post(PAGE, VALUES).status_code == 403


def test_the_index_offers_what_the_role_may(world):
    def offered(name):
        return [page.key for page in world.client(name).get("/w/acme/accounts/settings/").context["pages"]]

    assert offered("alice")[:3] == ["organization", "members", "keys"]
    assert "outbox" in offered("alice")
    assert offered("vera") == ["members", "promises", "negotiation-limits"]


def test_a_member_writes_the_own_profile(world):
    client = world.client("nina")
    page = client.get("/p/acme/accounts/profile/")
    assert page.status_code == 200
    answer = client.post(
        "/p/acme/accounts/profile/",
        {"name": "Nina N.", "title": "Sales", "language": "de", "theme": "dark", "role": "admin"},
    )
    assert answer.status_code == 302
    assert answer.cookies["theme"].value == "dark"
    with world.scope("acme"):
        world.nina.refresh_from_db()
    assert (world.nina.name, world.nina.title, world.nina.language, world.nina.role) == (
        "Nina N.",
        "Sales",
        "de",
        "seller",
    )
    assert client.get("/p/acme/accounts/profile/").headers["Content-Language"] == "de"
