"""Finding the benches and running them on a database."""

import gc
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from prm.bench.values import Bench, Figure, Ground


class NoSuchBench(LookupError):
    """Nobody measures that; the message names what is measured."""


def all_benches() -> list[Bench]:
    """Those of every pillar, in lifecycle order."""
    modules = [import_module(f"{pillar}.bench") for pillar in settings.PILLARS if find_spec(f"{pillar}.bench")]
    return [bench for module in modules for bench in getattr(module, "BENCHES", ())]


def wanted_benches(only: str | None) -> list[Bench]:
    benches = all_benches()
    chosen = [bench for bench in benches if only in (None, bench.name)]
    if not chosen:
        raise NoSuchBench(f"There is no bench {only}; there are {', '.join(bench.name for bench in benches)}.")
    return chosen


def run_benches(benches: list[Bench], ground: Ground) -> Iterator[Figure]:
    """One figure after the other, each as soon as it is known."""
    for bench in benches:
        ground.say(f"{bench.name} ...")
        gc.collect()
        yield bench.measure(ground)
