"""The library of benefits, and the ledger of those partners use up: granted, used, given back, expired."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prm.lib.errors import Forbidden, Invalid, Refused
from prm.notifications.models import Notification
from prm.outbox.services import drain
from programs.models import Entitlement, EntitlementEntry, OwnBenefit, Partnership, TierBenefit
from programs.queries.library import benefit_library
from programs.services.benefit import change_benefit, define_benefit
from programs.services.entitlement import (
    close_entitlements,
    give_back,
    grant_entitlements,
    remind_of_entitlements,
    use_entitlement,
)
from programs.services.tier import change_tier
from programs.tasks import keep_entitlements
from tests.support.api import api

LIBRARY = "/w/acme/programs/benefits/"


def noon(day):
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def night(world, day):
    keep_entitlements.run_now(vendor_id=str(world.acme.pk), at=noon(day).isoformat())
    drain(world.acme.pk)


@pytest.fixture
def given(world):
    """Bronze gives 2 demo licenses a year, Silver 5, Gold 6 and 3 seats a quarter of the vendor's own."""
    with world.scope("acme"):
        define_benefit(
            label="Conference seats", unit="count", every="quarter", actor=world.actor("petra"), at=world.now
        )
        program = world.programs["acme"]
        version, (bronze, silver, gold) = program.versions.get(), program.tiers.order_by("rank")
        for tier, key, value in (
            (bronze, "demo_licenses", 2), (silver, "demo_licenses", 5), (gold, "demo_licenses", 6),
            (gold, "conference_seats", 3),
        ):  # fmt: skip
            TierBenefit.objects.create(version=version, tier=tier, key=key, value=value)
        return {"bronze": bronze, "silver": silver, "gold": gold}


def of(world, name="northwind", **which):
    with world.scope("acme"):
        return Entitlement.objects.get(partnership=world.partnerships[name], **which)


def ledger(world, row):
    with world.scope("acme"):
        return [
            (e.kind, e.quantity) for e in EntitlementEntry.objects.filter(entitlement=row).order_by("entered_at", "pk")
        ]


def test_a_level_grants_for_the_period_once(world, given):
    night(world, date(2026, 3, 17))
    night(world, date(2026, 3, 18))
    row = of(world)
    assert (row.label, row.granted, row.left) == ("Demo licenses", 2, 2)
    assert (row.starts_on, row.ends_on) == (date(2026, 1, 1), date(2027, 1, 1))
    assert ledger(world, row) == [("granted", 2)]


def test_a_promotion_tops_the_period_up_and_a_fall_takes_nothing_back(world, given):
    night(world, date(2026, 3, 17))
    ship, who = world.partnerships["northwind"], world.actor("petra")
    with world.scope("acme"):
        change_tier(ship, given["gold"], actor=who, at=world.now, effective_on=date(2026, 4, 1), why="Best of the year")
        use_entitlement(of(world), quantity=1, note="Fair", actor=world.actor("sam"), at=noon(date(2026, 3, 20)))
    night(world, date(2026, 4, 1))
    row = of(world, key="demo_licenses")
    assert (row.granted, row.left, ledger(world, row)) == (6, 5, [("granted", 2), ("used", 1), ("granted", 4)])
    assert of(world, key="conference_seats").ends_on == date(2026, 7, 1)
    with world.scope("acme"):
        change_tier(ship, given["bronze"], actor=who, at=noon(date(2026, 5, 1)), why="They asked for it")
    night(world, date(2026, 5, 2))
    assert of(world, key="demo_licenses").granted == 6
    night(world, date(2027, 1, 1))
    old, new = (
        of(world, key="demo_licenses", closed_on=date(2027, 1, 1)),
        of(world, key="demo_licenses", closed_on=None),
    )
    assert ((old.used, old.expired, old.left), new.granted) == ((1, 5, 0), 2)
    assert ledger(world, old)[-1] == ("expired", 5)


