"""The matrix is asked in parts, side by side; a run of this folder ends with one line about them all."""

import pytest

from prm.launch.paths import VAR

PARTS = 4
FOLDER = VAR / "isolation"


def write_part(part: int, result: tuple[int, int, int]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{part}.txt").write_text(" ".join(map(str, result)), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        for path in FOLDER.glob("*.txt"):
            path.unlink()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Last of all, after pytest's own summary: others read the last line."""
    results = [path.read_text(encoding="utf-8").split() for path in FOLDER.glob("*.txt")]
    if not hasattr(config, "workerinput") and len(results) == PARTS:
        probes, routes, leaks = (sum(map(int, numbers)) for numbers in zip(*results, strict=True))
        print(f"isolation: {probes} probes, {routes} routes, {leaks} leaks")
