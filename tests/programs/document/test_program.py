"""Program files: the real ones are read, and whatever is wrong is named with its place."""

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from prm.lib.errors import Invalid
from programs.document.loader import dump, load
from programs.document.program import read_program
from programs.rules.figures import Extreme, Measure, Tenure
from programs.rules.requirement import Asks, Group, all_of, any_of
from programs.rules.windows import Window

DOCS = Path(__file__).parents[3] / "docs"
FILES = sorted((DOCS / "programs").glob("*.yaml"))
SCHEMA = Draft202012Validator(json.loads((DOCS / "program.schema.json").read_text(encoding="utf-8")))


def schema_accepts(text):
    data = load(text)
    return SCHEMA.is_valid(json.loads(json.dumps(data, default=str)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_real_programs_are_read(path):
    text = path.read_text(encoding="utf-8")
    document = read_program(text)
    assert document.name
    assert [level.rank for level in document.levels] == list(range(1, len(document.levels) + 1))
    assert schema_accepts(text)


def test_there_are_real_programs():
    assert len(FILES) >= 6
    Draft202012Validator.check_schema(SCHEMA.schema)


def test_what_is_not_said_is_usual():
    document = read_program("program: Plain\ntiers: [{name: Member}]")
    assert (document.type, document.currency, document.year_starts, document.is_nested) == ("resale", "USD", 1, True)
    assert document.window == Window("month", 12)
    review = document.review
    assert (review.every, review.between, review.notice_days, review.grace_days) == ("year", "promote", 60, 90)


def test_requirements_join_with_and_unless_they_say_otherwise():
    document = read_program(
        """
        program: Every join
        tiers:
          - name: Gold
            requires:
              revenue: 79.99
              share: {more_than: 10, at_most: 50}
              any: [{deals: 3}, {leads: 5, people: 1}]
              some: {at_least: 2, of: [{a: 1}, {b: 1}, {c: 1}]}
        """
    )
    a, b, c = (Asks(name, Decimal(1)) for name in "abc")
    assert document.levels[0].requires == all_of(
        Asks("revenue", Decimal("79.99")),
        Asks("share", Decimal(10), "more_than"),
        Asks("share", Decimal(50), "at_most"),
        any_of(Asks("deals", Decimal(3)), all_of(Asks("leads", Decimal(5)), Asks("people", Decimal(1)))),
        Group((a, b, c), 2),
    )


def test_every_kind_of_figure():
    document = read_program(
        """
        program: Every figure
        figures:
          a: {median: deal, window: last 2 years}
          b: {highest: a, by: region}
          c: {lowest: a, by: month, over: previous quarter}
          d: {highest: a, over: [this year, previous year]}
          e: {months_since: joined}
          f: {months_at: Member}
        tiers: [{name: Member}]
        """
    )
    quarter, years = Window("quarter", 1, "full"), (Window("year", 1, "running"), Window("year", 1, "full"))
    assert list(document.figures.values()) == [
        Measure("deal", "median", (), Window("year", 2)),
        Extreme("a", by="region"),
        Extreme("a", False, "month", (quarter,)),
        Extreme("a", windows=years),
        Tenure("joined"),
        Tenure("Member", is_level=True),
    ]


BROKEN = [
    ("", "tiers: a program has one to 30 levels"),
    ("program: [", "not readable YAML"),
    ("- 1", "names with values"),
    ("program: P\ntiers: 5", "tiers: a list is expected"),
    ("program: P\ntiers: [{name: A}, {name: A}]", "tiers[1].name: two levels"),
    ("program: P\ntears: []\ntiers: [{name: A}]", "“tears” is not known"),
    ("program: P\ntype: reseller\ntiers: [{name: A}]", "type: one of resale"),
    ("program: P\ncurrency: usd\ntiers: [{name: A}]", "currency: "),
    ("program: P\nyear_starts: 13\ntiers: [{name: A}]", "year_starts: a whole number from 1 to 12"),
    ("program: P\nwindow: last year\ntiers: [{name: A}]", "window: “last year” is no window"),
    ("program: P\ntiers: [{name: A, requires: {won: lots}}]", "tiers[0].requires.won: a number"),
    ("program: P\ntiers: [{name: A, requires: {won: .nan}}]", "tiers[0].requires.won: a number"),
    ("program: P\ntiers: [{name: A, requires: {won: 1e99}}]", "tiers[0].requires.won: this number is out of range"),
    ("program: P\ntiers: [{name: A, requires: {won: true}}]", "tiers[0].requires.won: a number"),
    ("program: P\ntiers: [{name: A, requires: {Won: 1}}]", "tiers[0].requires.Won: a figure's name"),
    ("program: P\ntiers: [{name: A, requires: {won: {least: 1}}}]", "tiers[0].requires.won: “least” is not known"),
    ("program: P\ntiers: [{name: A, requires: {won: {}}}]", "tiers[0].requires.won: say how much"),
    ("program: P\ntiers: [{name: A, requires: {any: []}}]", "tiers[0].requires.any: a list of what is asked"),
    ("program: P\ntiers: [{name: A, requires: {any: [{}]}}]", "tiers[0].requires.any[0]: this asks nothing"),
    ("program: P\ntiers: [{name: A, requires: {some: {at_least: 3, of: [{a: 1}]}}}]", "some.at_least: a whole number"),
    ("program: P\ntiers: [{name: A, gives: {discount: -1}}]", "tiers[0].gives.discount: this number is out of range"),
    ("program: P\nfigures: {a: {total: b}}\ntiers: [{name: A}]", "figures.a: one of sum"),
    ("program: P\nfigures: {a: {sum: b, count: c}}\ntiers: [{name: A}]", "figures.a: one of sum"),
    ("program: P\nfigures: {any: {sum: b}}\ntiers: [{name: A}]", "figures.any: a figure's name"),
    ("program: P\nfigures: {a: {sum: b, by: c}}\ntiers: [{name: A}]", "figures.a: “by” is not known"),
    ("program: P\nfigures: {a: {add: []}}\ntiers: [{name: A}]", "figures.a.add: a list of figures"),
    (
        "program: P\nfigures: {a: {add: [{of: b, per: 0}]}}\ntiers: [{name: A}]",
        "figures.a.add[0]: points are given per",
    ),
    ("program: P\nfigures: {a: {percent: b}}\ntiers: [{name: A}]", "figures.a.of: the name of a figure"),
    ("program: P\nfigures: {a: {lowest: b, by: quarter}}\ntiers: [{name: A}]", "figures.a: say over which window"),
    (
        "program: P\nfigures: {a: {lowest: b, by: year, over: ever}}\ntiers: [{name: A}]",
        "figures.a: say over which window",
    ),
    ("program: P\nfigures: {a: {highest: b}}\ntiers: [{name: A}]", "figures.a: say by which label"),
    (
        "program: P\nfigures: {a: {add: [b]}, b: {percent: a, of: c}}\ntiers: [{name: A}]",
        "this figure is made of itself",
    ),
    ("program: P\nfigures: {a: {sum: b, where: {c: []}}}\ntiers: [{name: A}]", "figures.a.where.c: a value"),
    ("program: P\nfigures: {a: {sum: b, where: {c: {from: May}}}}\ntiers: [{name: A}]", "figures.a.where.c: a day"),
    ("program: P\nreview: {approve: [Gold]}\ntiers: [{name: A}]", "review.approve: no level is called “Gold”"),
    ("program: P\nreview: {every: week}\ntiers: [{name: A}]", "review.every: one of month"),
]
# What a schema cannot say: names that must exist or differ, loops, and numbers written as text.
BEYOND_SCHEMA = (
    "two levels",
    "made of itself",
    "no level is called",
    "out of range",
    "points are given",
    "a number",
    "some.at_least",
    "say over which",
    "say by which",
)


@pytest.mark.parametrize(("text", "told"), BROKEN)
def test_what_is_wrong_is_named_with_its_place(text, told):
    with pytest.raises(Invalid) as refused:
        read_program(text)
    assert told in str(refused.value)
    if "YAML" not in told and not any(words in told for words in BEYOND_SCHEMA):
        assert not schema_accepts(text)


def test_several_faults_are_told_at_once():
    text = "program: P\ntiers: [" + ", ".join(f"{{name: T{n}, requires: {{won: x}}}}" for n in range(10)) + "]"
    with pytest.raises(Invalid) as refused:
        read_program(text)
    assert str(refused.value).splitlines()[0] == "tiers[0].requires.won: a number is expected here."
    assert str(refused.value).splitlines()[-1] == "and 2 more."


LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "&a [*a]",
        "!!python/object/apply:os.system ['true']",
        "program: P\ntiers: [{name: A, requires: " + "{all: [" * 40 + "{won: 1}" + "]}" * 40 + "}]",
        "[" * 5000,
        "x" * 1_000_001,
    ],
    ids=["laughs", "loop", "object", "deep", "deeper", "long"],
)
def test_hostile_files_are_refused(text):
    with pytest.raises(Invalid):
        read_program(text)


scalars = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["won", "Gold", "last 12 months", "any", "9.5"])
)
words = st.sampled_from(
    ["program", "type", "figures", "tiers", "name", "requires", "gives", "review", "all", "any", "some", "at_least", "of",
     "sum", "add", "percent", "highest", "by", "over", "where", "window", "won"]
)  # fmt: skip
files = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4), max_leaves=20
)


@given(files, files, files)
def test_any_file_is_read_or_refused(figure, requires, rest):
    """And what is read, an editor with the schema takes as well."""
    text = yaml.safe_dump(
        {"program": "P", "figures": {"a": figure}, "tiers": [{"name": "A", "requires": requires}]}
        | ({"review": rest} if isinstance(rest, dict) else {})
    )
    with suppress(Invalid):
        read_program(text)
        assert schema_accepts(text)


@pytest.mark.parametrize(
    "text",
    ["1.10", "150000", "-0.25", "last 12 months", "2026-03-31", "'0.5'", "1e99999999", ".inf", "on", "{a: [1.50, x]}"],
)
def test_what_is_written_comes_back_as_it_was(text):
    assert load(dump(load(f"a: {text}"))) == load(f"a: {text}")
    assert len(dump(load(f"a: {text}"), in_one_line=True)) < 40
