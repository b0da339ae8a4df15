"""Reference cases: `../shared/cases/reference-cases.json` says what must come out, `tests/cases/<id>.py` what goes in.

A case module transcribes each vector's input once, as a function marked with the vector's index in the file; the runner
hands it the expected text from the file. Further arguments are fixtures.
"""

import importlib
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("PRM_SHARED", HERE.parent.parent.parent / "shared"))
CASES_FILE = SHARED / "cases" / "reference-cases.json"
IS_REQUIRED = os.environ.get("PRM_REQUIRE_SHARED") == "1"

REGISTRY: dict[str, dict[int, Callable[..., None]]] = {}


def vector(index: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks the function that runs the case's vector of this index."""

    def decorate(run: Callable[..., None]) -> Callable[..., None]:
        runs = REGISTRY.setdefault(run.__module__.rsplit(".", 1)[-1], {})
        if index in runs:
            raise ValueError(f"{run.__module__} runs vector {index} twice")
        runs[index] = run
        return run

    return decorate


@cache
def transcribed() -> dict[str, dict[int, Callable[..., None]]]:
    """The vectors of every case module, by case id and index."""
    modules = sorted(path.stem for path in HERE.glob("[A-Z]*.py"))
    for module in modules:
        importlib.import_module(f"tests.cases.{module}")
    return {module: REGISTRY.get(module, {}) for module in modules}


@cache
def present() -> dict[str, list[str]]:
    """What the file expects, by case id and index; nothing where the file is not there."""
    if not CASES_FILE.exists():
        return {}
    cases = json.loads(CASES_FILE.read_text(encoding="utf-8"))
    return {case["id"]: [item["expected"] for item in case["vectors"]] for case in cases}


def pending() -> list[str]:
    lines = (HERE / "pending.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
