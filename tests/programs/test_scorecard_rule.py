from hypothesis import given
from hypothesis import strategies as st

from programs.enums import Recommendation
from programs.rules.scorecard import (
    BEST,
    COMMITMENTS,
    WEIGHTS,
    Criterion,
    Ideal,
    Profile,
    Thresholds,
    cheapest_way,
    conflicts_of,
    criteria_of,
    judge,
    named_in,
)
from programs.rules.scorecard import propose as propose_on

CRITERIA = criteria_of("resale", {})

SEGMENTS = ["manufacturing", "energy", "public", "health"]


def propose(profile, ideal, criteria=CRITERIA):
    return propose_on(profile, ideal, criteria)


profiles = st.builds(
    Profile,
    segments=st.frozensets(st.sampled_from(SEGMENTS)),
    technical_people=st.integers(0, 50),
    sales_people=st.integers(0, 50),
    relationships=st.sampled_from(["", "none", "complementary", "overlapping", "exclusive_competitor"]),
    finances=st.sampled_from(["", "profitable_years", "profitable", "break_even", "investing", "undisclosed"]),
    motivation=st.sampled_from(["", "We love it"]),
    standing=st.sampled_from(["", "under_1", "1_3", "3_10", "over_10"]),
    commitments=st.frozensets(st.sampled_from(sorted(COMMITMENTS))),
    competitors=st.sampled_from([(), ("Globex",)]),
)
ideals = st.builds(
    Ideal,
    segments=st.frozensets(st.sampled_from(SEGMENTS)),
    technical_people=st.integers(0, 10),
    sales_people=st.integers(0, 10),
)
score_rows = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 100), st.integers(0, BEST)), max_size=6)


def rows(proposals):
    return [(item.criterion.key, item.criterion.weight, item.score) for item in proposals]


@given(profiles, ideals)
def test_every_criterion_is_proposed_within_range_and_explained(profile, ideal):
    proposals = propose(profile, ideal)
    assert [item.criterion for item in proposals] == list(CRITERIA)
    assert all(0 <= item.score <= BEST and item.because for item in proposals)


@given(profiles, ideals)
def test_enthusiasm_changes_nothing(profile, ideal):
    eager = Profile(**{**profile.__dict__, "motivation": "Please!"})
    dull = Profile(**{**profile.__dict__, "motivation": ""})
    assert (
        judge(rows(propose(eager, ideal)), Thresholds()).total == judge(rows(propose(dull, ideal)), Thresholds()).total
    )


@given(profiles, ideals, st.integers(0, 20))
def test_more_people_never_score_less(profile, ideal, more):
    bigger = Profile(**{**profile.__dict__, "technical_people": profile.technical_people + more})
    before, after = (judge(rows(propose(p, ideal)), Thresholds()).total for p in (profile, bigger))
    assert after >= before


@given(score_rows)
def test_the_total_stays_within_0_and_100_and_agrees_with_the_recommendation(scores):
    verdict = judge(scores, Thresholds(60, 40))
    assert 0 <= verdict.total <= 100
    expected = "qualify" if verdict.total >= 60 else "hold" if verdict.total >= 40 else "decline"
    assert verdict.recommendation == expected
    assert (verdict.missing_points == 0) == (verdict.recommendation == "qualify")


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 100)), min_size=1, max_size=5))
def test_full_marks_are_100_and_none_are_0(weighted):
    assert judge([(key, weight, BEST) for key, weight in weighted], Thresholds()).total == 100
    assert judge([(key, weight, 0) for key, weight in weighted], Thresholds()).total == 0


def test_a_whole_scorecard():
    ideal = Ideal(frozenset({"manufacturing", "energy"}), technical_people=4, sales_people=4)
    profile = Profile(
        frozenset({"energy"}), 4, 3, "complementary", "profitable", "Growth", "3_10",
        frozenset({"seller", "engineer", "budget"}),
    )  # fmt: skip
    proposals = propose(profile, ideal)
    assert [item.score for item in proposals] == [2, 3, 4, 4, 4, 3, 3]
    assert proposals[5].because == "Names a seller, an engineer, a budget; not a sponsor, a first-year plan."
    # 25x2 + 25x3 + 15x4 + 10x4 + 10x4 + 15x3 = 310 of 500.
    verdict = judge(rows(proposals), Thresholds(60, 40))
    assert (verdict.total, verdict.recommendation, verdict.missing_points) == (62, Recommendation.QUALIFY, 0)


def test_every_type_weighs_to_a_hundred_and_enthusiasm_never_weighs():
    for kind, weights in WEIGHTS.items():
        assert sum(weights.values()) == 100
        assert [(item.key, item.weight) for item in criteria_of(kind, {})][-1] == ("enthusiasm", 0)
        assert {item.key: item.weight for item in criteria_of(kind, {}) if item.weight} == weights


def test_a_program_weighs_itself_and_adds_its_own():
    kept = {"weights": {"finances": 40}, "own": [{"key": "own_1", "label": "References", "weight": 60}]}
    criteria = criteria_of("resale", kept)
    assert [(item.key, item.weight) for item in criteria] == [("finances", 40), ("own_1", 60), ("enthusiasm", 0)]
    proposals = propose(Profile(finances="profitable_years"), Ideal(), criteria)
    assert [(item.criterion, item.score) for item in proposals][1] == (Criterion("own_1", "References", 60, True), 0)
    assert judge(rows(proposals), Thresholds()).total == 40


def test_a_named_competitor_is_a_conflict_whatever_is_said_of_the_others():
    assert named_in("We sell globex, Initech and Globexa", ["Globex", "Init", "Umbrella"]) == ("Globex",)
    torn = Profile(relationships="complementary", competitors=("Globex",))
    line = propose(torn, Ideal())[2]
    assert (line.score, "Names Globex: a conflict." in line.because) == (2, True)
    assert conflicts_of(torn) == ("Names Globex, which competes with us.",)
    assert conflicts_of(Profile(relationships="exclusive_competitor")) == ("Is bound to a competitor.",)
    assert conflicts_of(Profile(relationships="none")) == ()


def test_what_would_have_qualified():
    scores = [("segments", 30, 0), ("capability", 30, 3), ("relationships", 20, 4), ("finances", 20, 3)]
    assert judge(scores, Thresholds(60, 40)).total == 46
    assert cheapest_way(scores, Thresholds(60, 40)) == ("segments", 3)
    assert cheapest_way([("segments", 30, 0), ("capability", 70, 0)], Thresholds(80, 40)) is None