def test_many_partnerships_cost_as_many_statements_as_few(world, given):
    with world.scope("acme"):
        ids = list(Partnership.objects.values_list("pk", flat=True))
        assert len(ids) > 1
        found = []
        for some in (ids[:1], ids):
            with CaptureQueriesContext(connection) as queries:
                grant_entitlements(some, day=date(2026, 3, 17), actor=world.system(), at=world.now)
            found.append(len(queries))
    assert found[1] <= found[0] + 1


def test_who_ended_or_is_suspended_is_granted_nothing(world, given):
    with world.scope("acme"):
        Partnership.objects.filter(pk=world.partnerships["northwind"].pk).update(suspended_at=world.now)
        Partnership.objects.filter(pk=world.partnerships["contoso"].pk).update(status="ended")
    night(world, date(2026, 3, 17))
    with world.scope("acme"):
        names = set(Entitlement.objects.values_list("partner__name", flat=True))
    assert names
    assert not names & {"Northwind", "Contoso"}


def test_nobody_takes_more_than_is_left_nor_twice_for_one_cause(world, given):
    night(world, date(2026, 3, 17))
    row, sam = of(world), {"actor": world.actor("sam"), "at": world.now}
    with world.scope("acme"):
        with pytest.raises(Invalid, match="2 are left"):
            use_entitlement(row, quantity=3, **sam)
        use_entitlement(row, quantity=2, cause="LEAD-1", **sam)
        assert use_entitlement(row, quantity=2, cause="LEAD-1", **sam).used == 2
        with pytest.raises(Invalid, match="0 are left"):
            use_entitlement(row, quantity=1, **sam)
        with pytest.raises(Invalid) as wrong:
            give_back(row, quantity=1, note=" ", **sam)
        assert "note" in wrong.value.fields
        with pytest.raises(Invalid, match="2 were used"):
            give_back(row, quantity=3, note="Too many", **sam)
        assert give_back(row, quantity=1, note="Not needed", **sam).left == 1
        with pytest.raises(Forbidden):
            use_entitlement(row, quantity=1, actor=world.actor("fay"), at=world.now)
        close_entitlements(day=date(2027, 1, 1), actor=world.system(), at=world.now)
        for act in (use_entitlement, give_back):
            with pytest.raises(Refused, match="over"):
                act(row, quantity=1, note="Late", **sam)


def test_periods_are_closed_so_many_at_a_time(world, given):
    night(world, date(2026, 3, 17))
    with world.scope("acme"):
        count = Entitlement.objects.count()
        assert count > 1
        closed = [
            close_entitlements(day=date(2027, 1, 1), actor=world.system(), at=world.now, limit=1)
            for _ in range(count + 1)
        ]
    assert closed == [1] * count + [0]


def test_partners_hear_once_of_what_ends_unused(world, given):
    night(world, date(2026, 3, 17))
    night(world, date(2026, 11, 30))
    night(world, date(2026, 12, 2))
    night(world, date(2026, 12, 3))
    with world.scope("acme"):
        told = Notification.objects.filter(kind="programs.entitlement_ending", partner_id=world.northwind.pk)
        assert set(told.values_list("subject", flat=True)) == {"Demo licenses: 2 left until 31 Dec 2026"}
        assert told.count() == 3
        use_entitlement(of(world, "contoso"), quantity=2, actor=world.actor("sam"), at=world.now)
        Entitlement.objects.update(reminded_on=None)
        assert remind_of_entitlements(day=date(2026, 12, 4), at=world.now) == Entitlement.objects.count() - 1


