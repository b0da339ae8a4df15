import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.utils import timezone

from partners.models import Partner
from prm.ui import gates
from prm.ui.gates import Closed
from prm.ui.views import Screen

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.platform.ui.screens")]


@pytest.fixture
def base(world):
    return f"/w/acme/sample/{world.northwind.ref}/"


def name_of(world):
    with world.scope("acme"):
        return Partner.objects.get(pk=world.northwind.pk).name


def test_strangers_are_asked_to_sign_in(client, base):
    answer = client.get(base)
    assert (answer.status_code, answer["Location"]) == (302, f"/auth/login/?next={base}")


@pytest.mark.parametrize(("person", "status"), [("sam", 200), ("eve", 404), ("nina", 404)])
def test_only_members_of_this_side_see_the_page(world, base, person, status):
    assert world.client(person).get(base).status_code == status


def test_a_missing_right_is_403_and_a_foreign_object_404(world, base):
    assert world.client("sam").get(f"{base}rename/").status_code == 403
    assert world.client("alice").get(f"{base}rename/").status_code == 200
    assert world.client("alice").get(f"/w/acme/sample/{world.initech.ref}/rename/").status_code == 404


def test_a_form_calls_its_service_and_leaves_a_message(world, base):
    answer = world.client("alice").post(f"{base}rename/", {"name": "Norther"}, follow=True)
    assert answer.redirect_chain == [(base, 302)]
    assert name_of(world) == "Norther"
    assert "Renamed." in answer.content.decode()


def test_an_input_that_does_not_hold_is_kept_and_told_twice(world, base):
    answer = world.client("alice").post(f"{base}rename/", {"name": "x" * 30})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f'value="{"x" * 30}"' in html
    assert html.count("Ensure this value has at most 20 characters") == 2
    assert 'aria-invalid="true"' in html
    assert name_of(world) == "Northwind"


@pytest.mark.parametrize(
    ("name", "status"), [("invalid", 400), ("forbidden", 403), ("missing", 404), ("state", 409), ("refused", 409)]
)
def test_a_refusal_of_the_service_has_its_own_status(world, base, name, status):
    client = world.client("alice")
    for answer in (client.post(f"{base}rename/", {"name": name}), client.post(f"{base}touch/", {"refuse": name})):
        assert answer.status_code == status
        if status != 404 and name != "invalid":
            assert "The service says no." in answer.content.decode()
    assert name_of(world) == "Northwind"


def test_a_refusal_at_a_field_stands_at_the_field(world, base):
    html = world.client("alice").post(f"{base}rename/", {"name": "invalid"}).content.decode()
    assert re.findall(r'id="id_name_error"><li>.*?</svg>([^<]+)', html) == ["Not this one."]


