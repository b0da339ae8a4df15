"""Every action written to the audit log has a sentence: a feed of bare names is one nobody reads."""

import ast

from prm.audit.timeline import LINES
from prm.launch.paths import ROOT
from tests.architecture.test_words import ROOMS


def recorded_actions(source):
    """The actions a module records by name: the second argument of record(...), or that of audit.record(...)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "record" and isinstance(node.args[1].value, str):
                yield node.args[1].value


def test_every_recorded_action_has_its_sentence():
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {action for path in modules for action in recorded_actions(path.read_text(encoding="utf-8"))}
    assert len(found) > 80
    assert found - LINES.keys() == set()


def test_an_action_without_a_sentence_is_found():
    source = 'record(row, "planted.action", actor=actor, at=at)\naudit.record(row, "planted.other")\nrecord(row, name)'
    assert set(recorded_actions(source)) == {"planted.action", "planted.other"}
