"""The ledger on screens: the list, kept by kind, one period, a commitment added and waived, both columns for both sides."""

from datetime import timedelta

import pytest

from agreements.models import Commitment, CommitmentPeriod
from agreements.services.ledger import measure_commitments, owing
from prm.outbox.services import drain
from programs.queries import vendor_day
from tests.support import deals


@pytest.fixture
def measured(world, executed):
    """A late decision and a quarter without a certificate."""
    deals.submitted(world)
    with world.scope("acme"):
        at = world.now + timedelta(days=100)
        measure_commitments(owing(vendor_day(at)), actor=world.system(), at=at)
    drain(world.acme.pk)
    return executed


def of(world, **which):
    with world.scope("acme"):
        return CommitmentPeriod.objects.filter(**which).order_by("starts_on").first()


def test_the_list_filters_and_exports_and_each_figure_opens_its_rows(world, measured):
    sam = world.client("sam")
    page = sam.get("/w/acme/agreements/commitments/").content.decode()
    assert "Decide a registration within 2 business days" in page
    broken = sam.get("/w/acme/agreements/commitments/?status=broken&side=partner").content.decode()
    assert ("Keep at least 1 certified people" in broken, "Decide a registration" in broken) == (True, False)
    assert b"Decide a registration" in sam.get("/w/acme/agreements/commitments/?export=csv&side=vendor").content
    scores = sam.get("/w/acme/agreements/commitments/kept/").content.decode()
    assert "side=vendor&amp;kind=decision_days" in scores
    assert "0 / 1" in scores
    assert world.client("nina").get("/w/acme/agreements/commitments/").status_code == 404


def test_a_period_shows_the_rows_it_rests_on(world, measured):
    row = of(world, term="decision_days")
    page = world.client("sam").get(f"/w/acme/agreements/commitments/{row.ref}/").content.decode()
    assert "missed" in page
    assert "REG-" in page
    assert "Not kept" in page


def test_both_sides_see_both_columns(world, measured):
    partner = world.client("sam").get(f"/w/acme/partners/{world.northwind.ref}/").content.decode()
    assert "Promises kept, both sides" in partner
    assert "What Northwind promised" in partner
    bob = world.client("bob")
    page = bob.get("/p/acme/agreements/promises/").content.decode()
    assert ("What you promised" in page, "0 % · 0 of 1" in page) == (True, True)
    assert "What Acme promised" in bob.get("/p/acme/today/").content.decode()
    assert "Decide a registration" not in world.client("carl").get("/p/acme/agreements/promises/").content.decode()


def test_a_partner_waives_what_was_promised_to_it_and_only_that(world, measured):
    ours, theirs = of(world, term="decision_days"), of(world, term="certified_people")
    bob = world.client("bob")
    assert "waive/" in bob.get(f"/p/acme/agreements/promises/{ours.ref}/").content.decode()
    assert "waive/" not in bob.get(f"/p/acme/agreements/promises/{theirs.ref}/").content.decode()
    refused = bob.post(f"/p/acme/agreements/promises/{theirs.ref}/waive/", {"reason": "We were busy"})
    assert refused.status_code == 409
    done = bob.post(f"/p/acme/agreements/promises/{ours.ref}/waive/", {"reason": "They called us"})
    assert done.status_code == 302
    assert of(world, term="decision_days").waived_why == "They called us"


def test_a_commitment_is_added_from_the_agreement(world, measured):
    address = f"/w/acme/agreements/{measured.ref}/commitments/new/"
    sam = world.client("sam")
    assert "Won revenue" in sam.get(address).content.decode()
    data = {
        "measure": "won_revenue", "value": 250_000, "cadence": "yearly", "consequence": "escalate",
        "starts_on": "2026-03-17", "ends_on": "2027-03-16",
    }  # fmt: skip
    wrong = sam.post(address, {**data, "ends_on": "2026-01-01"})
    assert "It ends before it begins." in wrong.content.decode()
    assert sam.post(address, data).status_code == 302
    with world.scope("acme"):
        assert Commitment.objects.get(measure="won_revenue").sentence == "Won revenue: 250,000"
    period = of(world, term="won_revenue")
    done = sam.post(f"/w/acme/agreements/commitments/{period.ref}/waive/", {"reason": "Market closed"})
    assert done.status_code == 302
    page = world.client("bob").get(f"/p/acme/agreements/promises/{period.ref}/").content.decode()
    assert "Market closed" in page


def test_what_was_escalated_stands_on_today(world, executed):
    with world.scope("acme"):
        Commitment.objects.filter(term="certified_people").update(consequence="escalate")
        at = world.now + timedelta(days=95)
        measure_commitments(owing(vendor_day(at)), actor=world.system(), at=at)
        row = CommitmentPeriod.objects.filter(status="broken").get()
        from agreements.today import promises_not_kept

        [item] = promises_not_kept(world.actor("sam"), world.now + timedelta(days=96))
    assert (item.partner, item.url.endswith(f"{row.ref}/")) == ("Northwind", True)
