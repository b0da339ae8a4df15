import io

import pytest
from PIL import Image

from prm.files.kinds import ALL, IMAGES
from prm.files.names import safe_name
from prm.files.sniffing import CONTENT_TYPES, sniff
from prm.lib.errors import Invalid
from tests.support.hostile_files import HARMLESS, HOSTILE, image


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name):
    with pytest.raises(Invalid) as refused:
        sniff(HOSTILE[name], name, allowed=ALL)
    assert refused.value.status == 400
    assert len(str(refused.value)) > 15
    assert refused.value.fields == {"file": [str(refused.value)]}


def test_the_corpus_is_of_a_size_worth_the_name():
    assert len(HOSTILE) >= 25


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_file_is_taken_for_what_it_is(name):
    found = sniff(HARMLESS[name], name, allowed=ALL)
    assert found.extension == {"jpeg": "jpg"}.get(name.rpartition(".")[2], name.rpartition(".")[2])
    assert found.content_type == CONTENT_TYPES[found.extension]


def test_a_type_that_is_not_taken_here_is_refused():
    with pytest.raises(Invalid, match="not taken here"):
        sniff(HARMLESS["paper.pdf"], "paper.pdf", allowed=IMAGES)


def test_what_hides_behind_or_inside_of_an_image_does_not_stay():
    with_tail = image("JPEG") + b"<script>alert(1)</script>"
    kept = sniff(with_tail, "photo.jpg", allowed=ALL).data
    assert b"<script>" not in kept
    assert Image.open(io.BytesIO(kept)).size == (4, 4)


def test_metadata_of_an_image_does_not_stay():
    written = io.BytesIO()
    picture = Image.new("RGB", (4, 4))
    exif = picture.getexif()
    exif[0x010E] = "taken at home"
    picture.save(written, "JPEG", exif=exif)
    assert b"taken at home" in written.getvalue()
    assert b"taken at home" not in sniff(written.getvalue(), "photo.jpg", allowed=ALL).data


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("Übersicht 2026.PDF", "Übersicht 2026.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\plan.pdf", "plan.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x.php.pdf", "x.php.pdf"),
        ('say "hi".pdf', "say _hi_.pdf"),
    ],
)
def test_names_lose_what_could_mislead(given, kept):
    assert safe_name(given, "pdf") == kept


def test_a_very_long_name_is_cut_within_its_characters():
    name = safe_name("ü" * 300 + ".pdf", "pdf")
    assert len(name.encode()) <= 190
    assert name == "ü" * 90 + ".pdf"