def test_htmx_gets_a_refusal_as_a_toast(world, base):
    answer = world.client("sam").post(f"{base}touch/", {"refuse": "state"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, "#toasts", "beforeend")
    assert "HX-Request" in answer["Vary"], "the fragment is not kept for the page"
    assert "<html" not in answer.content.decode()


def test_an_action_only_answers_to_post(world, base):
    assert world.client("sam").get(f"{base}touch/").status_code == 405


def test_an_action_goes_back_with_a_message_and_an_undo(world, base):
    client = world.client("sam")
    answer = client.post(f"{base}touch/", {"note": "Hello", "next": base}, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(base, 302)]
    assert "Touched Northwind. Hello" in html
    assert f'<form method="post" action="{base}touch/">' in html
    assert 'data-seconds="30"' in html


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(world, base, target):
    assert world.client("sam").post(f"{base}touch/", {"next": target})["Location"] == "/w/acme/"


def test_an_action_without_an_object_gets_the_chosen_rows(world):
    answer = world.client("sam").post("/w/acme/sample/touch/", {"select": ["a", "b"]}, follow=False)
    assert (answer.status_code, answer["Location"]) == (302, "/w/acme/")


def test_a_download_is_an_attachment_under_its_name(world, base):
    answer = world.client("sam").get(f"{base}card/")
    assert answer["Content-Disposition"] == 'attachment; filename="Northwind.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == b"Northwind"


def test_a_panel_is_a_fragment_for_htmx_and_a_page_otherwise(world, base):
    client = world.client("sam")
    fragment = client.get(f"{base}panel/", headers={"HX-Request": "true"}).content.decode()
    page = client.get(f"{base}panel/").content.decode()
    assert "Panel of Northwind" in fragment
    assert "<html" not in fragment
    assert "Panel of Northwind" in page
    assert 'class="ui-topbar"' in page


def test_an_error_page_keeps_the_shell_of_who_asked(world, client):
    assert 'class="ui-portalbar"' in client.get("/nowhere/").content.decode()
    html = world.client("sam").get("/w/acme/sample/REG-NONE00/").content.decode()
    assert "There is no such page" in html
    assert 'class="ui-topbar"' in html


@pytest.mark.parametrize(("is_signed_in", "status"), [(False, 302), (True, 404)])
def test_a_screen_admits_nobody_the_middleware_has_not_named(world, rf, is_signed_in, status):
    """Were a screen mounted where no middleware looks, it would still be closed."""

    class Loose(Screen):
        permission = None

        def get(self, request):
            raise AssertionError("must not be reached")

    request = rf.get("/loose/")
    request.user = world.sam.user if is_signed_in else AnonymousUser()
    try:
        answered = Loose.as_view()(request).status_code
    except Http404:
        answered = 404
    assert answered == status


@pytest.mark.parametrize(("vendor", "zone"), [(SimpleNamespace(timezone="Asia/Tokyo"), "Asia/Tokyo"), (None, "UTC")])
def test_a_screen_tells_the_time_of_its_vendor_and_who_is_here(world, rf, vendor, zone):
    class Clock(Screen):
        public = True
        permission = None
        title = "Clock"

        def get(self, request):
            return HttpResponse(f"{timezone.get_current_timezone_name()}, {self.page_title()}, {self.membership.name}")

    class Untitled(Clock):
        def title(self):
            raise AssertionError("a page with a title of its own asks for it itself")

    request = rf.get("/clock/")
    request.vendor, request.membership = vendor, world.alice
    answer = Clock.as_view()(request)
    assert answer.content.decode() == f"{zone}, Clock, Alice"
    assert answer["Vary"] == "HX-Request"
    assert Untitled.as_view()(request).content.decode() == f"{zone}, , Alice"


def way_back(answer):
    """Where a refusal's page leads."""
    return re.search(r'<a class="btn btn-primary" href="([^"]*)">Back</a>', answer.content.decode())[1]


@pytest.mark.parametrize(
    ("came_from", "leads"),
    [
        ("http://testserver/w/acme/sample/?q=north", "http://testserver/w/acme/sample/?q=north"),
        ("/w/acme/sample/", "/w/acme/sample/"),
        ("https://evil.example/w/acme/sample/", "/w/acme/"),
        ("//evil.example/", "/w/acme/"),
        ("javascript:alert(1)", "/w/acme/"),
        ("", "/w/acme/"),
    ],
)
def test_a_refusal_leads_back_to_where_one_came_from_within_our_pages(world, base, came_from, leads):
    answer = world.client("sam").get(f"{base}rename/", headers={"Referer": came_from})
    assert (answer.status_code, way_back(answer)) == (403, leads)


def test_a_refusal_does_not_lead_to_itself_nor_from_a_sealed_page_to_an_open_one(world, base):
    client = world.client("sam")
    here = f"{base}rename/"
    assert way_back(client.get(here, headers={"Referer": f"http://testserver{here}"})) == "/w/acme/"
    sealed = {"Referer": "https://testserver/w/acme/sample/"}
    assert way_back(client.get(here, headers=sealed, secure=True)) == sealed["Referer"]
    assert way_back(client.get(here, headers={"Referer": "http://testserver/w/acme/"}, secure=True)) == "/w/acme/"
    opened = client.get(here, headers={"Referer": "http://testserver/w/acme/sample/"}, secure=True)
    assert way_back(opened) == "/w/acme/"


def test_what_a_form_names_as_next_comes_before_the_address_and_that_before_the_page_before(world, base):
    client, before = world.client("sam"), {"Referer": "http://testserver/w/acme/sample/tabs/"}
    target, other = "/w/acme/sample/", "/w/acme/sample/long/"
    for path, data, leads in (
        (f"{base}touch/?next={other}", {"next": target}, target),
        (f"{base}touch/?next={other}", {}, other),
        (f"{base}touch/", {}, before["Referer"]),
        (f"{base}touch/", {"next": ""}, before["Referer"]),
    ):
        assert client.post(path, data, headers=before)["Location"] == leads
        assert way_back(client.post(path, {**data, "refuse": "state"}, headers=before)) == leads


@pytest.mark.parametrize(
    ("refuse", "icon", "words"),
    [
        ("forbidden", "lock", "Nothing was changed."),
        ("state", "info-circle", "Somebody, perhaps you, was faster. Nothing was changed just now."),
        ("refused", "info-circle", "Nothing was changed."),
    ],
)
def test_a_refusal_says_what_kind_it_is(world, base, refuse, icon, words):
    html = world.client("sam").post(f"{base}touch/", {"refuse": refuse}).content.decode()
    card = html[html.index('class="card ui-error"') :]
    assert f"#{icon}" in card[: card.index("<h1>")]
    assert "<h1>The service says no.</h1>" in card
    assert f"<p>{words}</p>" in card
    assert "<title>The service says no." in html
    assert 'class="ui-topbar"' in html, "within the shell of who asked"


def test_a_toast_of_a_refusal_looks_like_one(world, base):
    client, by_htmx = world.client("sam"), {"HX-Request": "true"}
    html = client.post(f"{base}touch/", {"refuse": "state"}, headers=by_htmx).content.decode()
    assert "alert-circle-filled" in html
    assert "circle-check-filled" not in html
    assert "The service says no." in html


class Bare(Screen):
    """As small as a screen can be."""

    public = True
    permission = None
    title = "Bare"

    def get(self, request, **kwargs):
        return self.render("ui/error.html", {"message": "Here", "back_url": self.back_url(), **self.context(more=1)})


def opened(rf, view=Bare, **kwargs):
    request = rf.get("/bare/")
    request.user = AnonymousUser()
    return view.as_view()(request, **kwargs)


def test_a_screen_of_nobodys_leads_to_the_front_page(rf):
    answer = opened(rf)
    assert way_back(answer) == "/"
    told = answer.context_data
    assert (told["page_title"], told["crumb_up"], told["more"], told["shell_template"]) == (
        "Bare", None, 1, "ui/public.html",
    )  # fmt: skip
    view = told["view"]
    assert (view.actor, view.vendor, view.membership) == (None, None, None)


def test_a_screen_tells_one_moment_only(rf, time_machine):
    """What a page shows and what its service writes is of the same moment, however long it takes."""
    time_machine.move_to("2026-03-17T10:00:00+00:00", tick=True)
    answer = opened(rf)
    assert answer.context_data["now"] == answer.context_data["view"].now
    assert answer.context_data["now"].isoformat().startswith("2026-03-17T10:00:0")


def test_the_vendor_of_an_address_is_no_part_of_the_object(rf):
    assert opened(rf, vendor="acme", ref="REG-1").context_data["view"].object_kwargs == {"ref": "REG-1"}


def test_a_screen_gives_its_answer_in_its_own_time_zone_and_leaves_the_one_before(rf):
    with timezone.override("Asia/Tokyo"):
        opened(rf)
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"


def test_a_screen_that_has_not_said_who_may_open_it_opens_to_nobody(world, rf):
    class Careless(Screen):
        def get(self, request):
            raise AssertionError("must not be reached")

    request = rf.get("/careless/")
    request.user, request.actor, request.vendor = world.alice.user, world.actor("alice"), world.acme
    request.membership, request._messages = world.alice, []
    assert Careless.as_view()(request).status_code == 403


def test_a_closed_part_of_the_portal_says_what_opens_it(world, monkeypatch):
    def closed(actor, namespace):
        return Closed("Your company is closed", ["Sign the agreement"], "programs:onboarding")

    monkeypatch.setattr(gates, "_GATES", [closed])
    page = world.client("bob").get("/p/acme/partners/profile/")
    assert page.status_code == 403
    assert "Sign the agreement" in page.content.decode()
    assert world.client("sam").get(f"/w/acme/sample/{world.northwind.ref}/").status_code == 200
