import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find

from prm.ui.trim import split_list, trim_stylesheet

LIMIT_KB = 100


def weight(html, kind):
    """Compressed bytes of what a page loads, as WhiteNoise would send it."""
    pattern = {"css": r'<link rel="stylesheet" href="([^"?]+)', "js": r'<script src="([^"]+)"'}[kind]
    names = [url.removeprefix("/static/") for url in re.findall(pattern, html) if url.startswith("/static/")]
    assert len(names) > 3
    return sum(len(gzip.compress(Path(find(name)).read_bytes(), 9)) for name in names)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ui/gallery/", "/ui/gallery/portal/", "/auth/login/"])
def test_an_ordinary_page_weighs_less_than_its_limit(client, path):
    if not (settings.BASE_DIR / "static" / "dist" / "tabler.css").exists():
        pytest.fail("static/dist/ is not built: make frontend")
    html = client.get(path).content.decode()
    assert weight(html, "css") + weight(html, "js") <= LIMIT_KB * 1024


SHEET = """
:root{--read:1px;--unread:2px;--chain:var(--read)}
.card,.ghost .card,.card:not(.ghost){color:var(--read)}
.ghost{animation:spin 1s}
a:is(.x,[title="a,b"]),h1{margin:0}
@media (min-width:1px){.ghost{top:0}.card{top:var(--chain)}}
@media print{.ghost{top:0}}
@keyframes spin{to{rotate:1turn}}
"""


def test_trimming_keeps_what_is_used_and_nothing_else():
    kept = trim_stylesheet(SHEET, used={"card"})
    assert kept == (
        ":root{--read:1px;--chain:var(--read)}"
        ".card,.card:not(.ghost){color:var(--read)}"
        "h1{margin:0}"
        "@media (min-width:1px){.card{top:var(--chain)}}"
    )


def test_a_property_read_by_our_own_sheets_stays():
    assert "--unread:2px" in trim_stylesheet(SHEET, used=set(), referenced_in="p{top:var(--unread)}")


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a,b", ["a", "b"]), (":is(a,b),c", [":is(a,b)", "c"]), ('[x="a,b"] , c', ['[x="a,b"]', "c"]), ("a", ["a"])],
)
def test_a_selector_list_is_split_at_its_own_commas(text, parts):
    assert split_list(text) == parts
