"""The commitment ledger: periods, verdicts, and a night that measures both sides from what the system wrote down."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements import promises
from agreements.models import Commitment, CommitmentPeriod
from agreements.promises import Evidence
from agreements.queries.commitments import kept_of_due
from agreements.rules.ledger import MONTHS, Span, asked, judge_promise, judge_target, spans
from agreements.services.commitments import add_commitment, waive_period
from agreements.services.ledger import measure_commitments, owing
from agreements.services.term import terminate_agreement
from agreements.tasks import measure_promises
from deals.services.extension import extend_for_delay
from prm.decisions.queries import decisions_for
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.models import OutboxEvent
from prm.outbox.services import drain
from tests.support import deals

START, END = date(2026, 3, 17), date(2027, 3, 16)


def noon(day):
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def night(world, day):
    with world.scope("acme"):
        return measure_commitments(owing(day), actor=world.system(), at=noon(day))


def periods(world, **which):
    with world.scope("acme"):
        return list(CommitmentPeriod.objects.filter(**which).order_by("starts_on"))


@given(st.sampled_from(sorted(MONTHS)), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 900))
def test_periods_cover_every_day_once(cadence, start, days):
    end = start + timedelta(days=days)
    found = list(spans(cadence, start, end, end))
    assert (found[0].starts_on, found[-1].ends_on) == (start, end)
    assert all(b.starts_on - a.ends_on == timedelta(days=1) for a, b in pairwise(found))
    assert all(0 < span.share <= 1 for span in found)
    assert {span.share for span in found[:-1]} <= {Decimal(1)}


def test_a_period_cut_short_asks_for_less_of_what_adds_up():
    last = list(spans("yearly", START, date(2026, 9, 15), date(2026, 9, 15)))[-1]
    assert asked(365_000, last, adds_up=True) == 183_000
    assert asked(3, last, adds_up=False) == 3
    assert list(spans("once", START, END, START - timedelta(days=1))) == []
    assert list(spans("once", START, END, START)) == [Span(START, END)]


@pytest.mark.parametrize(
    ("kept", "due", "is_over", "verdict"),
    [
        (0, 0, False, "open"), (0, 0, True, "kept"), (3, 3, False, "on_track"), (3, 3, True, "kept"),
        (2, 3, False, "at_risk"), (2, 3, True, "broken"),
    ],
)  # fmt: skip
def test_a_promise_is_kept_each_time_or_not_at_all(kept, due, is_over, verdict):
    assert judge_promise(kept, due, is_over=is_over) == verdict


@pytest.mark.parametrize(
    ("actual", "day", "adds_up", "verdict"),
    [
        (None, START, True, "open"), (0, START, True, "on_track"), (40, date(2026, 9, 15), True, "at_risk"),
        (60, date(2026, 9, 15), True, "on_track"), (60, date(2026, 9, 15), False, "at_risk"),
        (99, date(2027, 3, 17), True, "broken"), (100, date(2027, 3, 17), True, "kept"),
    ],
)  # fmt: skip
def test_a_target_is_held_against_the_days_gone_by(actual, day, adds_up, verdict):
    value = None if actual is None else Decimal(actual)
    assert judge_target(value, Decimal(100), Span(START, END), day, adds_up=adds_up) == verdict


def test_what_still_runs_is_no_evidence_until_it_is_late():
    paid, waiting = (Evidence(None, START, "S", figure=20, still_runs=runs) for runs in (False, True))
    assert (paid.keeps(30), waiting.keeps(30)) == (True, None)
    assert (paid.keeps(14), waiting.keeps(14), waiting.delay(14)) == (False, False, 6)
    given = Evidence(None, START, "R", figure=90, is_least=True)
    assert (given.keeps(90), given.keeps(120), given.delay(120), given.delay(90)) == (True, False, 30, 0)


def test_a_late_decision_breaks_the_quarter_by_the_clock(world, executed):
    row = deals.submitted(world)
    assert night(world, START + timedelta(days=1)) == 5
    [promise] = periods(world, term="decision_days")
    assert (promise.status, promise.due, promise.ends_on) == ("open", 0, date(2026, 6, 16))
    night(world, date(2026, 4, 1))
    [promise] = periods(world, term="decision_days")
    assert (promise.status, promise.kept, promise.due) == ("at_risk", 0, 1)
    night(world, date(2026, 6, 17))
    broken = periods(world, term="decision_days")[0]
    assert (broken.status, broken.days_late > 5) == ("broken", True)
    with world.scope("acme"):
        decision = decisions_for(broken).first()
        assert decision.inputs[0].source == row.ref
        assert OutboxEvent.objects.filter(name="agreements.CommitmentsBroken").count() == 1


def test_the_partners_side_is_measured_by_its_metric(world, executed):
    night(world, date(2026, 6, 17))
    first, second = periods(world, term="certified_people")
    assert (first.status, first.actual, first.target, first.due, first.kept) == ("broken", 0, 1, 1, 0)
    assert (second.status, second.due) == ("at_risk", 0)
    with world.scope("acme"):
        found = {(row["side"], row["term"]): (row["kept"], row["due"]) for row in kept_of_due(START)}
    assert found == {("partner", "certified_people"): (0, 1)}


def test_a_second_night_changes_nothing_and_what_nobody_measures_stays_open(
    world, executed, django_capture_on_commit_callbacks
):
    def job():
        with django_capture_on_commit_callbacks(execute=True):
            measure_promises.run_now(vendor_id=str(world.acme.pk), at=noon(date(2026, 6, 17)).isoformat())

    job()
    before = periods(world)
    assert night(world, date(2026, 6, 17)) == 0
    job()
    assert before
    assert [(row.pk, row.status, row.measured_at) for row in periods(world)] == [
        (row.pk, row.status, row.measured_at) for row in before
    ]
    [review] = periods(world, term="review_months")
    assert (review.status, review.actual) == ("open", None)


def test_many_commitments_cost_as_many_queries_as_few(world, executed, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with world.scope("acme"):
        with CaptureQueriesContext(connection) as few:
            measure_commitments(owing(START), actor=world.system(), at=noon(START))
        Commitment.objects.bulk_create(
            Commitment(
                agreement=executed, partner=world.northwind, partnership=executed.partnership, side="partner",
                metric="won_revenue", measure="won_revenue", term=f"ADD-{n}",
                value=100 + n, words="Revenue", cadence="quarterly", starts_on=START, ends_on=END,
            )
            for n in range(40)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as many:
            assert measure_commitments(owing(START), actor=world.system(), at=noon(START)) == 40
    assert len(many) <= len(few) + 3


def test_a_broken_promise_is_told_to_both_sides_and_moves_protections(world, executed):
    row = deals.approved(world)
    until = row.protected_until
    with world.scope("acme"):
        owed = add_commitment(
            executed, measure="slow_answers", value=3, words="Answer within 3 days", cadence="monthly", consequence="extend",
            starts_on=START, ends_on=END, actor=world.actor("sam"), at=world.now,
        )  # fmt: skip
    night(world, date(2026, 4, 18))
    drain(world.acme.pk)
    with world.scope("acme"):
        row.refresh_from_db()
        assert extend_for_delay(row, 4, owed.periods.order_by("starts_on").first().ref, at=world.now) is None
        period = owed.periods.order_by("starts_on").first()
        told = set(Notification.objects.filter(kind__startswith="agreements.commitment").values_list("kind", flat=True))
    assert (period.status, period.days_late) == ("broken", 4)
    assert row.protected_until == until + timedelta(days=4)
    assert told == {
        "agreements.commitment_added", "agreements.commitment_broken", "agreements.commitment_broken_partner",
    }  # fmt: skip


@pytest.fixture(autouse=True)
def slow_answers(world, monkeypatch):
    """A promise that took Northwind's vendor seven days once."""
    ship = world.partnerships["northwind"].pk
    monkeypatch.setitem(
        promises.READERS, "slow_answers", lambda *_span: [Evidence(ship, START + timedelta(days=2), "X-1", figure=7)]
    )


