from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from prm.audit.models import AuditEntry
from prm.imports.services.run import start_import, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.lib.errors import Forbidden
from prm.lib.ids import uuid7
from prm.outbox.models import OutboxEvent
from programs.models import Journey, Partnership, TierPin
from programs.queries import tier_on
from programs.services.move_in import load_partnerships
from programs.services.review import review_tiers
from tests.programs.test_review import figures, northwind  # noqa: F401 - fixtures

FILE = """Partner,Program,Contract date,Level,Level since,Level kept up to
fabrikam.example,Acme Resale,2023-05-01,Gold,2025-01-01,
Fourth Coffee,acme resale,2024-02-29,silver,,2027-06-30
Nobody Ltd,Acme Resale,2024-01-01,,,
fabrikam.example,Acme Resale,2023-05-01,,,
Wide World,Acme Resale,2030-01-01,,,
Wide World,Acme Resale,2024-01-01,Diamond,,
northwind.example,Acme Resale,2024-01-01,,,
"""


@pytest.fixture
def newcomers(world):
    with world.scope("acme"):
        for name, domain in (("Fabrikam", "fabrikam.example"), ("Fourth Coffee", ""), ("Wide World", "")):
            Partner.objects.create(name=name, domain=domain)
        yield


def moved_in(world, text=FILE):
    alice = {"actor": world.actor("alice"), "at": world.now}
    batch = upload_file("programs.partnerships", text.encode(), name="partnerships.csv", **alice)
    set_mapping(batch, batch.mapping, **alice)
    batch = work_through(batch, **alice)
    return work_through(start_import(batch, **alice), **alice)


def test_partnerships_come_with_their_days_and_levels_and_nobody_is_told(world, newcomers):
    events = OutboxEvent.objects.count()
    batch = moved_in(world)
    assert (batch.created_count, batch.unchanged_count, batch.error_count) == (2, 1, 4)
    first = Partnership.objects.get(partner__name="Fabrikam")
    assert (first.status, first.migrated_by, str(first.tier)) == ("active", batch.pk, "Gold")
    assert str(tier_on(first, date(2025, 1, 1))) == "Gold"
    assert tier_on(first, date(2024, 12, 31)) is None
    # The program's next review is on the first of January; it passes over whoever came along.
    pins = dict(TierPin.objects.values_list("partner__name", "until"))
    assert pins == {"Fabrikam": date(2027, 1, 2), "Fourth Coffee": date(2027, 6, 30)}
    assert OutboxEvent.objects.count() == events
    assert not Journey.objects.exists()
    assert AuditEntry.objects.filter(action="partnership.migrated").count() == 2


def test_each_row_says_why_it_was_not_taken(world, newcomers):
    batch = moved_in(world)
    reasons = dict(batch.issues.values_list("line", "message"))
    assert reasons == {
        4: "There is no partner “Nobody Ltd”; import your partners first.",
        5: "Stands in line 2 already",
        6: "A day is still to come.",
        7: "Stands in line 6 already",
    }
    again = moved_in(world)
    assert (again.created_count, again.unchanged_count) == (0, 3)


def test_the_first_review_takes_no_level_away(world, newcomers, northwind, figures):  # noqa: F811
    moved_in(world)
    ids = list(Partnership.objects.exclude(migrated_by=None).values_list("pk", flat=True))
    for day, warned in ((world.now + timedelta(days=1), 0), (world.now.replace(year=2027, month=1, day=1), 0)):
        assert review_tiers(ids, actor=world.system(), at=day).warned == warned
    assert review_tiers(ids, actor=world.system(), at=world.now.replace(year=2028, month=1, day=1)).warned == 2


def test_a_chunk_costs_the_same_for_one_and_for_many(world, newcomers):
    def cost(names):
        rows = [
            {"partner": name, "program": "Acme Resale", "contracted_on": date(2024, 1, 1), "tier": "Gold"}
            for name in names
        ]
        with CaptureQueriesContext(connection) as queries:
            load_partnerships(rows, actor=world.actor("alice"), at=world.now, batch_id=uuid7())
        return len(queries)

    for number in range(5):
        Partner.objects.create(name=f"More {number}")
    assert cost(["Fabrikam"]) == cost([f"More {number}" for number in range(5)])


def test_who_may_not_manage_partnerships_brings_none_along(world, newcomers):
    with pytest.raises(Forbidden):
        load_partnerships([], actor=world.actor("vera"), at=world.now, batch_id=uuid7())
