from pathlib import Path

from django.conf import settings
from PIL import Image

from prm.bench.pictures import Album, Camera, Sitting, pages_of, photograph
from prm.ui import nav
from tests.support.deals import submitted


def test_every_page_of_the_navigation_and_every_list_is_found():
    for tree, least in (("workspace", 20), ("portal", 9)):
        named = {entry.url("acme") for entry in nav.registered(tree)}
        found = pages_of(tree, "acme")
        assert len(named) >= least
        assert named - set(found) == set()
        assert len(set(found.values())) == len(found), "two pages would be one file"
    assert "/w/acme/imports/" in pages_of("workspace", "acme")
    assert "/auth/login/" in pages_of("public", "acme")


def sitting(world, live_server, who, tree):
    cookie = world.client(who).cookies[settings.SESSION_COOKIE_NAME]
    kept = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
    return Sitting(who, tree, "acme", None), kept


def test_a_list_and_its_first_row_are_pictured_in_both_widths_and_schemes(chromium, live_server, world, tmp_path):
    row = submitted(world)
    album = Album(tmp_path)
    seat, cookie = sitting(world, live_server, "nina", "portal")
    camera = Camera(chromium, live_server.url, seat, album)
    for page in camera.pages.values():
        page.context.add_cookies([cookie])
    first = camera.take("/p/acme/deals/", "deals-registration-list")
    assert row.ref in first
    assert camera.take("/w/acme/", "not-hers") == ""
    camera.close()
    assert [path.name for path in album.pictures] == [
        f"deals-registration-list.{width}.{scheme}.png" for width in (1280, 360) for scheme in ("dark", "light")
    ]
    assert [width(path) for path in album.pictures] == [1280, 1280, 360, 360]
    assert brightness(album.pictures[0]) < 100 < brightness(album.pictures[1])
    assert album.faults == []
    assert album.taken == {"/p/acme/deals/": "nina"}


def test_a_page_of_the_navigation_nobody_may_open_is_a_fault(chromium, live_server, transactional_db, tmp_path):
    album = Album(tmp_path)
    album.taken = dict.fromkeys(pages_of("portal", "acme"), "somebody")
    gone = nav.registered("portal")[0].url("acme")
    del album.taken[gone]
    photograph(chromium, live_server.url, [Sitting("nobody", "portal", "acme", None)], album)
    assert album.faults == [f"{gone}: no persona could open it"]


def width(path: Path) -> int:
    with Image.open(path) as picture:
        return picture.size[0]


def brightness(path: Path) -> float:
    with Image.open(path) as picture:
        return float(picture.convert("L").resize((1, 1)).getpixel((0, 0)))
