"""Time, queries and memory of a piece of work."""

import random
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from django.db import connection

__all__ = ["Peak", "alternately", "count_queries", "counted_queries", "median", "p95", "peak_memory", "timed"]


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def alternately(works: Mapping[str, Callable[[], Any]], times: int, warm_up: int = 5) -> dict[str, list[float]]:
    """Milliseconds of each work, `times` over, taken in turns whose order changes: a busy moment hits them all alike."""
    order, chance = list(works), random.Random(times)
    for name in order * warm_up:
        works[name]()
    spans: dict[str, list[float]] = {name: [] for name in order}
    for _turn in range(times):
        chance.shuffle(order)
        for name in order:
            spans[name].append(timed(works[name]))
    return spans


def p95(spans: list[float]) -> float:
    return quantiles(spans, n=20, method="inclusive")[-1]


def count_queries(work: Callable[[], Any]) -> int:
    """Everything sent to the database by one call, role changes and savepoints included."""
    with counted_queries() as count:
        work()
    return count.queries


@dataclass
class Count:
    queries: int = 0


@contextmanager
def counted_queries() -> Iterator[Count]:
    """Counts and keeps none of them: a large run's would fill the memory that is measured."""
    count = Count()

    def counted(execute: Any, *args: Any) -> Any:
        count.queries += 1
        return execute(*args)

    with connection.execute_wrapper(counted):
        yield count


@dataclass
class Peak:
    """The most memory this process held while the block ran, in MB."""

    mb: float = 0.0


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Where the kernel lets us, the high-water mark starts anew; else it is that of the whole run so far."""
    peak = Peak()
    _forget_peak()
    try:
        yield peak
    finally:
        peak.mb = _peak_kb() / 1024


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak_kb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1])
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
