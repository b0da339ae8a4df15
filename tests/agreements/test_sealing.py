import base64
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from agreements.models import Agreement, SealingKey
from agreements.rules.drawing import PREFIX, NotADrawing, drawing_from
from agreements.services.sealing import ensure_sealed
from agreements.services.signing import countersign_agreement
from prm.documents.seal import check_seal
from prm.files.models import StoredFile
from prm.files.services import read
from prm.lib.errors import Refused
from tests.agreements.conftest import assent_of
from tests.support.pdf import text_of


def canvas(color=(0, 0, 0, 255), size=(300, 90)):
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste(color, (40, 30, 200, 50))
    out = BytesIO()
    picture.save(out, "PNG")
    return PREFIX + base64.b64encode(out.getvalue()).decode()


def sealed_file(world, agreement):
    with world.scope("acme"):
        ref = ensure_sealed(agreement.pk, at=world.now + timedelta(hours=3))
        file = StoredFile.objects.get(ref=ref)
        return file, read(file), SealingKey.objects.get()


def test_the_sealed_file_verifies_and_carries_the_evidence(world, executed):
    file, pdf, key = sealed_file(world, executed)
    report = check_seal(pdf, certificate=key.certificate.encode(), at=world.now + timedelta(days=1))
    assert report.holds is True
    assert report.sealed_by == "Acme"
    words = text_of(pdf).replace("\n", "")
    with world.scope("acme"):
        row = Agreement.objects.get(pk=executed.pk)
    for expected in ("Evidence of signature", row.text_sha256, "192.0.2.7", "Test browser", "bob@northwind.example",
                     "Director", "2026-03-17 11:00:00 UTC", "2026-03-17 12:00:00 UTC", key.fingerprint):  # fmt: skip
        assert expected.replace(" ", "") in words.replace(" ", "")
    assert row.sealed_sha256 == sha256(pdf).hexdigest() == file.sha256


def test_a_changed_byte_breaks_the_seal(world, executed):
    _file, pdf, key = sealed_file(world, executed)
    place = pdf.index(b"stream\n") + 40
    changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert check_seal(changed, certificate=key.certificate.encode(), at=world.now).holds is False


def test_it_is_sealed_once_whoever_asks(world, executed):
    first, _pdf, _key = sealed_file(world, executed)
    with world.scope("bob"):
        assert ensure_sealed(executed.pk, at=world.now + timedelta(days=9)) == first.ref
        assert StoredFile.objects.get().partner_id == executed.partner_id
    with world.scope("carl"):
        assert list(StoredFile.objects.all()) == []


def test_the_key_is_kept_encrypted(world, executed):
    _file, _pdf, key = sealed_file(world, executed)
    assert b"PRIVATE KEY" not in bytes(key.encrypted_key)


def test_what_is_not_executed_is_not_sealed(world, signed):
    with world.scope("acme"), pytest.raises(Refused):
        ensure_sealed(signed.pk, at=world.now)


def test_a_drawn_signature_stands_in_the_file(world, signed):
    with world.scope("acme"):
        drawn = assent_of(world, "alice", signed, drawing=drawing_from(canvas()))
        row = countersign_agreement(signed, drawn, actor=world.actor("alice"), at=world.now)
        method = row.signatures.get(side="vendor").method
    _file, pdf, _key = sealed_file(world, row)
    assert method == "drawn"
    assert b"/Subtype/Image" in pdf.replace(b"/Subtype /Image", b"/Subtype/Image")


def test_a_drawing_is_made_anew_as_plain_pixels():
    with Image.open(BytesIO(drawing_from(canvas()))) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (300, 90))
        assert picture.getpixel((50, 40)) < 20
        assert picture.getpixel((5, 5)) > 250


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "data:image/svg+xml;base64,PHN2Zy8+",
        PREFIX + "%%%",
        PREFIX + base64.b64encode(b"not a picture").decode(),
        canvas(color=(0, 0, 0, 0)),
        canvas(size=(3000, 2000)),
        PREFIX + "A" * 400_000,
    ],
    ids=["nothing", "svg", "no base64", "no picture", "empty canvas", "too many pixels", "too long"],
)
def test_what_is_no_drawing_is_refused(sent):
    with pytest.raises(NotADrawing):
        drawing_from(sent)
