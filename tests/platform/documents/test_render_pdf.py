from types import SimpleNamespace

import pytest

from prm.documents import render_pdf
from prm.documents.brand import INK, PAPER, ink_on
from tests.support.pdf import reader_of, text_of

VENDOR = SimpleNamespace(name="Acme", accent="#17654b")
PAGE = {"vendor": VENDOR, "title": "Commission statement", "document_note": "ST-7K3QZD"}


@pytest.fixture(scope="module")
def pdf():
    return render_pdf("documents/base.html", PAGE)


def test_the_page_carries_vendor_title_note_and_number(pdf):
    words = text_of(pdf)
    assert words.split() == ["A", "Acme", "Commission", "statement", "ST-7K3QZD", "1", "/", "1"]


def test_the_file_is_tagged_and_says_its_language_and_title(pdf):
    root = reader_of(pdf).root
    assert bool(root["/MarkInfo"]["/Marked"]) is True
    assert str(root["/Lang"]) == "en-us"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"]) is True
    assert "/StructTreeRoot" in root


def test_every_typeface_is_embedded(pdf):
    page = reader_of(pdf).find_page_for_modification(0)[0].get_object()
    fonts = [font.get_object()["/DescendantFonts"][0].get_object() for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) > 0
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object()) for font in fonts)


def test_a_document_without_vendor_or_title_is_refused():
    with pytest.raises(ValueError, match="vendor"):
        render_pdf("documents/base.html", {"title": "x"})


def test_text_on_the_accent_is_dark_or_white_by_luminance():
    assert [ink_on(color) for color in ("#17654b", "#f2c200", "#ffffff", "#000000")] == [PAPER, INK, INK, PAPER]
