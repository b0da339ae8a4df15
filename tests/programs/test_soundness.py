"""What is said of a ladder without trying figures, against trying them all."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.requirement import BOUNDS, NOTHING, Asks, Group, all_of, any_of, check
from programs.rules.soundness import find_faults, ways_of
from programs.rules.tiering import Level, reach

FIGURES = ["revenue", "people"]
# Halves lie between all thresholds there are.
GRID = [dict(zip(FIGURES, (Decimal(a) / 2, Decimal(b) / 2), strict=True)) for a, b in product(range(-1, 8), repeat=2)]
asks = st.builds(Asks, st.sampled_from(FIGURES), st.integers(0, 3).map(Decimal), st.sampled_from(list(BOUNDS)))
requirements = st.recursive(
    asks,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda needed: Group(tuple(parts), needed))
    ),
    max_leaves=6,
)


def ask(figure, amount, bound="at_least"):
    return Asks(figure, Decimal(amount), bound)


def faults(*requirements, is_nested=True):
    levels = [Level(rank, f"L{rank}", requirement) for rank, requirement in enumerate(requirements, start=1)]
    return [(item.code, item.level.name, item.figure) for item in find_faults(levels, is_nested=is_nested)]


def test_a_sound_ladder_has_no_fault():
    gold = any_of(all_of(ask("revenue", 5), ask("people", 1)), ask("revenue", 9))
    assert faults(NOTHING, ask("revenue", 1), gold) == []


def test_too_much_and_too_little_at_once():
    assert faults(all_of(ask("revenue", 5), ask("revenue", 5, "less_than"))) == [("unreachable", "L1", "revenue")]
    assert faults(ask("people", 3, "at_most"), ask("people", 3, "more_than")) == [("unreachable", "L2", "people")]
    assert faults(ask("people", 3, "at_most"), ask("people", 3, "more_than"), is_nested=False) == []


@pytest.mark.parametrize("same", [NOTHING, ask("revenue", 4), any_of(ask("people", 9), ask("revenue", 5))])
def test_a_level_nobody_can_miss(same):
    assert faults(ask("revenue", 5), same) == [("same", "L2", "")]


def test_an_alternative_that_is_never_the_only_one():
    assert faults(any_of(ask("people", 5), ask("people", 10))) == [("needless", "L1", "people")]


def test_more_ways_than_can_be_told_are_left_alone():
    thicket = all_of(*(any_of(*(ask(f"f{group}_{way}", 1) for way in range(10))) for group in range(20)))
    many = tuple(ask(f"f{number}", 1) for number in range(40))
    assert ways_of(thicket) is None
    assert ways_of(Group(many, 20)) is None
    assert faults(thicket, thicket) == []


@given(requirements)
def test_the_ways_are_what_can_be_met(requirement):
    can = any(check(requirement, point.get).holds for point in GRID)
    assert bool(ways_of(requirement)) == can


@given(requirements, requirements, st.booleans())
def test_a_fault_is_true_of_all_figures(lower, higher, is_nested):
    levels = [Level(1, "L1", lower), Level(2, "L2", higher)]
    reached = {
        found.reached.rank if (found := reach(levels, point.get, is_nested=is_nested)).reached else 0 for point in GRID
    }
    codes = {(item.code, item.level.rank) for item in find_faults(levels, is_nested=is_nested)}
    if ("unreachable", 2) in codes:
        assert 2 not in reached
    if ("same", 2) in codes:
        assert 1 not in reached
    # And the other way round: what no figures reach is told.
    if is_nested and 2 not in reached:
        assert ("unreachable", 2) in codes
