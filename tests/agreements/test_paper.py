"""An agreement signed by hand: the scan is kept, and it binds like one signed here."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement
from agreements.queries.papers import signed_now
from agreements.services.paper import PaperSigner, record_paper
from agreements.services.sealing import agreement_pdf, ensure_sealed
from prm.files.models import StoredFile
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.notifications.models import Notification
from prm.outbox.services import drain
from programs.models import Partnership

SIGNED = date(2026, 3, 10)
OURS, THEIRS = PaperSigner("Alice", "Chief", "alice@acme.example"), PaperSigner("Bob", "Owner", "bob@northwind.example")


SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def on_paper(world, row, scan=SCAN, name="alice", **more):
    given = {"upload": scan, "signed_on": SIGNED, "partner": THEIRS, "vendor": OURS, "says_the_same": True, **more}
    with world.scope("acme"):
        return record_paper(row, **given, actor=world.actor(name), at=world.now)


def test_a_draft_signed_by_hand_is_in_force_from_that_day(world, draft):
    row = on_paper(world, draft)
    assert (row.status, row.effective_on, row.term.ends_on) == ("executed", SIGNED, date(2027, 3, 9))
    assert row.text_sha256
    with world.scope("acme"):
        given = list(signed_now(row).order_by("side"))
        assert [(item.side, item.method, item.signer_name, item.ip) for item in given] == [
            ("partner", "paper", "Bob", None), ("vendor", "paper", "Alice", None),
        ]  # fmt: skip
        assert row.paper_file.sha256 in given[0].statement
        assert row.commitments.exists()
        assert Partnership.objects.get(pk=row.partnership_id).contracted_at is not None
        assert ensure_sealed(row.pk, at=world.now)
        assert agreement_pdf(row)[:4] == b"%PDF"
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Notification.objects.filter(recipient=world.members["bob"], kind__startswith="agreements.").exists()


def test_who_had_signed_here_keeps_that_signature(world, signed):
    row = on_paper(world, signed)
    with world.scope("acme"):
        assert {item.side: item.method for item in signed_now(row)} == {"partner": "typed", "vendor": "paper"}


def test_what_cannot_be_recorded_changes_nothing(world, draft):
    for wrong, field in (
        ({"signed_on": world.now.date() + timedelta(days=2)}, "signed_on"),
        ({"says_the_same": False}, "says_the_same"),
        ({"partner": PaperSigner(" ", "", "")}, "partner_name"),
        ({"vendor": PaperSigner("", "", "")}, "vendor_name"),
    ):
        with pytest.raises(Invalid) as refused:
            on_paper(world, draft, **wrong)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):
        on_paper(world, draft, scan=b"MZ this is no scan")
    with pytest.raises(Forbidden):
        on_paper(world, draft, name="fay")
    with world.scope("acme"):
        draft.refresh_from_db()
        assert (draft.status, draft.text, StoredFile.objects.filter(kind="agreements.paper").count()) == (
            "draft",
            "",
            0,
        )
    row = on_paper(world, draft)
    with pytest.raises(WrongState):
        on_paper(world, row)


def test_both_sides_open_the_scan(world, draft):
    alice, url = world.client("alice"), f"/w/acme/agreements/{draft.ref}/"
    assert "Signed on paper" in alice.get(url).content.decode()
    assert alice.get(f"{url}paper/").status_code == 404
    page = alice.get(f"{url}on-paper/").content.decode()
    assert ("Scan of the signed paper" in page, 'value="Alice"' in page) == (True, True)
    given = {"signed_on": "2026-03-10", "partner_name": "Bob", "vendor_name": "Alice", "says_the_same": "on"}
    assert alice.post(f"{url}on-paper/", given).status_code == 400
    bad = {**given, "upload": SimpleUploadedFile("scan.pdf", b"MZ no")}
    assert alice.post(f"{url}on-paper/", bad).status_code in (400, 422)
    unsure = {**given, "says_the_same": "", "upload": SimpleUploadedFile("scan.pdf", SCAN)}
    assert "Without this nobody can say" in alice.post(f"{url}on-paper/", unsure).content.decode()
    good = {**given, "upload": SimpleUploadedFile("scan.pdf", SCAN)}
    assert alice.post(f"{url}on-paper/", good).status_code == 302
    with world.scope("acme"):
        kept = Agreement.objects.get(pk=draft.pk).paper_file
    page = alice.get(url).content.decode()
    assert ("Paper copy" in page, "On paper" in page, "signed on paper on 10 Mar 2026" in page) == (True, True, True)
    assert alice.get(f"{url}paper/").content.startswith(b"%PDF")
    bob = world.client("bob")
    assert "Paper copy" in bob.get(f"/p/acme/agreements/{draft.ref}/").content.decode()
    copy = bob.get(f"/p/acme/agreements/{draft.ref}/paper/")
    assert (copy["Content-Type"], f"{draft.ref}.pdf" in copy["Content-Disposition"]) == ("application/pdf", True)
    assert world.client("carl").get(f"/p/acme/agreements/{draft.ref}/paper/").status_code == 404
    assert kept.sha256
    assert world.client("fay").get(f"{url}on-paper/").status_code == 403
