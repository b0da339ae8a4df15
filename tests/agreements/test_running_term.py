from datetime import UTC, date, datetime, timedelta

import pytest

from agreements.models import Agreement, Commitment, Reminder
from agreements.queries.terms import agreement_in_force
from agreements.services.term import (
    expire_agreement,
    give_notice,
    keep_term,
    renew_agreement,
    terminate_agreement,
)
from agreements.tasks import remind
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.models import OutboxEvent


def noon(day):
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def night(world, agreement, day):
    with world.scope("acme"):
        return keep_term(agreement, actor=world.system(), at=noon(day))


def reminders(world):
    with world.scope("acme"):
        return list(Reminder.objects.order_by("sent_at").values_list("days", "action_on"))


def events(world, name):
    with world.scope("acme"):
        return list(OutboxEvent.objects.filter(name=name).order_by("occurred_at").values_list("payload", flat=True))


def test_a_whole_term_of_nights_reminds_five_times_and_renews_once(world, executed):
    day = date(2026, 3, 18)
    while day <= date(2027, 3, 20):
        night(world, executed, day)
        day += timedelta(days=1)
    deadline = date(2027, 1, 15)
    assert reminders(world) == [(days, deadline) for days in (120, 90, 60, 30, 7)]
    with world.scope("acme"):
        row = Agreement.objects.get(pk=executed.pk)
        assert (row.status, row.run, row.ends_on, row.action_on) == (
            "renewed", 2, date(2028, 3, 16), date(2028, 1, 16),
        )  # fmt: skip
        assert set(Commitment.objects.values_list("ends_on", flat=True)) == {date(2028, 3, 16)}
    told = [(e["days"], e["action_on"], e["ends_on"]) for e in events(world, "agreements.AgreementReminderDue")]
    assert told == [(days, "2027-01-15", "2027-03-16") for days in (120, 90, 60, 30, 7)]


def test_the_job_run_twice_does_nothing_more(world, executed):
    for _turn in range(2):
        night(world, executed, date(2026, 9, 17))
    assert reminders(world) == [(120, date(2027, 1, 15))]


def test_it_counts_as_expiring_from_the_first_reminder(world, executed):
    assert night(world, executed, date(2026, 9, 16)).status == "executed"
    assert night(world, executed, date(2026, 9, 17)).status == "expiring"


def test_notice_stops_the_renewal_and_moves_the_action_date_to_the_end(world, executed):
    with world.scope("acme"):
        row = give_notice(executed, actor=world.actor("sam"), at=noon(date(2027, 1, 15)))
        assert (row.status, row.action_on, row.notice_given_by) == ("expiring", date(2027, 3, 16), "Sam")
    assert night(world, row, date(2027, 3, 16)).status == "expiring"
    night(world, row, date(2027, 3, 17))
    with world.scope("acme"):
        row = Agreement.objects.get(pk=executed.pk)
        assert (row.status, row.ended_on) == ("expired", date(2027, 3, 16))
        assert agreement_in_force(row.partnership_id, date(2027, 3, 16)) == row
        assert agreement_in_force(row.partnership_id, date(2027, 3, 17)) is None


def test_notice_after_the_deadline_is_refused(world, executed):
    with world.scope("acme"), pytest.raises(Refused) as refusal:
        give_notice(executed, actor=world.actor("sam"), at=noon(date(2027, 1, 16)))
    assert "2027-01-15" in str(refusal.value)


def test_the_partner_may_give_notice_from_the_portal(world, executed):
    with world.scope("bob"):
        give_notice(executed, actor=world.actor("bob"), at=noon(date(2026, 12, 1)))
        with pytest.raises(Refused):
            give_notice(executed, actor=world.actor("bob"), at=noon(date(2026, 12, 1)))
    assert [event["by_side"] for event in events(world, "agreements.AgreementNoticeGiven")] == ["portal"]


def test_termination_names_its_day_and_reason(world, executed):
    with world.scope("acme"):
        for ends_on, reason in ((date(2026, 6, 30), ""), (date(2026, 3, 16), "x"), (date(2027, 3, 17), "x")):
            with pytest.raises(Invalid):
                terminate_agreement(executed, ends_on=ends_on, reason=reason, actor=world.actor("alice"), at=world.now)
        with pytest.raises(Forbidden):
            terminate_agreement(
                executed, ends_on=date(2026, 6, 30), reason="Breach", actor=world.actor("sam"), at=world.now
            )
        row = terminate_agreement(
            executed, ends_on=date(2026, 6, 30), reason="Breach", actor=world.actor("alice"), at=world.now
        )
        assert row.status == "terminated"
        assert agreement_in_force(row.partnership_id, date(2026, 6, 30)) == row
        assert agreement_in_force(row.partnership_id, date(2026, 7, 1)) is None
        assert set(Commitment.objects.values_list("ends_on", flat=True)) == {date(2026, 6, 30)}


def test_it_does_not_end_before_its_last_day(world, executed):
    with world.scope("acme"), pytest.raises(Refused):
        expire_agreement(executed, actor=world.system(), at=noon(date(2027, 3, 16)))


def test_what_has_ended_does_not_renew(world, executed):
    with world.scope("acme"):
        terminate_agreement(
            executed, ends_on=date(2026, 6, 30), reason="Breach", actor=world.actor("alice"), at=world.now
        )
        with pytest.raises(WrongState):
            renew_agreement(executed, actor=world.system(), at=world.now)


def test_the_nightly_task_runs_by_hand_for_one_vendor(world, executed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        remind.run_now(vendor_id=world.acme.pk, at=noon(date(2026, 9, 17)).isoformat())
        remind.run_now(vendor_id=world.globex.pk, at=noon(date(2026, 9, 17)).isoformat())
    assert reminders(world) == [(120, date(2027, 1, 15))]
