"""Templates and stylesheets agree: a class of ours that a template names is defined somewhere in static/css."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", "node_modules", "var"}
# A name that ends in a hyphen is the start of one: `ui-tone-{{ tone }}`.
USED = re.compile(r"(?<![\w/-])ui-[a-z][a-z0-9-]*")
DEFINED = re.compile(r"\.(ui-[a-z][a-z0-9-]*)")


def template_files():
    found = (path.relative_to(ROOT) for path in ROOT.glob("**/templates/**/*.html"))
    return sorted(path for path in found if not SKIPPED & set(path.parts))


def classes_used():
    """Class -> the first template that names it."""
    used = {}
    for path in template_files():
        for name in USED.findall((ROOT / path).read_text()):
            used.setdefault(name, str(path))
    return used


def classes_defined():
    return {
        name for path in (ROOT / "static" / "css").glob("*.css") for name in DEFINED.findall(path.read_text())
    }  # fmt: skip


def is_defined(name, defined):
    return any(known.startswith(name) for known in defined) if name.endswith("-") else name in defined


def test_every_class_of_a_template_is_defined_in_a_stylesheet():
    used, defined = classes_used(), classes_defined()
    assert len(used) > 120
    assert len(defined) > 150
    assert {name: where for name, where in used.items() if not is_defined(name, defined)} == {}


def test_a_made_up_class_is_found_out():
    defined = classes_defined()
    assert [is_defined(name, defined) for name in ("ui-terms", "ui-tone-", "ui-nowhere", "ui-nowhere-")] == [
        True, True, False, False,
    ]  # fmt: skip
