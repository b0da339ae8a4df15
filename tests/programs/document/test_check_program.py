"""`manage.py check_program`: what is unsound or does not fit the type, and what changed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def run(tmp_path):
    def call(program, against=None):
        paths = []
        for name, text in (("program", program), ("before", against)):
            if text is not None:
                paths.append(tmp_path / f"{name}.yaml")
                paths[-1].write_text(text, encoding="utf-8")
        out, arguments = StringIO(), [paths[0], *(["--against", paths[1]] if against else [])]
        try:
            call_command("check_program", *arguments, stdout=out)
        except CommandError as error:
            out.write(str(error))
        return out.getvalue().splitlines()

    return call


def test_a_sound_program(run):
    assert run("program: P\ntiers: [{name: A}, {name: B, requires: {won_revenue: 1}}]") == ["P: 2 levels, 0 warnings"]


def test_an_unsound_one_ends_with_an_error(run):
    text = """
    program: P
    tiers:
      - name: A
        requires: {won: {at_most: 5}}
      - name: B
        requires: {won: 6}
    """
    assert run(text) == [
        "error: B can never be reached: too much and too little won is asked at once.",
        "The program is unsound.",
    ]


def test_what_does_not_fit_the_type_is_found_through_the_figures(run):
    asks = "figures: {points: {add: [{of: sold, give: 5}]}, sold: {sum: registrations_approved}}"
    told = run(f"program: P\ntype: technology\n{asks}\ntiers: [{{name: A}}, {{name: B, requires: {{points: 1}}}}]")
    assert told[0].startswith("warning: ")
    assert told[-1] == "P: 2 levels, 1 warnings"


def test_what_changed(run):
    before = "program: P\ntiers: [{name: A}, {name: B, requires: {won: 100}, gives: {discount: 5}}]"
    after = (
        "program: P\nfigures: {share: {percent: cloud, of: won}}\n"
        "tiers: [{name: A}, {name: Mid, requires: {won: 50}},"
        " {name: B, requires: {any: [{won: 200, share: 10}, {won: 500}]}, gives: {discount: 8}}]"
    )
    assert run(after, before) == [
        "+ figures.share.part: cloud",
        "+ figures.share.whole: won",
        "- gives.B.discount: 5",
        "+ gives.B.discount: 8",
        "- levels: A, B",
        "+ levels: A, Mid, B",
        "- requires.B: won at least 100",
        "+ requires.B: (won at least 200 and share at least 10) or won at least 500",
        "+ requires.Mid: won at least 50",
        "P: 3 levels, 0 warnings",
    ]
    assert run(after, after) == ["P: 3 levels, 0 warnings"]
