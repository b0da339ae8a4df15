"""Ends a run of this folder with its one line."""

import pytest

from prm.launch.paths import VAR

RESULT = VAR / "isolation.txt"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        RESULT.unlink(missing_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Last of all, after pytest's own summary: others read the last line."""
    if not hasattr(config, "workerinput") and RESULT.exists():
        print(RESULT.read_text(encoding="utf-8").strip())
