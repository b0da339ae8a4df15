from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from prm.clocks.models import Clock, ServicePromise
from prm.clocks.promises import PROMISES, promise
from prm.clocks.queries import clock_for, clocks_for, promises_kept
from prm.clocks.services import (
    days_late,
    mark_breaches,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from prm.outbox.models import OutboxEvent

KEY = "tests.answer"
# Acme works 9 to 17 in Berlin; 17 March 2026 is a Tuesday.
TUESDAY_TEN = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def two_day_promise():
    promise(KEY, "An answer", days=2)
    yield
    PROMISES.pop(KEY)


@pytest.fixture
def acme(world):
    with world.scope("acme"):
        yield world


def test_two_business_days_from_tuesday_are_thursday(acme):
    clock = start_clock(acme.partnerships["northwind"], KEY, at=TUESDAY_TEN)
    assert clock.due_at == datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
    assert (clock.state, clock.partner_id) == ("running", acme.northwind.pk)


def test_starting_again_keeps_the_running_one(acme):
    first = start_clock(acme.northwind, KEY, at=TUESDAY_TEN)
    assert start_clock(acme.northwind, KEY, at=TUESDAY_TEN + timedelta(hours=3)).pk == first.pk
    assert Clock.objects.count() == 1


def test_time_stands_still_while_the_partner_owes_the_answer(acme):
    row = acme.partnerships["northwind"]
    start_clock(row, KEY, at=TUESDAY_TEN)
    pause_clock(row, KEY, at=TUESDAY_TEN + timedelta(hours=2), holder_label="Northwind")
    assert clock_for(row).state == "paused"
    # Back on Friday at 10: 14 business hours are left, so Monday 16:00 Berlin.
    resume_clock(row, KEY, at=datetime(2026, 3, 20, 9, 0, tzinfo=UTC))
    assert clock_for(row).due_at == datetime(2026, 3, 23, 15, 0, tzinfo=UTC)


def test_in_time_is_kept_and_late_counts_business_days(acme):
    row, other = acme.partnerships["northwind"], acme.partnerships["contoso"]
    start_clock(row, KEY, at=TUESDAY_TEN)
    start_clock(other, KEY, at=TUESDAY_TEN)
    kept = stop_clock(row, KEY, at=TUESDAY_TEN + timedelta(days=1))
    late = stop_clock(other, KEY, at=datetime(2026, 3, 24, 9, 0, tzinfo=UTC))
    assert (kept.state, days_late(kept)) == ("kept", 0)
    # Due Thursday 19th, decided Tuesday 24th: Friday, Monday, Tuesday.
    assert (late.state, days_late(late)) == ("late", 3)


def test_a_breach_is_told_once(acme):
    start_clock(acme.northwind, KEY, at=TUESDAY_TEN)
    later = TUESDAY_TEN + timedelta(days=3)
    assert (mark_breaches(at=TUESDAY_TEN), mark_breaches(at=later), mark_breaches(at=later)) == (0, 1, 0)
    assert OutboxEvent.objects.filter(name="clocks.ClockBreached").count() == 1
    assert clock_for(acme.northwind).state == "late"


def test_the_vendors_own_hours_come_first(acme):
    ServicePromise.objects.create(key=KEY, hours=Decimal(1))
    assert start_clock(acme.northwind, KEY, at=TUESDAY_TEN).due_at == TUESDAY_TEN + timedelta(hours=1)


def test_a_page_of_clocks_is_one_query(acme, django_assert_num_queries):
    rows = [acme.partnerships[name] for name in ("northwind", "contoso")]
    for row in rows:
        start_clock(row, KEY, at=TUESDAY_TEN)
    with django_assert_num_queries(1):
        assert set(clocks_for(rows)) == {row.pk for row in rows}


def test_the_record_counts_what_came_due(acme):
    row = acme.partnerships["northwind"]
    start_clock(row, KEY, at=TUESDAY_TEN)
    assert promises_kept(acme.northwind.pk, TUESDAY_TEN) == []
    stop_clock(row, KEY, at=TUESDAY_TEN)
    [record] = promises_kept(acme.northwind.pk, TUESDAY_TEN)
    assert (record.label, record.kept, record.due) == ("An answer", 1, 1)


def test_a_portal_starts_and_sees_its_own_clocks_only(world):
    with world.scope("acme"):
        start_clock(world.partnerships["contoso"], KEY, at=TUESDAY_TEN)
    with world.scope("nina"):
        start_clock(world.partnerships["northwind"], KEY, at=TUESDAY_TEN)
        assert [clock.partner_id for clock in Clock.objects.all()] == [world.northwind.pk]
