from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.requirement import Asks, all_of
from programs.rules.simulation import (
    Cliff,
    Close,
    Policy,
    Standing,
    cliffs,
    close_to,
    cost_of,
    follow,
    month_of,
    month_starts,
    verdict_of,
)
from programs.rules.tiering import Level, reach

LEVELS = (
    Level(1, "Member"),
    Level(2, "Silver", Asks("revenue", Decimal(1000))),
    Level(3, "Gold", all_of(Asks("revenue", Decimal(5000)), Asks("people", Decimal(2)))),
)
GIVES = {
    (1, "discount"): Decimal(5),
    (2, "discount"): Decimal(8),
    (3, "discount"): Decimal(8),
    (3, "manager"): Decimal(1),
}
PERCENTS = frozenset({"discount"})
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def found(**figures):
    return reach(LEVELS, lambda name: Decimal(figures.get(name, 0)))


def test_a_higher_level_comes_at_once_unless_only_reviews_promote():
    slow = Policy(promotes_between=False)
    assert follow(Standing(1), 3, JUNE, Policy(), is_review=False) == Standing(3)
    assert follow(Standing(1), 3, JUNE, slow, is_review=False) == Standing(1)
    assert follow(Standing(1), 3, JUNE, slow, is_review=True) == Standing(3)


def test_a_level_falls_when_notice_and_grace_after_a_review_are_over():
    policy = Policy(wait_days=30)
    waits = follow(Standing(3), 1, JUNE, policy, is_review=True)
    assert waits == Standing(3, JULY)
    assert follow(waits, 1, date(2026, 6, 30), policy, is_review=False) == waits
    assert follow(waits, 1, JULY, policy, is_review=False) == Standing(1)
    assert follow(waits, 3, JULY, policy, is_review=False) == Standing(3)
    assert follow(Standing(3), 1, JUNE, policy, is_review=False) == Standing(3)
    assert follow(Standing(3), 1, JUNE, policy, is_review=True, is_exempt=True) == Standing(3)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30),
    st.integers(0, 4),
    st.integers(0, 400),
    st.booleans(),
)
def test_nobody_falls_without_a_review_nor_holds_what_was_never_reached(steps, held, wait, promotes):
    standing, policy, best = Standing(held), Policy(promotes, wait), held
    reviewed = False
    for month, (reached, is_review) in enumerate(steps):
        day = date(2024 + month // 12, month % 12 + 1, 1)
        after = follow(standing, reached, day, policy, is_review=is_review)
        reviewed, best = reviewed or is_review, max(best, reached)
        assert after.rank <= best
        assert after.rank >= standing.rank or reviewed
        standing = after


def test_months_end_with_the_current_one_which_is_counted_to_today():
    today = date(2026, 3, 17)
    assert month_starts(today, 3) == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert (month_of(date(2026, 2, 1), today).end, month_of(date(2026, 3, 1), today).end) == (
        date(2026, 3, 1),
        date(2026, 3, 18),
    )


def test_benefits_cost_a_share_of_revenue_and_a_price_a_unit():
    given_to_gold = {"discount": Decimal(8), "manager": Decimal(1), "licenses": Decimal(5)}
    assert cost_of(given_to_gold, Decimal("1000.55"), PERCENTS, {"manager": Decimal(300)}) == Decimal("380.04")
    assert cost_of({}, Decimal(1000), PERCENTS, {}) == Decimal(0)


@pytest.mark.parametrize(
    ("before", "after", "costs", "verdict"),
    [
        ([1, 2], [1, 3], (10, 10), "winner"),
        ([1, 2], [2, 1], (10, 90), "loser"),
        ([1, 2], [2, 2], (10, 10), "winner"),
        ([2, 2], [2, 2], (10, 12), "winner"),
        ([2, 2], [2, 2], (10, 8), "loser"),
        ([2, 2], [2, 2], (10, 10), "same"),
        ([], [], (0, 0), "same"),
    ],
)
def test_who_wins_and_who_loses(before, after, costs, verdict):
    assert verdict_of(before, after, *map(Decimal, costs)) == verdict


@pytest.mark.parametrize(
    ("figures", "close"),
    [
        ({"revenue": 950}, Close("Silver", "revenue", Decimal(1000), True)),
        ({"revenue": 949}, None),
        ({"revenue": 4800, "people": 2}, Close("Gold", "revenue", Decimal(5000), True)),
        # Two things lack: one more of the near one would not do.
        ({"revenue": 4800, "people": 1}, None),
        ({"revenue": 1040}, Close("Silver", "revenue", Decimal(1000), False)),
        ({"revenue": 1050}, None),
    ],
)
def test_close_to_a_threshold_is_within_five_percent_of_it(figures, close):
    assert close_to(found(**figures)) == close


def test_a_cliff_is_what_a_year_of_the_level_is_worth_at_its_threshold():
    asked = {2: Decimal(1200), 3: Decimal(6000)}
    assert cliffs(LEVELS, GIVES, asked, "revenue", PERCENTS, {"manager": Decimal(10)}) == [
        Cliff("Silver", "revenue", Decimal(1200), Decimal("36.00")),
        Cliff("Gold", "revenue", Decimal(6000), Decimal("120.00")),
    ]
    assert [item.level for item in cliffs(LEVELS, GIVES, asked, "revenue", PERCENTS, {})] == ["Silver"]
