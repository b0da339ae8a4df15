"""The drift report: what runs by another value than the one agreed."""

from datetime import UTC, datetime, timedelta

import pytest

from agreements.applied import Applied
from agreements.models import Agreement, TermDrift
from agreements.services.drift import find_drift
from agreements.tasks import check_drift
from deals.models import Registration
from tests.agreements.test_terms_in_force import sign
from tests.support import deals


@pytest.fixture
def negotiated(world, template):
    """Northwind has a protection and a waiting deal, then its terms become better."""
    held, waiting = deals.approved(world), deals.submitted(world, customer_name="Other Water", customer_domain="ow.gov")
    agreement = sign(world, {"protection_days": 240, "decision_days": 1})
    return held, waiting, agreement


def drifts(world, **which):
    with world.scope("acme"):
        return list(
            TermDrift.objects.filter(**which).order_by("kind").values_list("kind", "object_ref", "agreed", "source")
        )


def check(world, days=1):
    with world.scope("acme"):
        return find_drift(at=world.now + timedelta(days=days))


@pytest.mark.parametrize(("must", "drifting"), [("equal", [80, 100]), ("least", [80]), ("most", [100])])
def test_a_value_may_differ_to_the_side_it_is_free_to(must, drifting):
    found = [value for value in (80, 90, 100) if Applied(None, "X", value, must=must).drifts_from(90)]
    assert found == drifting


def test_running_objects_that_go_by_other_values_are_listed(world, negotiated):
    held, waiting, _agreement = negotiated
    assert check(world) == 2
    assert drifts(world) == [
        ("decision", waiting.ref, 1, "negotiated"), ("protection", held.ref, 240, "negotiated"),
    ]  # fmt: skip
    assert check(world) == 2
    check_drift.run_now(vendor_id=str(world.acme.pk), at=datetime(2026, 3, 20, tzinfo=UTC).isoformat())
    assert len(drifts(world)) == 2


def test_it_closes_when_it_no_longer_differs_and_follows_what_is_agreed(world, negotiated):
    held, _waiting, agreement = negotiated
    check(world)
    with world.scope("acme"):
        Agreement.objects.filter(pk=agreement.pk).update(negotiated={"protection_days": 200, "decision_days": 1})
    check(world)
    assert drifts(world, kind="protection", closed_at=None) == [("protection", held.ref, 200, "negotiated")]
    with world.scope("acme"):
        Registration.objects.filter(pk=held.pk).update(protected_until=held.protected_from + timedelta(days=200))
    assert check(world) == 1
    assert drifts(world, kind="protection", closed_at=None) == []
    assert len(drifts(world, kind="protection")) == 1


def test_the_report_filters_exports_and_opens_the_object(world, negotiated):
    held, waiting, _agreement = negotiated
    check(world)
    sam = world.client("sam")
    page = sam.get("/w/acme/agreements/drift/").content.decode()
    assert f"/w/acme/deals/{held.ref}/" in page or held.ref in page
    assert "negotiated, 1. Protection" in page
    narrowed = sam.get("/w/acme/agreements/drift/?kind=decision").content.decode()
    assert (waiting.ref in narrowed, held.ref in narrowed) == (True, False)
    assert sam.get("/w/acme/agreements/drift/?state=closed").content.decode().count(held.ref) == 0
    assert held.ref in sam.get("/w/acme/agreements/drift/?export=csv").content.decode()
    assert world.client("nina").get("/w/acme/agreements/drift/").status_code == 404
