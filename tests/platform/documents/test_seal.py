from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from prm.documents import render_pdf
from prm.documents.seal import check_seal, fingerprint_of, make_certificate, seal_pdf

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def pdf():
    vendor = SimpleNamespace(name="Acme", accent="#17654b")
    return render_pdf("documents/base.html", {"vendor": vendor, "title": "Agreement"})


@pytest.fixture(scope="module")
def own():
    return make_certificate("Acme Inc.", at=NOW)


@pytest.fixture(scope="module")
def sealed(pdf, own):
    certificate, key = own
    return seal_pdf(pdf, certificate=certificate, key=key, reason="Executed agreement", at=NOW)


def test_a_sealed_file_verifies_against_its_certificate(sealed, own):
    report = check_seal(sealed, certificate=own[0], at=NOW)
    assert (report.is_intact, report.is_ours, report.covers_all, report.holds) == (True, True, True, True)
    assert report.sealed_by == "Acme Inc."
    # The seal bears the time of the clock, in whole seconds; other tests may have run since the module was read.
    assert NOW - timedelta(seconds=1) <= report.sealed_at <= datetime.now(UTC)


def test_sealing_keeps_the_document_and_adds_to_it(pdf, sealed):
    assert sealed.startswith(pdf)
    assert len(sealed) > len(pdf)


def test_one_changed_byte_breaks_the_seal(sealed, own):
    place = sealed.index(b"stream\n") + 40
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert check_seal(changed, certificate=own[0], at=NOW).holds is False


def test_something_added_after_the_seal_is_not_covered(sealed, own):
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root["/Extra"] = writer.root["/Lang"]
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert check_seal(out.getvalue(), certificate=own[0], at=NOW).holds is False


def test_another_vendors_seal_is_not_ours(sealed):
    other, _key = make_certificate("Globex", at=NOW)
    report = check_seal(sealed, certificate=other, at=NOW)
    assert (report.is_intact, report.is_ours, report.holds) == (True, False, False)


def test_what_is_no_pdf_has_no_seal(own):
    assert check_seal(b"hello", certificate=own[0], at=NOW).holds is False


def test_a_file_without_a_seal_is_told_so(pdf, own):
    assert check_seal(pdf, certificate=own[0], at=NOW).holds is False


def test_fingerprints_tell_certificates_apart(own):
    other, _key = make_certificate("Acme Inc.", at=NOW)
    assert len(fingerprint_of(own[0])) == 64
    assert fingerprint_of(own[0]) != fingerprint_of(other)
