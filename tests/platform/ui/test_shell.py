import re
from types import SimpleNamespace as Row

import pytest
from django.core.checks import run_checks
from django.test import RequestFactory

from prm.ui import help as help_pages
from prm.ui import nav, palette, panels
from prm.ui.checks import errors_of, screens
from prm.ui.context import shell
from prm.ui.views import ActionView, DetailView, FormView, ListView, Screen

ANYONE = Row(can=lambda permission: True)
NOBODY = Row(can=lambda permission: permission is None)


@pytest.fixture
def clean_registries(monkeypatch):
    for module, name in ((nav, "_ENTRIES"), (panels, "_PANELS"), (palette, "_SEARCHERS")):
        monkeypatch.setattr(module, name, {})


def entry(name, **more):
    options = {"audience": "workspace", "group": "sell", "permission": "x", "icon": "eye", "label": name} | more
    return nav.register(url_name=f"workspace:ui:{name}", **options)


def test_the_shell_asks_the_database_nothing_without_a_vendor():
    request = RequestFactory().get("/")
    context = shell(request)["shell"]
    assert (context["vendor"], context["template"], context["theme"]) == (None, "ui/public.html", "auto")
    assert context["nav"]["sections"] == []


@pytest.mark.django_db
def test_the_theme_switch_sets_a_cookie_and_goes_back(client):
    answer = client.post("/ui/theme/", {"theme": "dark", "next": "/ui/gallery/"})
    assert (answer.status_code, answer["Location"]) == (302, "/ui/gallery/")
    assert client.cookies["theme"].value == "dark"
    assert 'data-bs-theme="dark"' in client.get("/ui/gallery/").content.decode()
    assert client.post("/ui/theme/", {"theme": "<b>"}).cookies["theme"].value == "light"


def test_navigation_holds_what_the_actor_may_open_in_lifecycle_order(clean_registries):
    entry("search", group="settings", label="Search", permission=None)
    entry("badges", group="onboard", label="Badges")
    sections = nav.workspace_sections(ANYONE, "acme", "/w/acme/ui/badges/7/")
    assert [(section.key, section.open) for section in sections] == [("onboard", True), ("settings", False)]
    assert [section.key for section in nav.workspace_sections(NOBODY, "acme", "/")] == ["settings"]


def test_an_entry_can_be_absent_for_an_actor(clean_registries):
    entry("search", when=lambda actor: False)
    assert nav.entries_for("workspace", ANYONE) == []


@pytest.mark.parametrize("wrong", [{"audience": "moon"}, {"group": "moon"}])
def test_an_unknown_group_or_audience_is_refused(clean_registries, wrong):
    with pytest.raises(ValueError, match="moon"):
        entry("search", **wrong)


def test_badges_stand_only_where_something_waits(clean_registries):
    entry("search", badge=lambda actor: 0)
    entry("badges", badge=lambda actor: nav.Count(7, urgent=True))
    assert nav.badges("workspace", ANYONE) == {"workspace-ui-badges": nav.Count(7, urgent=True)}


def test_the_phone_has_the_primary_page_in_the_middle_and_the_rest_under_more():
    def item(name, primary=False, tab=False):
        return nav.Item(name, name, "x", "/", False, primary, tab, False)

    pages = [
        item("home", tab=True),
        item("deals", tab=True),
        item("leads"),
        item("funds"),
        item("money", tab=True),
        item("add", True),
    ]
    tabs, more = nav.tab_bar(pages)
    assert [tab.key for tab in tabs] == ["home", "deals", "add", "money"]
    assert [page.key for page in more] == ["leads", "funds"]


def test_panels_are_ordered_and_left_out_where_they_do_not_apply(clean_registries):
    panels.register(on="page", key="b", label="B", url_name="workspace:ui:search", permission=None, order=2)
    panels.register(on="page", key="a", label="A", url_name="workspace:ui:badges", permission=None, order=1)
    panels.register(on="page", key="c", label="C", url_name="workspace:ui:badges", permission="x", order=0)
    panels.register(
        on="page", key="d", label="D", url_name="workspace:ui:badges", permission=None, when=lambda obj: False
    )
    tabs = panels.tabs_for("page", NOBODY, None, {"vendor": "acme"}, current="b")
    assert [(tab.key, tab.url, tab.current) for tab in tabs] == [
        ("a", "/w/acme/ui/badges/", False),
        ("b", "/w/acme/ui/search/", True),
    ]


