from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.requirement import BOUNDS, Asks, Check, Group, all_of, any_of, asks_in, check, checks_in, lacking

FIGURES = ["revenue", "people", "share"]
amounts = st.integers(0, 5).map(Decimal)
asks = st.builds(Asks, st.sampled_from(FIGURES), amounts)
requirements = st.recursive(
    asks,
    lambda inner: st.lists(inner, min_size=1, max_size=4).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda needed: Group(tuple(parts), needed))
    ),
    max_leaves=12,
)
values = st.fixed_dictionaries(dict.fromkeys(FIGURES, amounts))
REVENUE, PEOPLE = Asks("revenue", Decimal(10)), Asks("people", Decimal(2))


def test_bounds_are_taken_at_their_word():
    at = {bound: [holds(Decimal(figure), Decimal(5)) for figure in (4, 5, 6)] for bound, holds in BOUNDS.items()}
    assert at == {
        "at_least": [False, True, True],
        "more_than": [False, False, True],
        "at_most": [True, True, False],
        "less_than": [True, False, False],
    }


def test_a_figure_that_is_not_known_holds_nothing():
    assert [Check(Asks("share", Decimal(0), bound), None).holds for bound in BOUNDS] == [False] * 4


def test_and_or_and_so_many_of():
    three = (REVENUE, PEOPLE, Asks("share", Decimal(1)))
    rich = {"revenue": Decimal(10), "people": Decimal(2), "share": Decimal(0)}.get
    assert [check(Group(three, needed), rich).holds for needed in (1, 2, 3)] == [True, True, False]
    assert (check(any_of(*three), rich).holds, check(all_of(*three), rich).holds) == (True, False)


def test_what_is_lacking_leaves_the_choice_and_the_harder_threshold():
    harder = Asks("revenue", Decimal(30))
    outcome = check(all_of(REVENUE, all_of(harder, any_of(PEOPLE, Asks("share", Decimal(5))))), lambda name: Decimal(1))
    found = lacking(outcome)
    assert [part.asks if isinstance(part, Check) else part.needed for part in found.parts] == [harder, 1]
    assert [leaf.missing for leaf in checks_in(found)] == [29, 1, 4]


@given(requirements, values)
def test_something_lacks_exactly_where_it_does_not_hold(requirement, known):
    outcome = check(requirement, known.get)
    assert (lacking(outcome) is None) == outcome.holds
    assert [item.asks for item in checks_in(outcome)] == list(asks_in(requirement))


@given(requirements, values)
def test_making_up_all_that_lacks_fulfils_it(requirement, known):
    found = lacking(check(requirement, known.get))
    if found is None:
        return
    made_up = dict(known)
    for item in checks_in(found):
        assert not item.holds
        made_up[item.asks.figure] = max(made_up[item.asks.figure], item.asks.amount)
    assert check(requirement, made_up.get).holds


@given(requirements, values, st.sampled_from(FIGURES), amounts)
def test_more_of_what_is_asked_at_least_never_harms(requirement, known, name, more):
    better = {**known, name: known[name] + more}
    assert check(requirement, better.get).holds >= check(requirement, known.get).holds