def test_what_nobody_measures_cannot_be_added(world, executed):
    terms = {"cadence": "once", "consequence": "none", "starts_on": END, "ends_on": START, "value": 0}
    with world.scope("acme"):
        with pytest.raises(Invalid) as wrong:
            add_commitment(executed, measure="good_will", **terms, actor=world.actor("sam"), at=world.now)
        assert set(wrong.value.fields) == {"measure", "ends_on", "value"}
        with pytest.raises(Forbidden):
            add_commitment(executed, measure="won_revenue", **terms, actor=world.actor("fay"), at=world.now)


def test_only_the_side_it_is_owed_to_waives(world, executed):
    night(world, START)
    [theirs], [ours] = periods(world, term="certified_people"), periods(world, term="decision_days")
    [other] = periods(world, term="protection_days")
    sam, bob = world.actor("sam"), world.actor("bob")
    with world.scope("bob"):
        with pytest.raises(Refused):
            waive_period(theirs, reason="Please", actor=bob, at=world.now)
        assert waive_period(ours, reason="They told us in time", actor=bob, at=world.now).waived_by == bob.label
    with world.scope("acme"):
        with pytest.raises(Refused):
            waive_period(other, reason="Never mind", actor=sam, at=world.now)
        with pytest.raises(Invalid):
            waive_period(theirs, reason=" ", actor=sam, at=world.now)
        assert waive_period(theirs, reason="Training was cancelled by us", actor=sam, at=world.now).status == "waived"
        with pytest.raises(WrongState):
            waive_period(theirs, reason="Again", actor=sam, at=world.now)
    night(world, date(2026, 6, 17))
    assert periods(world, term="decision_days")[0].status == "waived"


def test_added_commitments_end_with_the_agreement(world, executed):
    with world.scope("acme"):
        owed = add_commitment(
            executed, measure="won_revenue", value=5000, cadence="yearly", consequence="none",
            starts_on=START, ends_on=END, actor=world.actor("sam"), at=world.now,
        )  # fmt: skip
        terminate_agreement(
            executed, ends_on=date(2026, 5, 1), reason="Both agreed", actor=world.actor("alice"), at=world.now
        )
        owed.refresh_from_db()
    assert owed.ends_on == date(2026, 5, 1)
    assert owed.sentence == "Won revenue: 5,000"
