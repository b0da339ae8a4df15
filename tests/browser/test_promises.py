import pytest

PAGES = ["promises/", "promises/edit/", "calendar/edit/"]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_promises_and_calendar_are_fit_to_read(screen, world, width, dark):
    view = screen(world.client("alice"), width=width, dark=dark)
    for name in PAGES:
        page = view.open(f"/w/acme/clocks/{name}")
        assert view.axe() == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
