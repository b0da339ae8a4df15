from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.facts import Fact, Facts, Held
from programs.rules.figures import Extreme, Figures, Match, Measure, Share, Tenure, Term, Total, whole_months
from programs.rules.windows import Window

ON = date(2025, 6, 30)
EVER = Window()


def fact(value=1, on=date(2025, 5, 1), metric="sale", until=None, **labels):
    return Fact(metric, Decimal(value), on, until, labels)


def value(figure, *facts, on=ON, **known):
    definitions = {"asked": figure, **known.pop("figures", {})}
    return Figures(definitions, Facts(facts, **known), on).value("asked")


SALES = (fact(10, person="Ada"), fact(30, person="Ben"), fact(20, date(2025, 6, 1), person="Ada"))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("sum", 60),
        ("count", 3),
        ("people", 2),
        ("median", 20),
        ("average", 20),
        ("largest", 30),
        ("smallest", 10),
        ("latest", 20),
    ],
)
def test_how_facts_become_a_figure(how, expected):
    assert value(Measure("sale", how), *SALES) == expected


@pytest.mark.parametrize(
    ("how", "expected"),
    [("sum", 0), ("count", 0), ("people", 0), ("median", None), ("average", None), ("largest", None), ("latest", None)],
)
def test_of_no_facts(how, expected):
    assert value(Measure("sale", how)) == expected


def test_a_figure_nobody_defined_is_a_metric_over_the_usual_window():
    facts = [fact(5), fact(7, date(2024, 6, 30)), fact(9, date(2024, 7, 1))]
    assert Figures({}, Facts(facts), ON).value("sale") == 14
    assert Figures({}, Facts(facts), ON, usual=EVER).value("sale") == 21


def test_facts_after_the_day_do_not_count():
    assert value(Measure("sale", window=EVER), fact(5, ON), fact(7, date(2025, 7, 1))) == 5


def test_what_is_so_counts_while_it_is_so():
    certificates = [
        fact(on=None, metric="certificate", person="always"),
        fact(on=date(2023, 1, 1), until=date(2025, 7, 1), metric="certificate", person="to the day"),
        fact(on=date(2023, 1, 1), until=ON, metric="certificate", person="over"),
        fact(on=date(2025, 7, 1), until=date(2026, 1, 1), metric="certificate", person="to come"),
    ]
    assert value(Measure("certificate", "people"), *certificates) == 2


def test_labels_narrow_and_a_missing_one_matches_nothing():
    facts = [fact(1, region="EMEA", since="2024-02-26"), fact(2, region="APAC", since="2024-02-27"), fact(4)]
    assert value(Measure("sale", where=(Match("region", ("EMEA", "AMER")),)), *facts) == 1
    assert value(Measure("sale", where=(Match("since", since="2024-02-27"),)), *facts) == 2
    assert value(Measure("sale", where=(Match("since", before="2024-02-27"),)), *facts) == 1
    assert value(Measure("sale", where=(Match("since", since="2024-01-01", before="2025-01-01"),)), *facts) == 3


def test_points_in_parts_and_in_whole_blocks():
    per_hundred = {"per": Decimal(100), "give": Decimal(5)}
    assert value(Total((Term("sale", **per_hundred),)), fact(250)) == Decimal("12.5")
    assert value(Total((Term("sale", **per_hundred, is_whole=True),)), fact(250)) == 10
    assert value(Total((Term("sale"), Term("refund", give=Decimal(-1)))), fact(250), fact(50, metric="refund")) == 200


def test_a_share_of_nothing_is_not_known():
    assert value(Share("part", "whole"), fact(3, metric="part")) is None
    assert value(Share("part", "whole"), fact(3, metric="part"), fact(12, metric="whole")) == 25


def test_the_best_region_of_a_figure_made_of_others():
    facts = [fact(480, region="AMER"), fact(510, region="EMEA"), fact(200, metric="bonus", region="AMER"), fact(900)]
    score = {"score": Total((Term("sale"), Term("bonus")))}
    assert value(Extreme("score", by="region"), *facts, figures=score) == 680
    assert value(Extreme("score", is_highest=False, by="region"), *facts, figures=score) == 510
    assert value(Extreme("score", by="region"), figures=score) is None


def test_an_empty_quarter_is_the_lowest():
    year = (Window("quarter", 4, "full"),)
    quarters = [fact(40, date(2024, 8, 1)), fact(12, date(2024, 11, 1)), fact(55, date(2025, 5, 1))]
    assert value(Extreme("sale", is_highest=False, by="quarter", windows=year), *quarters, on=date(2025, 7, 1)) == 0
    full = [*quarters, fact(7, date(2025, 2, 1))]
    assert value(Extreme("sale", is_highest=False, by="quarter", windows=year), *full, on=date(2025, 7, 1)) == 7


def test_the_better_of_two_years():
    windows = (Window("year", 1, "running"), Window("year", 1, "full"))
    facts = [fact(100, date(2024, 3, 1)), fact(60, date(2025, 3, 1))]
    assert value(Extreme("sale", windows=windows), *facts) == 100


def test_what_is_given_needs_no_facts_but_is_not_split():
    known = Facts([fact(3, region="EMEA")], figures={"sale": Decimal(99)})
    assert Figures({}, known, ON).value("sale") == 99
    assert Figures({"best": Extreme("sale", by="region")}, known, ON).value("best") == 3


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2025, 1, 15), date(2025, 7, 14), 5),
        (date(2025, 1, 15), date(2025, 7, 15), 6),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 1, 15), date(2025, 1, 15), 0),
    ],
)
def test_whole_months(since, on, months):
    assert whole_months(since, on) == months
    assert value(Tenure("joined"), on=on, dates={"joined": since}) == months


def test_a_tenure_that_has_not_begun_is_not_known():
    assert value(Tenure("joined")) is None
    assert value(Tenure("joined"), dates={"joined": date(2025, 7, 1)}) is None


def test_a_level_is_held_while_it_or_one_above_is_and_without_a_gap():
    ladder = ["Member", "Gold", "Platinum"]

    def months(*history):
        return value(Tenure("Gold", is_level=True), history=[Held(*item) for item in history], ladder=ladder)

    gold, end = ("Gold", date(2024, 6, 30), date(2025, 1, 1)), date(2025, 1, 1)
    assert months(("Gold", date(2024, 6, 30))) == 12
    assert months(gold, ("Platinum", end)) == 12
    assert months(gold, ("Member", end)) is None
    assert months(gold) is None
    assert months(gold, ("Member", end, date(2025, 3, 30)), ("Gold", date(2025, 3, 30))) == 3
    assert months(gold, ("Gold", date(2025, 4, 30))) == 2


@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["EMEA", "AMER", "APAC"])), min_size=1, max_size=12))
def test_the_parts_add_up_and_the_best_is_one_of_them(rows):
    facts = [fact(amount, region=region) for amount, region in rows]
    by_region = [
        value(Measure("sale", where=(Match("region", (region,)),)), *facts) for region in {region for _, region in rows}
    ]
    assert value(Measure("sale"), *facts) == sum(by_region)
    assert value(Extreme("sale", by="region"), *facts) == max(by_region)
