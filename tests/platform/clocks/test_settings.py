import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from prm.audit.models import AuditEntry
from prm.clocks.models import BusinessCalendar, ServicePromise
from prm.clocks.promises import promised_text
from prm.clocks.queries import promised_times
from prm.clocks.services import promised_hours, start_clock
from prm.clocks.settings import set_calendar, set_promises
from prm.lib.errors import Forbidden, Invalid

KEY = "deals.registration_decision"
URL = "/w/acme/clocks/"
MONDAY_NINE = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
WEEK = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(4)}


def promise_hours(world, hours, who="alice"):
    return set_promises({KEY: Decimal(hours)}, actor=world.actor(who), at=world.now)


def calendar(world, **changes):
    values = {"timezone": "Europe/Berlin", "country": "DE", "hours": WEEK, "closed_on": [], **changes}
    return set_calendar(**values, actor=world.actor("alice"), at=world.now)


def week_data(**changes):
    days = {f"day_{day}": "9:00-12:00, 13:00-17:00" if day < 4 else "" for day in range(7)}
    return {"timezone": "Europe/Berlin", "country": "DE", "closed_on": "2026-12-24\n2026-12-31", **days, **changes}


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        ("16", "2 days"),
        ("8", "1 day"),
        ("4", "4 hours"),
        ("12", "1 day 4 hours"),
        ("0.5", "0.5 hours"),
        ("1", "1 hour"),
    ],
)
def test_hours_are_said_in_days_of_eight(hours, text):
    assert promised_text(Decimal(hours)) == text


def test_a_promise_of_its_own_holds_for_this_vendor_only_and_is_told_to_the_log(world):
    with world.scope("acme"):
        assert promise_hours(world, "4") == [KEY]
        assert promised_hours(KEY) == Decimal(4)
        entry = AuditEntry.objects.get(action="clocks.promises_changed")
        assert entry.changes == {KEY: ["16", "4"]}
    with world.scope("globex"):
        assert promised_hours(KEY) == Decimal(16)


def test_the_usual_time_takes_the_own_one_away_and_nothing_new_tells_nothing(world):
    with world.scope("acme"):
        promise_hours(world, "4")
        promise_hours(world, "16")
        assert ServicePromise.objects.count() == 0
        assert promise_hours(world, "16") == []
        assert AuditEntry.objects.filter(action="clocks.promises_changed").count() == 2
        assert {item.key: item.is_own for item in promised_times()}[KEY] is False


@pytest.mark.parametrize("hours", ["0", "-1", "521"])
def test_a_promise_needs_a_time(world, hours):
    with world.scope("acme"), pytest.raises(Invalid) as refusal:
        promise_hours(world, hours)
    assert list(refusal.value.fields) == [KEY]


def test_only_who_may_promises(world):
    with world.scope("acme"):
        with pytest.raises(Forbidden):
            promise_hours(world, "4", who="sam")
        with pytest.raises(Invalid):
            set_promises({"made.up": Decimal(1)}, actor=world.actor("alice"), at=world.now)


def test_a_weekday_left_empty_is_closed_and_so_not_called_optional(world):
    page = world.client("alice").get("/w/acme/clocks/calendar/edit/").content.decode()
    labels = dict(re.findall(r'<label class="form-label" for="id_(\w+)">(.*?)</label>', page))
    optional = {name for name, label in labels.items() if "optional" in label}
    assert {"day_0", "day_6", "timezone"} <= set(labels)
    assert optional == {"country", "closed_on"}


def test_the_calendar_moves_what_is_due_and_leaves_what_runs(world):
    with world.scope("acme"):
        before = start_clock(world.partnerships["northwind"], KEY, at=MONDAY_NINE)
        calendar(world, closed_on=[date(2026, 3, 17)])
        after = start_clock(world.partnerships["contoso"], KEY, at=MONDAY_NINE)
        before.refresh_from_db()
        # 16 hours: two days of eight; then seven on Monday, none on the closed Tuesday, seven on Wednesday, two more.
        assert (before.due_at, after.due_at) == (
            datetime(2026, 3, 17, 16, 0, tzinfo=UTC),
            datetime(2026, 3, 19, 10, 0, tzinfo=UTC),
        )
        assert AuditEntry.objects.filter(action="clocks.calendar_changed").count() == 1
        calendar(world, closed_on=[date(2026, 3, 17)])
        assert AuditEntry.objects.filter(action="clocks.calendar_changed").count() == 1


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"timezone": "Mars/Olympus"}, ["timezone"]),
        ({"country": "XX"}, ["country"]),
        ({"hours": {}}, []),
        ({"hours": {"0": [["17:00", "09:00"]]}}, []),
        ({"hours": {"0": [["09:00", "12:00"], ["11:00", "17:00"]]}}, []),
    ],
)
def test_a_calendar_that_does_not_hold_is_refused(world, changes, fields):
    with world.scope("acme"):
        with pytest.raises(Invalid) as refusal:
            calendar(world, **changes)
        assert (list(refusal.value.fields), BusinessCalendar.objects.count()) == (fields, 0)


def test_the_page_stands_in_the_settings_and_shows_both(world):
    alice = world.client("alice")
    assert f'href="{URL}promises/"' in alice.get("/w/acme/accounts/settings/").content.decode()
    page = alice.get(f"{URL}promises/").content.decode()
    assert [text in page for text in ("Deal answers", "2 days", "Monday", "09:00-17:00", "calendar/edit")] == [True] * 5


def test_who_may_not_change_sees_no_way_to(world):
    sam = world.client("sam")
    page = sam.get(f"{URL}promises/")
    assert (page.status_code, "promises/edit" in page.content.decode()) == (200, False)
    assert sam.post(f"{URL}promises/edit/", {KEY: "4"}).status_code == 403
    assert sam.post(f"{URL}calendar/edit/", week_data()).status_code == 403


def test_the_forms_save(world):
    alice = world.client("alice")
    with world.scope("acme"):
        hours = {item.key: str(item.hours) for item in promised_times()}
    saved = alice.post(f"{URL}promises/edit/", {**hours, KEY: "12"})
    assert (saved.status_code, saved["Location"]) == (302, f"{URL}promises/")
    assert alice.post(f"{URL}calendar/edit/", week_data()).status_code == 302
    with world.scope("acme"):
        row = BusinessCalendar.objects.get()
        assert (promised_hours(KEY), row.hours, row.closed_on) == (Decimal(12), WEEK, ["2026-12-24", "2026-12-31"])
    page = alice.get(f"{URL}promises/").content.decode()
    assert ("1 day 4 hours" in page, "09:00-12:00, 13:00-17:00" in page) == (True, True)


@pytest.mark.parametrize(
    "changes", [{"day_0": "nine to five"}, {"day_0": "25:00-26:00"}, {"closed_on": "Christmas"}, {"timezone": ""}]
)
def test_an_input_that_does_not_hold_comes_back(world, changes):
    answer = world.client("alice").post(f"{URL}calendar/edit/", week_data(**changes))
    assert (answer.status_code, "13:00-17:00" in answer.content.decode()) == (400, True)