def test_a_benefit_is_defined_once_and_given_by_levels(world):
    petra, sam = world.client("petra"), world.client("sam")
    page = sam.get(LIBRARY).content.decode()
    assert ("Demo licenses" in page, "No benefits of your own yet" in page) == (True, True)
    assert sam.get(f"{LIBRARY}new/").status_code == 403
    new = {"label": "Specialist days", "unit": "count", "every": "year", "summary": "A day of our engineers"}
    assert petra.post(f"{LIBRARY}new/", {**new, "unit": "yes"}).status_code == 400
    assert petra.post(f"{LIBRARY}new/", new).status_code == 302
    assert "Taken." in petra.post(f"{LIBRARY}new/", new).content.decode()
    assert "Taken." in petra.post(f"{LIBRARY}new/", {**new, "label": "Demo licenses"}).content.decode()
    with world.scope("acme"):
        row = OwnBenefit.objects.get()
        library = benefit_library()
        assert (row.key, library.label("specialist_days")) == ("specialist_days", "Specialist days")
        assert [library.text("specialist_days", Decimal(3)), library.text("demo_licenses", None)] == ["3", "\u2013"]
        assert library.text("never_heard", Decimal(2)) == "2"
        assert library.label("never_heard") == "Never heard"
    assert petra.post(f"{LIBRARY}{row.ref}/", {**new, "label": "Days of a specialist"}).status_code == 302
    page = petra.get(LIBRARY).content.decode()
    assert ("Days of a specialist" in page, "specialist_days" in page) == (True, True)
    with world.scope("acme"):
        with pytest.raises(Forbidden):
            define_benefit(label="Mine", unit="yes", actor=world.actor("sam"), at=world.now)
        with pytest.raises(Invalid, match="needs a name"):
            define_benefit(label="!!", unit="yes", actor=world.actor("petra"), at=world.now)
        same = change_benefit(
            row, label="Days of a specialist", unit="count", every="year", summary=new["summary"],
            actor=world.actor("petra"), at=world.now,
        )  # fmt: skip
        assert same.label == "Days of a specialist"


def test_both_sides_see_what_is_left_and_the_ledger(world, given):
    night(world, date(2026, 3, 17))
    row, sam, nina = of(world), world.client("sam"), world.client("nina")
    page = "/w/acme/programs/entitlements/"
    assert "Northwind" in sam.get(page).content.decode()
    assert b"Demo licenses" in sam.get(f"{page}?export=csv").content
    assert "Northwind has 2 left" in sam.get(f"{page}{row.ref}/use/").content.decode()
    assert sam.post(f"{page}{row.ref}/use/", {"quantity": 1, "note": "Lab in Lyon"}).status_code == 302
    assert sam.post(f"{page}{row.ref}/use/", {"quantity": 9, "note": "Lab"}).status_code == 400
    assert "Lab in Lyon" in sam.get(f"{page}{row.ref}/").content.decode()
    assert (
        "Demo licenses"
        in sam.get(f"/w/acme/programs/partnerships/{world.partnerships['northwind'].ref}/").content.decode()
    )
    mine = nina.get("/p/acme/programs/").content.decode()
    assert "<strong>1</strong> of 2 left" in mine
    assert "Lab in Lyon" in nina.get(f"/p/acme/programs/benefits/{row.ref}/").content.decode()
    assert world.client("carl").get(f"/p/acme/programs/benefits/{row.ref}/").status_code == 404
    assert sam.post(f"{page}{row.ref}/give-back/", {"quantity": 1, "note": "Not used"}).status_code == 302
    assert of(world).left == 2


def test_other_software_uses_and_gives_back(world, given):
    night(world, date(2026, 3, 17))
    row = of(world)
    client = api(world, "sam")
    found = client.get("/api/v1/programs/entitlements/", running="true").json()["results"]
    assert {item["ref"] for item in found} >= {row.ref}
    taken = {"quantity": 1, "cause": "CRM-7"}
    for _twice in range(2):
        assert client.post(f"/api/v1/programs/entitlements/{row.ref}/actions/use/", taken).json()["left"] == 1
    back = client.post(f"/api/v1/programs/entitlements/{row.ref}/actions/give_back/", {"quantity": 1, "note": "No"})
    assert back.json()["left"] == 2
