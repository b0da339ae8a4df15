from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enablement.rules.attempts import GRACE, Past, Policy, Refusal, attempts_left, deadline_of, is_too_late, refusal_of
from enablement.rules.questions import Key, draw, is_passed, is_right, number_of, problems_of_question, score_of
from enablement.rules.validity import REMINDER_DAYS, expiry_of, reminder_due

NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)
SINGLE = Key("single", right=frozenset("a"))
MULTIPLE = Key("multiple", right=frozenset("ab"))
NUMERIC = Key("numeric", number=Decimal("3.14"), tolerance=Decimal("0.01"))
SHORT = Key("short", accepted=frozenset({"edge gateway"}))


@pytest.mark.parametrize(
    ("key", "answer", "right"),
    [
        (SINGLE, "a", True),
        (SINGLE, "b", False),
        (SINGLE, ["a", "b"], False),
        (SINGLE, "", False),
        (SINGLE, None, False),
        (MULTIPLE, ["b", "a"], True),
        (MULTIPLE, ["a"], False),
        (MULTIPLE, ["a", "b", "c"], False),
        (MULTIPLE, "a", False),
        (NUMERIC, "3.14", True),
        (NUMERIC, "3,15", True),
        (NUMERIC, " 3.130 ", True),
        (NUMERIC, "3.16", False),
        (NUMERIC, "pi", False),
        (NUMERIC, "NaN", False),
        (NUMERIC, "1e999999", False),
        (SHORT, "Edge-Gateway!", True),
        (SHORT, "EDGE   GATEWAY", True),
        (SHORT, "gateway", False),
    ],
)
def test_answers_are_marked_all_or_nothing(key, answer, right):
    assert is_right(key, answer) is right


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.5", Decimal("1234.5")), ("1,5", Decimal("1.5")), ("-2", Decimal(-2)), ("Infinity", None), ("", None)],
)
def test_numbers_are_read_as_people_type_them(text, number):
    assert number_of(text) == number


pools = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "kind": st.just("single"),
            "text": st.text(max_size=5),
            "options": st.just(
                [{"id": "a", "text": "x", "is_right": True}, {"id": "b", "text": "y", "is_right": False}]
            ),
        }
    ),
    max_size=12,
    unique_by=lambda question: question["id"],
)


@given(pools, st.integers(1, 10), st.integers())
def test_a_draw_holds_distinct_questions_of_the_pool_and_no_key(pool, count, seed):
    drawn = draw(pool, count, Random(seed))
    assert len({question["id"] for question in drawn}) == len(drawn) == min(count, len(pool))
    assert {question["id"] for question in drawn} <= {question["id"] for question in pool}
    assert all(set(option) == {"id", "text"} for question in drawn for option in question["options"])
    assert all(set(question) == {"id", "kind", "text", "options"} for question in drawn)
    assert draw(pool, count, Random(seed)) == drawn


@given(st.dictionaries(st.text(max_size=3), st.booleans(), max_size=20), st.integers(1, 100))
def test_passing_goes_by_the_exact_share(marks, pass_mark):
    right = sum(marks.values())
    assert is_passed(marks, pass_mark) == (bool(marks) and Decimal(right) / len(marks) * 100 >= pass_mark)
    assert 0 <= score_of(marks) <= 100


def test_two_thirds_do_not_pass_at_67_percent():
    marks = {"a": True, "b": True, "c": False}
    assert score_of(marks) == Decimal("66.67")
    assert is_passed(marks, 67) is False
    assert is_passed(marks, 66) is True


POLICY = Policy(attempts=2, cooldown=timedelta(hours=24), minutes=20)


@pytest.mark.parametrize(
    ("past", "hours", "refusal"),
    [
        ([], 0, None),
        ([Past(NOON, False)], 23, Refusal("cooldown", NOON + timedelta(hours=24))),
        ([Past(NOON, False)], 24, None),
        ([Past(NOON, False), Past(NOON, False)], 48, Refusal("used_up")),
        ([Past(NOON, True)], 48, Refusal("passed")),
    ],
)
def test_whether_another_attempt_may_begin(past, hours, refusal):
    assert refusal_of(POLICY, past, NOON + timedelta(hours=hours)) == refusal


def test_no_limit_on_attempts_where_none_is_set():
    free = Policy(attempts=0, cooldown=timedelta(), minutes=0)
    past = [Past(NOON, False)] * 50
    assert (refusal_of(free, past, NOON), attempts_left(free, past), deadline_of(free, NOON)) == (None, None, None)
    assert attempts_left(POLICY, past[:1]) == 1


def test_the_deadline_leaves_a_moment_for_the_last_click():
    deadline = deadline_of(POLICY, NOON)
    assert deadline == NOON + timedelta(minutes=20)
    assert is_too_late(deadline, deadline + GRACE) is False
    assert is_too_late(deadline, deadline + GRACE + timedelta(seconds=1)) is True
    assert is_too_late(None, NOON) is False


@pytest.mark.parametrize(
    ("kind", "options", "key", "fields"),
    [
        ("single", ["x"], Key("single", right=frozenset("a")), {"options"}),
        ("single", ["x", "y"], Key("single"), {"options"}),
        ("single", ["x", "y"], Key("single", right=frozenset("ab")), {"options"}),
        ("single", ["x", "X!"], Key("single", right=frozenset("a")), {"options"}),
        ("single", ["x", "y"], Key("single", right=frozenset("a")), set()),
        ("multiple", ["x", "y"], Key("multiple"), {"options"}),
        ("multiple", ["x", "y"], Key("multiple", right=frozenset("ab")), set()),
        ("numeric", [], Key("numeric"), {"number"}),
        ("numeric", [], Key("numeric", number=Decimal(1), tolerance=Decimal(-1)), {"tolerance"}),
        ("short", [], Key("short"), {"accepted"}),
    ],
)
def test_questions_that_cannot_be_asked(kind, options, key, fields):
    given = [{"text": text} for text in options]
    assert set(problems_of_question(kind, "Well?", given, key)) == fields


@pytest.mark.parametrize(
    ("awarded", "runs_to", "expected"),
    [
        (date(2026, 3, 17), None, date(2027, 3, 17)),
        (date(2028, 2, 29), None, date(2029, 2, 28)),
        (date(2026, 3, 17), date(2026, 6, 15), date(2027, 6, 15)),
        (date(2026, 3, 17), date(2026, 6, 16), date(2027, 3, 17)),
        (date(2026, 3, 17), date(2026, 3, 16), date(2027, 3, 17)),
    ],
)
def test_an_early_renewal_keeps_the_days_left(awarded, runs_to, expected):
    assert expiry_of(awarded, 12, runs_to=runs_to) == expected


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)))
def test_each_reminder_goes_once(expires_on):
    sent = []
    for left in range(120, -5, -1):
        due = reminder_due(expires_on, expires_on - timedelta(days=left), sent)
        sent += [due] if due else []
    assert tuple(sent) == REMINDER_DAYS
