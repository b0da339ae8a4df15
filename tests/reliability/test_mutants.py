"""The score of goal G14, and that the machinery behind it plants what it says (tests/reliability/mutants.py)."""

import importlib.util
import os
import subprocess

import pytest

from prm.launch.paths import ROOT
from tests.reliability import mutants
from tests.reliability.mutants import Mutant, mutants_of, plant

SOURCE = '''
def fee(amount, rate, waived=False):
    """What is asked."""
    if amount > 10 and not waived:
        return amount + rate
    return 0
'''


@pytest.fixture
def module(tmp_path):
    path = tmp_path / "fees.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("fees", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def answers(module):
    return [module.fee(10, 2), module.fee(11, 2), module.fee(11, 2, waived=True)]


def test_every_change_is_planted_and_tells(module):
    original = module.fee.__code__
    assert answers(module) == [0, 13, 0]
    mutants = mutants_of(module.__file__)
    assert sorted(mutant.change.rpartition("' ")[2] for mutant in mutants) == [
        "negated",
        "not removed",
        "opposite",
        "opposite",
        "opposite",
        "other value",
        "other value",
        "returns nothing",
        "returns nothing",
    ]
    for mutant in mutants:
        assert plant(mutant), mutant
        assert answers(module) != [0, 13, 0], mutant
        module.fee.__code__ = original


def test_a_change_of_nothing_is_not_counted(module):
    first = mutants_of(module.__file__)[0]
    elsewhere = Mutant(first.path, "other", first.line, first.statement, first.place, first.change)
    del module.fee
    assert not plant(elsewhere)


def test_what_is_left_out_as_changing_nothing_is_still_there(monkeypatch):
    """An exception whose code has gone would hide the next change that reads alike."""
    left_out = dict(mutants.EQUIVALENT)
    monkeypatch.setattr(mutants, "EQUIVALENT", {})
    found = {(mutant.path, mutant.function, mutant.change) for path, *_ in left_out for mutant in mutants_of(path)}
    assert set(left_out) - found == set()


@pytest.mark.release
def test_the_tests_of_the_core_kill_what_is_asked():
    """A pytest within this one, on databases of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRM_RELEASE", "PYTEST_", "DATABASE_"))
    }
    tried = subprocess.run(["make", "mutants"], cwd=ROOT, env=kept, capture_output=True, text=True, timeout=3600)
    assert tried.returncode == 0, tried.stdout[-12000:] + tried.stderr[-2000:]
