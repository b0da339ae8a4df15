"""`manage.py evaluate_tier`: files in, the decision record out, and no database asked."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from prm.lib.errors import Invalid
from programs.document.facts import read_facts

PROGRAM = """
program: Two ways
figures:
  share: {percent: cloud, of: won}
review: {approve: [Platinum]}
tiers:
  - name: Member
  - name: Gold
    requires:
      any: [{won: 1000, share: 25}, {people: 5}]
  - name: Platinum
    requires: {won: 5000}
"""


@pytest.fixture
def run(tmp_path):
    """The command on these files. The test has no database, so that it would fail if one were asked."""

    def call(facts, *arguments, program=PROGRAM, on="2026-03-31"):
        (tmp_path / "program.yaml").write_text(program, encoding="utf-8")
        (tmp_path / "facts.yaml").write_bytes(facts if isinstance(facts, bytes) else facts.encode())
        out = StringIO()
        call_command(
            "evaluate_tier", "--program", tmp_path / "program.yaml", "--facts", tmp_path / "facts.yaml", "--on", on,
            *arguments, stdout=out,
        )  # fmt: skip
        return json.loads(out.getvalue())

    return call


def test_the_record_shows_all_it_rests_on(run):
    record = run(
        """
        facts:
          - {metric: won, on: 2026-01-10, value: 900}
          - {metric: cloud, on: 2026-01-10, value: 450}
        tiers: [{tier: Member, from: 2025-01-01}]
        """
    )
    assert record == {
        "rule": "programs.tier",
        "version": "2",
        "program": "Two ways",
        "on": "2026-03-31",
        "is_review": False,
        "held": "Member",
        "reached": "Member",
        "result": {"move": "stay", "tier": "Member", "effective_on": None},
        "figures": {"people": "0", "share": "50", "won": "900"},
        "conditions": [
            {"tier": "Member", "holds": True, "requires": {"needed": 0, "holds": True, "of": []}},
            {
                "tier": "Gold",
                "holds": False,
                "requires": {
                    "needed": 1,
                    "holds": False,
                    "of": [
                        {
                            "needed": 2,
                            "holds": False,
                            "of": [
                                {"figure": "won", "at_least": "1000", "is": "900", "holds": False},
                                {"figure": "share", "at_least": "25", "is": "50", "holds": True},
                            ],
                        },
                        {"figure": "people", "at_least": "5", "is": "0", "holds": False},
                    ],
                },
            },
            {
                "tier": "Platinum",
                "holds": False,
                "requires": {"figure": "won", "at_least": "5000", "is": "900", "holds": False},
            },
        ],
        "next": "Gold",
        "counterfactual": "100 more won or 5 more people: Gold",
    }


@pytest.mark.parametrize(
    ("won", "held", "arguments", "result"),
    [
        (1000, "Member", [], ("promote", "Gold", "2026-04-01")),
        (6000, "Member", [], ("propose", "Platinum", "2026-04-01")),
        (0, "Gold", [], ("below", "Gold", None)),
        (0, "Gold", ["--review"], ("demote", "Member", "2026-08-28")),
    ],
)
def test_what_follows(run, won, held, arguments, result):
    facts = f"figures: {{won: {won}, cloud: {won}}}\ntiers: [{{tier: {held}, from: 2024-01-01}}]"
    record = run(facts, *arguments)["result"]
    assert (record["move"], record["tier"], record["effective_on"]) == result


@pytest.mark.parametrize("known", ["dates: {joined: 2025-04-01}", "pinned_until: 2026-04-01"])
def test_who_is_new_or_pinned_is_not_demoted(run, known):
    held = "tiers: [{tier: Gold, from: 2024-01-01}]"
    assert run(f"{held}\n{known}", "--review")["result"]["move"] == "stay"
    assert run(f"{held}\n{known}", "--review", on="2026-04-01")["result"]["move"] == "demote"


def test_a_review_falls_on_the_first_day_of_a_period(run):
    assert [run("", on=day)["is_review"] for day in ("2026-01-01", "2026-01-02", "2026-04-01")] == [True, False, False]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("facts: 5", "facts.yaml: facts: a list is expected"),
        ("facts: [{value: 1}]", "facts[0]: metric"),
        ("facts: [{metric: won, value: much}]", "facts[0].value: a number"),
        ("facts: [{metric: won, on: spring}]", "facts[0].on: a day like 2026-03-31"),
        ("facts: [{metric: won, region: [a]}]", "facts[0].region: a word"),
        ("tiers: [{tier: Bronze, from: 2025-01-01}]", "tiers[0].tier: no level is called “Bronze”"),
        ("tiers: [{tier: Gold}]", "tiers[0].from: a day"),
        ("dates: {joined: 2025-02-30}", "dates.joined: a day"),
        (b"\xff\xfe", "can't decode"),
    ],
)
def test_garbage_is_refused_with_its_place(run, facts, told):
    with pytest.raises(CommandError, match=re.escape(told)):
        run(facts)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        call_command("evaluate_tier", "--program", tmp_path / "nowhere.yaml", "--facts", "x", "--on", "2026-01-01")


def test_words_that_yaml_makes_truths_of_stay_words():
    (fact,) = read_facts("facts: [{metric: won, on: 2026-01-01, active: yes, country: NO, is_new: true}]", []).facts
    assert (fact.on.year, fact.labels) == (2026, {"active": "yes", "country": "NO", "is_new": "true"})


def test_facts_of_no_kind_are_refused():
    with pytest.raises(Invalid):
        read_facts("[1, 2]", [])
