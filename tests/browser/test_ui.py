"""The kit in a browser: accessible in both shells, quick to the hand, and whole without scripts."""

import pytest

from prm.bench.chromium import misfits

GALLERIES = ["/ui/gallery/", "/ui/gallery/portal/", "/ui/gallery/public/"]
LOOKS = [{"width": 1280, "dark": False}, {"width": 360, "height": 780, "dark": True}]
OTHER_LOOKS = [{"width": 1280, "dark": True}, {"width": 360, "height": 780, "dark": False}]
LIST = "/w/acme/sample/"
WITH_SCREENS = pytest.mark.urls("tests.platform.ui.screens")


def look_at(view, path):
    """Opens the page at its full height, so that nothing pinned covers what is measured."""
    page = view.open(path)
    page.evaluate("scrollTo(0, 0)")
    unfit = misfits(page)
    height = min(page.evaluate("document.documentElement.scrollHeight"), 9000)
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
    return view.axe() + unfit


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark"])
@pytest.mark.parametrize("path", GALLERIES)
def test_the_gallery_has_nothing_for_axe(screen, path, look):
    assert look_at(screen(**look), path) == []


@pytest.mark.release
@pytest.mark.parametrize("look", OTHER_LOOKS, ids=["dark", "light"])
@pytest.mark.parametrize("path", GALLERIES)
def test_the_gallery_has_nothing_for_axe_in_the_other_looks(screen, path, look):
    assert look_at(screen(**look), path) == []


@WITH_SCREENS
@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark"])
def test_lists_forms_and_errors_have_nothing_for_axe(screen, world, look):
    view = screen(world.client("alice"), **look)
    ref = world.northwind.ref
    pages = [LIST, f"{LIST}?domain=northwind.example", f"{LIST}nobody/", f"{LIST}{ref}/rename/", f"{LIST}{ref}/"]
    assert {path: look_at(view, path) for path in pages} == {path: [] for path in pages}


def test_the_rail_has_its_ground_as_far_down_as_the_page_goes(screen, world):
    view = screen(world.client("alice"), height=400)
    page = view.open("/w/acme/accounts/settings/organization/")
    ground, rail = page.evaluate(
        """[getComputedStyle(document.body, "::before"), getComputedStyle(document.getElementById("rail"))].map(
            s => [s.backgroundColor, s.width, Math.round(parseFloat(s.height))])"""
    )
    long = page.evaluate("document.documentElement.scrollHeight")
    assert long > 400
    assert (ground[:2], ground[2], rail[2]) == (rail[:2], long, 400)


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark"])
def test_sign_in_has_nothing_for_axe(screen, look):
    view = screen(**look)
    assert {path: look_at(view, path) for path in ("/auth/login/", "/auth/signup/")} == {
        "/auth/login/": [],
        "/auth/signup/": [],
    }


@WITH_SCREENS
def test_the_palette_opens_by_key_finds_and_follows(screen, world):
    from prm.ui import nav

    nav.register(
        audience="workspace", group="sell", label="Badges", url_name="workspace:ui:badges", permission=None, icon="eye"
    )
    try:
        page = screen(world.client("sam")).open(LIST)
        page.keyboard.press("Control+k")
        assert page.locator("#palette").is_visible()
        page.keyboard.type("badg")
        # At once, before any answer: it must not follow what stood there for an empty field.
        page.keyboard.press("Enter")
        page.wait_for_url("**/ui/badges/")
    finally:
        nav._ENTRIES.pop(("workspace", "workspace:ui:badges"))


@WITH_SCREENS
def test_rows_chosen_open_the_bulk_bar_with_their_number(screen, world):
    page = screen(world.client("sam")).open(LIST)
    assert page.locator(".ui-bulk").is_hidden()
    page.locator("[data-select-all]").check()
    assert page.locator(".ui-bulk-count").inner_text() == "2 selected"
    page.locator(".ui-bulk button", has_text="Touch").click()
    page.locator(".ui-toast", has_text="Touched.").wait_for()


@WITH_SCREENS
def test_totals_arrive_after_the_rows(screen, world):
    page = screen(world.client("sam")).open(LIST)
    page.locator("tfoot strong", has_text="3").wait_for()


@WITH_SCREENS
def test_everything_works_without_scripts(screen, world):
    view = screen(world.client("alice"), script=False)
    page = view.open(f"{LIST}?q=north")
    view.follow(page.locator("a", has_text="Show totals"))
    assert page.locator("tfoot strong").inner_text() == "1"
    page.locator("summary", has_text="Filter").click()
    page.locator("input[name=domain]").first.check()
    view.follow(page.locator(".ui-filter-menu button"))
    assert page.locator(".ui-chip", has_text="Domain").count() == 1
    view.follow(page.locator(".ui-theme button"))
    assert page.locator("html[data-bs-theme=dark]").count() == 1
    view.follow(page.locator("a.ui-rowlink"))
    page.goto(f"{page.url}rename/")
    page.locator("input[name=name]").fill("Norther")
    view.follow(page.locator("button", has_text="Save"))
    assert page.locator(".ui-toast", has_text="Renamed.").is_visible()


def test_the_theme_changes_without_a_reload_and_stays(screen):
    view = screen()
    page = view.open("/ui/gallery/")
    page.evaluate("window.unreloaded = true")
    with page.expect_response("**/ui/theme/"):
        page.locator(".ui-topbar .ui-theme button").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.evaluate("window.unreloaded") is True
    view.open("/ui/gallery/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_keys_decide_only_when_nobody_types(screen):
    page = screen().open("/ui/gallery/")
    page.evaluate("document.querySelector('[data-decision-bar]').addEventListener('submit', (event) => {"
                  " event.preventDefault(); window.decided = event.submitter.value; })")  # fmt: skip
    page.locator("#id_customer").press("a")
    assert page.evaluate("window.decided") is None
    page.locator("#id_customer").blur()
    page.keyboard.press("x")
    assert page.evaluate("window.decided") == "reject"


def test_a_phone_opens_the_navigation_and_closes_it_by_key(screen):
    page = screen(width=360, height=780).open("/ui/gallery/")
    assert page.locator("#rail").is_hidden()
    page.locator("button[popovertarget=rail]").click()
    assert page.locator("#rail").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#rail").is_hidden()


def test_long_selects_are_searchable(screen):
    page = screen().open("/ui/gallery/")
    page.locator(".ts-control").click()
    page.keyboard.type("G17")
    page.locator(".ts-dropdown .option", has_text="Edge Gateway G17").click()
    assert page.locator("#id_product").input_value() == "17"
