from hypothesis import given
from hypothesis import strategies as st

from programs.enums import Recommendation
from programs.rules.scorecard import BEST, CRITERIA, Ideal, Profile, Thresholds, cheapest_way, judge, propose

SEGMENTS = ["manufacturing", "energy", "public", "health"]
profiles = st.builds(
    Profile,
    segments=st.frozensets(st.sampled_from(SEGMENTS)),
    technical_people=st.integers(0, 50),
    sales_people=st.integers(0, 50),
    relationships=st.sampled_from(["", "none", "complementary", "overlapping", "exclusive_competitor"]),
    finances=st.sampled_from(["", "profitable_years", "profitable", "break_even", "investing", "undisclosed"]),
    motivation=st.sampled_from(["", "We love it"]),
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
    profile = Profile(frozenset({"energy"}), 4, 3, "complementary", "profitable", "Growth")
    proposals = propose(profile, ideal)
    assert [item.score for item in proposals] == [2, 3, 4, 4, 3]
    verdict = judge(rows(proposals), Thresholds(60, 40))
    assert (verdict.total, verdict.recommendation, verdict.missing_points) == (62, Recommendation.QUALIFY, 0)


def test_what_would_have_qualified():
    scores = [("segments", 30, 0), ("capability", 30, 3), ("relationships", 20, 4), ("finances", 20, 3)]
    assert judge(scores, Thresholds(60, 40)).total == 46
    assert cheapest_way(scores, Thresholds(60, 40)) == ("segments", 3)
    assert cheapest_way([("segments", 30, 0), ("capability", 70, 0)], Thresholds(80, 40)) is None
