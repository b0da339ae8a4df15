"""A wrong address is told within the shell of who belongs there, and tells everybody else nothing of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prm.accounts.models import Membership
from prm.ui import nav
from tests.isolation.canaries import plain

NOWHERE = "nothing/here/"


def shell_of(answer):
    """Which of the three frames a page stands in, and whose name it wears."""
    (frame,) = {"ui-workspace", "ui-portal", "ui-public"} & set(
        answer.text.partition('<body class="')[2].split('"')[0].split()
    )
    return frame, "Acme" in answer.text, "There is no such page" in answer.text, answer.status_code


@pytest.mark.parametrize(
    ("who", "start", "frame", "entry"),
    [
        ("sam", "/w/acme/", "ui-workspace", "/w/acme/deals/registrations/"),
        ("nina", "/p/acme/", "ui-portal", "/p/acme/deals/"),
    ],
)
@pytest.mark.parametrize("wrong", [NOWHERE, "accounts/nothing/", "nothing"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_belongs_there_keeps_the_shell(world, who, start, frame, entry, wrong, method):
    answer = getattr(world.client(who), method)(f"{start}{wrong}")
    assert shell_of(answer) == (frame, True, True, 404)
    assert f'href="{entry}"' in answer.text
    assert f'<a class="btn btn-primary" href="{start}">' in answer.text
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["sam", "nina", "eve", None])
@pytest.mark.parametrize("side", ["w", "p"])
@pytest.mark.parametrize("wrong", ["", NOWHERE, "nothing"])
def test_a_foreign_vendor_is_answered_like_one_that_does_not_exist(world, who, side, wrong):
    belongs = {("sam", "w"): "globex", ("nina", "p"): "globex", ("eve", "w"): "acme"}
    client = world.client(who) if who else Client()
    answers = {slug: client.get(f"/{side}/{slug}/{wrong}") for slug in (belongs.get((who, side), "acme"), "nowhere")}
    foreign, unknown = answers.values()
    assert foreign.status_code == unknown.status_code == (404 if who or wrong else 302)
    told = [plain(answer.text, [slug]) for slug, answer in answers.items()]
    assert told[0] == told[1]
    assert set(foreign.headers) == set(unknown.headers)
    if foreign.status_code == 404:
        assert shell_of(foreign) == ("ui-public", False, True, 404)


def test_a_foreign_and_an_unknown_vendor_cost_the_same(world):
    client = world.client("sam")

    def asked(slug):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/w/{slug}/{NOWHERE}")
        return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]

    assert [sql.replace("globex", "*") for sql in asked("globex")] == [
        sql.replace("nowhere", "*") for sql in asked("nowhere")
    ]


def test_whose_rights_have_changed_gets_no_shell_before_signing_in_again(world):
    client = world.client("sam", signed_in=world.now)
    with world.scope("acme"):
        Membership.objects.filter(pk=world.sam.pk).update(access_changed_at=world.now)
    assert shell_of(client.get(f"/w/acme/{NOWHERE}"))[::3] == ("ui-public", 404)


def test_a_former_member_gets_no_shell(world):
    client = world.client("sam")
    with world.scope("acme"):
        Membership.objects.filter(pk=world.sam.pk).update(is_active=False)
    assert shell_of(client.get(f"/w/acme/{NOWHERE}")) == ("ui-public", False, True, 404)


@pytest.mark.parametrize("wrong", [NOWHERE, "partners/PAR-000000/"])
def test_a_shell_that_cannot_be_drawn_leaves_the_plain_page(world, monkeypatch, caplog, wrong):
    monkeypatch.setattr(nav, "_ENTRIES", dict(nav._ENTRIES))

    def break_down(actor):
        raise RuntimeError("the navigation is broken")

    nav.register(
        audience="workspace", group="sell", label="Broken", url_name="workspace:ui:badges", permission=None,
        icon="eye", when=break_down,
    )  # fmt: skip
    answer = world.client("sam").get(f"/w/acme/{wrong}")
    assert shell_of(answer) == ("ui-public", False, True, 404)
    assert [record.message for record in caplog.records if record.name == "prm.ui"] == [
        "an error page could not be drawn in its shell"
    ]
