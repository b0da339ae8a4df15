"""Scope and request: nothing stays on a connection, nothing runs beside its scope, nothing but the address names a vendor."""

import pytest
from django.db import connection
from django.test import Client, override_settings

from partners.models import Partner
from prm.tenancy.scope import NoTenantScope
from tests.platform.tenancy import urls

with_bad_pages = override_settings(
    ROOT_URLCONF="tests.platform.tenancy.urls",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": False,
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "tests/partners.html": "{% for p in partners %}{{ p.name }};{% endfor %}",
                            **{f"{code}.html": str(code) for code in (400, 403, 404, 500)},
                        },
                    )
                ]
            },
        }
    ],
)


@pytest.fixture(autouse=True)
def seen():
    urls.SEEN.clear()
    return urls.SEEN


def client_of(world, name):
    client = world.client(name)
    client.raise_request_exception = False
    return client


@with_bad_pages
@pytest.mark.django_db(transaction=True)
def test_after_a_failed_request_the_same_connection_shows_the_next_one_nothing(world, seen):
    assert client_of(world, "sam").get("/w/acme/fails/").status_code == 500
    answer = Client(raise_request_exception=False).get("/anonymous/")
    assert answer.status_code == 500
    (pid, partners), pid_after = seen
    assert (partners, pid_after) == (3, pid), "the test needs one and the same connection"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('app.vendor_id', true)")
        assert cursor.fetchone() == ("none", "")


@with_bad_pages
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["fails", "refused"])
def test_what_a_failed_request_wrote_is_taken_back(world, page):
    assert client_of(world, "sam").get(f"/w/acme/{page}/").status_code == 500
    with world.scope("acme"):
        assert set(Partner.objects.values_list("status", flat=True)) == {"active"}


@with_bad_pages
def test_a_page_rendered_late_is_still_within_its_scope(world):
    assert client_of(world, "sam").get("/w/acme/late/").content == b"Contoso;Northwind;Wholesale;"


@with_bad_pages
@pytest.mark.django_db(transaction=True)
def test_a_stream_without_its_own_scope_is_an_error_and_never_an_empty_file(world):
    answer = client_of(world, "sam").get("/w/acme/streams/")
    with pytest.raises(Exception, match=r"permission denied|No tenant scope"):
        b"".join(answer.streaming_content)
    answer = client_of(world, "sam").get("/w/acme/streams-own/")
    assert b"".join(answer.streaming_content) == b"Contoso\nNorthwind\nWholesale\n"


@with_bad_pages
@pytest.mark.django_db(transaction=True)
def test_what_runs_after_commit_has_no_scope_left(world, seen):
    client_of(world, "sam").get("/w/acme/after/")
    assert seen == [NoTenantScope.__name__]


@pytest.mark.parametrize(
    "tricks",
    [
        {"headers": {"X-Tenant": "globex", "X-Vendor": "globex", "X-Forwarded-Host": "globex.example"}},
        {"data": {"tenant": "globex", "vendor": "globex", "vendor_id": "globex"}},
        {"cookies": {"vendor": "globex", "tenant": "globex"}},
    ],
)
def test_only_the_address_names_the_vendor(world, tricks):
    client = world.client("eve")
    for name, value in tricks.get("cookies", {}).items():
        client.cookies[name] = value
    given = {key: value for key, value in tricks.items() if key != "cookies"}
    assert client.get("/w/acme/accounts/members/", **given).status_code == 404
    page = client.get("/w/globex/accounts/members/", **given)
    assert page.status_code == 200
    assert page.context["vendor"].slug == "globex" if "vendor" in page.context else True
    assert "Sam" not in page.text


def test_a_host_that_is_not_ours_is_refused(world):
    for host in ("evil.example", "globex.example", "testserver@evil.example", "testserver:80:80"):
        assert world.client("sam").get("/w/acme/accounts/members/", headers={"host": host}).status_code == 400


def test_a_forged_or_foreign_membership_in_the_session_gives_nothing(world):
    client = world.client("nina")
    for foreign in (world.carl.pk, world.alice.pk, world.eve.pk, "nonsense"):
        session = client.session
        session["active_membership"] = str(foreign)
        session.save()
        page = client.get("/p/acme/accounts/team/")
        assert [row.name for row in page.context["view"].page.rows] == ["Bob", "Nina", "Xena"]
        assert client.get("/w/acme/accounts/members/").status_code == 404


def test_one_person_of_two_vendors_finds_each_in_its_own_place(world):
    client = world.client("xena")
    at_acme = client.get("/p/acme/accounts/team/").text
    at_globex = client.get("/p/globex/accounts/team/").text
    assert ("Nina" in at_acme, "Ivan" in at_acme) == (True, False)
    assert ("Nina" in at_globex, "Ivan" in at_globex) == (False, True)
    for path in (
        f"/p/globex/accounts/team/{world.nina.pk}/",
        f"/p/acme/accounts/team/{world.ivan.pk}/",
        f"/p/globex/accounts/team/{world.xena.pk}/",
    ):
        assert client.get(path).status_code in (403, 404)


def test_leaving_one_vendor_ends_it_there_with_the_next_request_and_nowhere_else(world):
    client = world.client("xena")
    assert client.get("/p/globex/accounts/team/").status_code == 200
    with world.scope("globex"):
        type(world.xena).objects.filter(pk=world.xena_at_globex.pk).update(is_active=False)
    assert client.get("/p/globex/accounts/team/").status_code == 404
    assert client.get("/p/acme/accounts/team/").status_code == 200


def test_the_roster_of_one_vendor_says_nothing_of_the_others_its_people_work_for(world):
    for who, path in (("ivan", "/p/globex/accounts/team/"), ("eve", "/w/globex/accounts/members/")):
        for query in ("", "?q=xena", "?export=csv", "?part=totals"):
            answer = world.client(who).get(path + query)
            assert answer.status_code == 200
            for word in ("Acme", "Northwind", "Nina"):
                assert word not in answer.text.replace("xena@northwind.example", "")


def test_a_closed_vendor_is_gone_with_the_next_request(world):
    client = world.client("sam")
    assert client.get("/w/acme/accounts/members/").status_code == 200
    type(world.acme).objects.filter(pk=world.acme.pk).update(is_active=False)
    assert client.get("/w/acme/accounts/members/").status_code == 404


def test_no_page_of_a_person_is_kept(world):
    for who, path in (
        ("sam", "/w/acme/accounts/members/"),
        ("nina", "/p/acme/accounts/team/"),
        ("sam", "/memberships/"),
        ("sam", "/auth/password/change/"),
    ):
        assert "no-store" in world.client(who).get(path)["Cache-Control"], path
