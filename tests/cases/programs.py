"""Real programs as files (docs/programs), each vector's facts as a file beside them."""

from datetime import date
from pathlib import Path

import yaml

from programs.document.evaluation import evaluate
from programs.document.facts import read_facts
from programs.document.program import read_program

FILES = Path(__file__).parents[2] / "docs/programs"
SOME_DAY = date(2025, 6, 30)


def evaluated(name, on=SOME_DAY, *, is_review=None, **facts):
    """The program of this name for the facts, both read from files."""
    document = read_program((FILES / f"{name}.yaml").read_text(encoding="utf-8"))
    known = read_facts(yaml.safe_dump(facts), [level.name for level in document.levels])
    return evaluate(document, known, on, is_review=is_review)


def times(count, **fact):
    return [dict(fact) for _ in range(count)]
