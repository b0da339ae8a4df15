"""Agreements a vendor brings along when it goes live."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Commitment, CommitmentPeriod, Signature, TemplateVersion
from agreements.services.ledger import measure_commitments, owing
from agreements.services.move_in import add_scan, load_agreements
from partners.models import Partner
from prm.audit.models import AuditEntry
from prm.imports.services.run import start_import, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.lib.ids import uuid7
from prm.outbox.models import OutboxEvent
from programs.models import Partnership
from programs.queries import vendor_day
from tests.agreements.test_paper import SCAN

HEAD = "Partner,Program,Effective date,End date,Title,Term,Auto renew,Notice,Protection,Partner signer,Vendor signer\n"
RENEWED = "Fabrikam,Acme Resale,2023-05-01,,Reseller agreement 2023,12,yes,30,120,Ute Falk,Alice"
FIXED = "Tailspin,acme resale,2026-01-01,2027-12-31,,24,no,,,,"
TODAY = date(2026, 3, 17)


@pytest.fixture
def ships(world, template):
    with world.scope("acme"):
        for name in ("Fabrikam", "Tailspin", "Woodgrove"):
            Partnership.objects.create(
                partner=Partner.objects.create(name=name), program=world.programs["acme"], type="resale",
                status="active", approved_at=world.now, contracted_at=world.now if name != "Woodgrove" else None,
            )  # fmt: skip


@pytest.fixture
def going_live(world, ships):
    with world.scope("acme"):
        yield


def checked(world, *lines):
    alice = {"actor": world.actor("alice"), "at": world.now}
    batch = upload_file("agreements.agreements", (HEAD + "\n".join(lines)).encode(), name="agreements.csv", **alice)
    set_mapping(batch, batch.mapping, **alice)
    return work_through(batch, **alice)


def moved_in(world, *lines):
    alice = {"actor": world.actor("alice"), "at": world.now}
    return work_through(start_import(checked(world, *lines), **alice), **alice)


def test_they_come_with_their_days_and_terms_and_nobody_is_told(world, going_live):
    events = OutboxEvent.objects.count()
    batch = moved_in(world, RENEWED, FIXED)
    assert (batch.created_count, batch.error_count) == (2, 0)
    first, second = (Agreement.objects.get(partner__name=name) for name in ("Fabrikam", "Tailspin"))
    assert (first.title, first.migrated_by, first.status) == ("Reseller agreement 2023", batch.pk, "expiring")
    assert (first.run, first.ends_on, first.action_on) == (3, date(2026, 4, 30), date(2026, 3, 31))
    assert first.negotiated == {"notice_days": 30, "protection_days": 120}
    assert (first.terms["protection_days"], second.terms["protection_days"]) == (120, 90)
    assert (second.title, second.status, second.run) == ("Resale agreement", "executed", 1)
    assert (second.ends_on, second.action_on) == (date(2027, 12, 31), date(2027, 12, 31))
    signers = Signature.objects.order_by("side").values_list("side", "signer_name", "method")
    assert list(signers) == [("partner", "Ute Falk", "paper"), ("vendor", "Alice", "paper")]
    assert OutboxEvent.objects.count() == events
    assert AuditEntry.objects.filter(action="agreement.migrated").count() == 2


def test_nothing_is_owed_for_the_time_before(world, going_live):
    moved_in(world, RENEWED)
    assert {row.starts_on for row in Commitment.objects.all()} == {TODAY}
    assert Commitment.objects.get(term="protection_days").value == 120
    at = world.now + timedelta(days=1)
    measure_commitments(owing(vendor_day(at)), actor=world.system(), at=at)
    assert min(CommitmentPeriod.objects.values_list("starts_on", flat=True)) == TODAY


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Nobody,Acme Resale,2024-01-01,,,,,,,,", "There is no partner “Nobody”"),
        ("Fabrikam,Other,2024-01-01,,,,,,,,", "Fabrikam is in no program called “Other”"),
        ("Woodgrove,Acme Resale,2024-01-01,,,,,,,,", "is not under contract"),
        ("Fabrikam,Acme Resale,2026-03-18,,,,,,,,", "not in force yet"),
        ("Fabrikam,Acme Resale,2024-01-01,,,12,no,,,,", "It has ended"),
        ("Fabrikam,Acme Resale,2024-01-01,2025-12-31,,12,yes,,,,", "It has ended"),
        ("Fabrikam,Acme Resale,2024-01-01,2026-06-30,,12,yes,,,,", "No term of 12 months ends on 30 Jun 2026"),
        ("Fabrikam,Acme Resale,2024-01-01,,,500,yes,,,,", "Between 1 and 120"),
    ],
)
def test_a_row_that_does_not_hold_says_why(world, going_live, line, why):
    batch = checked(world, line)
    assert why in batch.issues.get().message
    assert not Agreement.objects.exists()


def test_a_type_without_a_text_is_told_so(world, going_live):
    TemplateVersion.objects.update(status="retired")
    assert "No agreement text is published for Resale" in checked(world, FIXED).issues.get().message


def test_a_partnership_keeps_the_agreement_it_has(world, going_live):
    moved_in(world, RENEWED)
    again = moved_in(world, RENEWED.replace("120", "30"), FIXED)
    assert (again.created_count, again.unchanged_count) == (1, 1)
    assert Agreement.objects.get(partner__name="Fabrikam").terms["protection_days"] == 120


def test_a_chunk_costs_the_same_for_one_and_for_many(world, going_live):
    def cost(names):
        rows = [{"partner": name, "program": "Acme Resale", "effective_on": date(2026, 1, 1)} for name in names]
        with CaptureQueriesContext(connection) as queries:
            result = load_agreements(rows, actor=world.actor("alice"), at=world.now, batch_id=uuid7())
        assert result.created == len(names)
        return len(queries)

    for number in range(5):
        Partnership.objects.create(
            partner=Partner.objects.create(name=f"More {number}"), program=world.programs["acme"], type="resale",
            status="active", approved_at=world.now, contracted_at=world.now,
        )  # fmt: skip
    assert cost(["Fabrikam"]) == cost([f"More {number}" for number in range(5)])


def test_the_signed_paper_is_added_once_and_both_sides_open_it(world, ships):
    with world.scope("acme"):
        moved_in(world, "northwind.example,Acme Resale,2026-01-01,,,,,,,,")
        row = Agreement.objects.get(partner=world.northwind)
        sam = {"actor": world.actor("sam"), "at": world.now}
        with pytest.raises(Invalid):
            add_scan(row, upload=b"not a pdf", **sam)
        with pytest.raises(Forbidden):
            add_scan(row, upload=SCAN, actor=world.actor("vera"), at=world.now)
    url = f"/w/acme/agreements/{row.ref}/"
    page = world.client("sam").get(url).content.decode()
    assert ("Add the signed paper" in page, "Sealed PDF" in page) == (True, False)
    sent = world.client("sam").post(f"{url}scan/", {"upload": SimpleUploadedFile("paper.pdf", SCAN, "application/pdf")})
    assert sent.status_code == 302
    assert "Add the signed paper" not in world.client("sam").get(url).content.decode()
    with world.scope("acme"), pytest.raises(Refused):
        add_scan(row, upload=SCAN, **sam)
    assert world.client("bob").get(f"/p/acme/agreements/{row.ref}/paper/").status_code == 200
    assert world.client("bob").get(f"/p/acme/agreements/{row.ref}/file/").status_code == 404


def test_who_may_not_manage_agreements_brings_none_along(world, going_live):
    with pytest.raises(Forbidden):
        load_agreements([], actor=world.actor("vera"), at=world.now, batch_id=uuid7())