@pytest.mark.django_db
def test_the_palette_finds_pages_and_asks_searchers_from_two_letters_on(world, clean_registries):
    entry("search", label="Search everything", permission=None)
    asked = []

    def search(actor, text, limit):
        asked.append((actor.label, text, limit))
        return [palette.Hit("Northwind <b>", "workspace:ui:badges", sub="PAR-1")]

    palette.register(key="partners", label="Partners", permission=None, search=search)
    palette.register(key="secret", label="Secret", permission="nobody.has_it", search=search)
    client = world.client("sam")
    one = client.get("/w/acme/ui/search/?q=n", headers={"HX-Request": "true"}).content.decode()
    two = client.get("/w/acme/ui/search/?q=no", headers={"HX-Request": "true"}).content.decode()
    assert asked == [("Sam", "no", palette.LIMIT)]
    assert "Northwind" not in one
    assert "Northwind &lt;b&gt;" in two
    assert "Secret" not in two
    assert "<html" in client.get("/w/acme/ui/search/?q=no").content.decode()


@pytest.mark.django_db
def test_the_start_of_a_shell_is_the_first_page_one_may_open(world, clean_registries):
    entry("search", permission=None, group="today")
    assert world.client("sam").get("/w/acme/")["Location"] == "/w/acme/ui/search/"
    nav._ENTRIES.clear()
    assert "There is nothing here for your role yet" in world.client("sam").get("/w/acme/").content.decode()
    assert world.client("nina").get("/w/acme/").status_code == 404


def test_every_screen_of_the_product_declares_who_may_open_it():
    found = list(screens())
    assert len(found) > 5
    assert [error for error in run_checks(tags=["prm"]) if error.id in ("prm.E001", "prm.E002")] == []


@pytest.mark.parametrize(
    ("base", "attributes", "expected"),
    [
        (Screen, {}, ["prm.E001"]),
        (Screen, {"permission": None}, ["prm.E001"]),
        (Screen, {"permission": None, "public": True}, []),
        (Screen, {"permission": None, "any_member": True}, []),
        (DetailView, {"permission": "a.b"}, []),
        (ListView, {"permission": "a.b"}, ["prm.E002"]),
        (FormView, {"permission": "a.b"}, ["prm.E002"]),
        (ActionView, {"permission": "a.b"}, ["prm.E002"]),
        (ActionView, {"permission": "a.b", "perform": lambda self, obj, data: None}, []),
    ],
)
def test_a_screen_that_forgot_something_does_not_start(base, attributes, expected):
    view = type("Forgetful", (base,), attributes)
    assert [error.id for error in errors_of(view)] == expected


@pytest.mark.django_db
def test_shell_pages_name_their_language_direction_and_brand(world):
    html = world.client("nina").get("/p/acme/", follow=True).content.decode()
    assert re.findall(r'<html lang="([^"]+)" dir="(\w+)" data-bs-theme="(\w+)" (data-brand)', html) == [
        ("en-us", "ltr", "auto", "data-brand")
    ]
    assert re.findall(r'href="(/brand/acme/[^"]+)"', html) == ["/brand/acme/1-3b57c4.css"]


@pytest.mark.django_db
def test_help_tells_what_the_page_is_for_and_the_keys(world, monkeypatch):
    monkeypatch.setattr(help_pages, "_TOPICS", {})
    help_pages.register(url_name="workspace:ui:search", label="Searching", text="First.\n\nSecond <b>.")
    help_pages.register(url_name="portal:ui:search", label="For partners", text="Other side.")
    html = world.client("sam").get("/w/acme/ui/help/?page=workspace:ui:search").content.decode()
    assert "<p>First.</p>" in html
    assert "Second &lt;b&gt;." in html
    assert "For partners" not in html
    assert "<kbd>Ctrl</kbd>" in html
    assert "Searching" in world.client("sam").get("/w/acme/ui/help/?page=nothing").content.decode()


@pytest.mark.django_db
def test_the_bell_and_the_switcher_count_what_is_unread(world):
    world.xena_at_globex.unread_notices = 4
    with world.scope("globex"):
        world.xena_at_globex.save(update_fields=["unread_notices"])
    html = world.client("xena").get("/p/acme/", follow=True).content.decode()
    assert re.findall(r'<span class="ui-count">(\d+)<', html) == ["4"]
    assert 'class="ui-bell-dot"' not in html
    assert 'class="ui-bell-dot"' in world.client("xena").get("/p/globex/", follow=True).content.decode()


@pytest.mark.django_db
def test_the_switcher_goes_over_to_the_other_vendor(world):
    client = world.client("xena")
    html = client.get("/p/acme/", follow=True).content.decode()
    action, other = re.findall(
        r'<form method="post" action="([^"]+switch/)">.*?name="membership" value="([^"]+)"', html, re.S
    )[0]
    assert client.post(action, {"membership": other})["Location"] == "/p/globex/"
