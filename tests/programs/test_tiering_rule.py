from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.requirement import Asks, all_of, checks_in
from programs.rules.tiering import Level, decide_move, find_problems, reach

METRICS = ["won_revenue", "certified_people", "win_rate"]


def level(rank, name, **asked):
    return Level(rank, name, all_of(*(Asks(metric, Decimal(value)) for metric, value in asked.items())))


def reached(levels, values, **options):
    return reach(levels, lambda name: values.get(name, Decimal(0)), **options)


def missing(found):
    return [] if found.lacks is None else [(check.asks.figure, check.missing) for check in checks_in(found.lacks)]


LEVELS = [
    level(1, "Member"),
    level(2, "Silver", won_revenue=150_000, certified_people=2),
    level(3, "Gold", won_revenue=500_000, certified_people=5),
]
figures = st.fixed_dictionaries({m: st.decimals(0, 1_000_000, places=2) for m in METRICS})


def test_what_is_missing_for_gold():
    found = reached(LEVELS, {"won_revenue": Decimal(487_600), "certified_people": Decimal(4)})
    assert (found.reached.name, found.next_level.name) == ("Silver", "Gold")
    assert missing(found) == [("won_revenue", Decimal(12_400)), ("certified_people", Decimal(1))]


def test_the_top_level_has_no_next():
    found = reached(LEVELS, {"won_revenue": Decimal(500_000), "certified_people": Decimal(5)})
    assert (found.reached.name, found.next_level, found.lacks) == ("Gold", None, None)


def test_a_level_is_not_reached_past_one_below_that_is_missed():
    odd = [level(1, "Member"), level(2, "Silver", certified_people=2), level(3, "Gold", won_revenue=1)]
    found = reached(odd, {"won_revenue": Decimal(10)})
    assert found.reached.name == "Member"
    assert missing(found) == [("certified_people", Decimal(2))]


def test_an_entry_level_with_conditions_may_be_missed():
    found = reached([level(1, "Member", certified_people=1)], {})
    assert (found.reached, found.next_level.name) == (None, "Member")


@given(figures, st.sampled_from(METRICS), st.decimals(0, 100_000, places=2))
def test_more_never_means_a_lower_level(values, metric, more):
    better = {**values, metric: values[metric] + more}
    before, after = reached(LEVELS, values).reached, reached(LEVELS, better).reached
    assert after.rank >= before.rank


@given(figures)
def test_meeting_what_is_missing_reaches_the_next_level(values):
    found = reached(LEVELS, values)
    if found.next_level is None:
        return
    lifted = {**values, **{check.asks.figure: check.asks.amount for check in checks_in(found.lacks)}}
    assert reached(LEVELS, lifted).reached.rank >= found.next_level.rank


@given(st.integers(0, 5), st.integers(0, 5), st.booleans(), st.booleans(), st.sampled_from(["promote", "nothing"]))
def test_only_a_review_demotes(held, reached, is_exempt, is_review, between):
    move = decide_move(
        held, reached, is_review=is_review, is_exempt=is_exempt, between=between, needs_approval=reached == 5
    )
    if reached > held:
        up = "propose" if reached == 5 else "promote"
        assert move == (up if is_review or between == "promote" else "stay")
    elif reached < held and not is_exempt:
        assert move == ("demote" if is_review else "below")
    else:
        assert move == "stay"


def problems(requirements, benefits=None, **more):
    found = find_problems(
        [1, 2, 3],
        {key: Decimal(value) for key, value in requirements.items()},
        {key: Decimal(value) for key, value in (benefits or {}).items()},
        **more,
    )
    return [(item.code, item.rank, item.key) for item in found]


def test_sound_terms_have_no_problem():
    asked = {(2, "won_revenue"): 1, (3, "won_revenue"): 2}
    assert problems(asked, {(1, "discount"): 5, (2, "discount"): 8, (3, "discount"): 8}) == []


def test_gaps_and_contradictions_are_named():
    asked = {(2, "won_revenue"): 10, (3, "won_revenue"): 5, (2, "win_rate"): 20, (2, "love"): 1, (3, "love"): 1}
    assert set(problems(asked)) == {("lower_threshold", 3, "won_revenue"), ("gap", 3, "win_rate")}


def test_benefits_that_fall_are_told():
    asked = {(2, "won_revenue"): 1, (3, "won_revenue"): 2}
    gives = {(1, "discount"): 120, (2, "discount"): 8, (2, "hours"): 4, (3, "hours"): 8}
    more = {"percent_keys": frozenset({"discount"}), "less_is_better": frozenset({"hours"})}
    assert problems(asked, gives, **more) == [
        ("worse_benefit", 2, "discount"),
        ("lost_benefit", 3, "discount"),
        ("worse_benefit", 3, "hours"),
        ("over_100", 1, "discount"),
    ]
