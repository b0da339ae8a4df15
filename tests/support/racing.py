"""Many at once: `race(32, act)` calls act(0) ... act(31) from as many threads, each on a connection of its own."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import connections

from tests.support.cluster import CLUSTER

T = TypeVar("T")
IS_RELEASE = bool(os.environ.get("PRM_RELEASE"))
# Threads and rounds (security.md, goal G5).
CROWD, ROUNDS = (64, 50) if IS_RELEASE else (32, 5)
PATIENCE = 60


def race(crowd: int, act: Callable[[int], T]) -> list[T]:
    """What each call answered, in no order that means anything. An exception of any call is raised here."""
    start = Barrier(crowd)

    def one(place: int) -> T:
        try:
            start.wait(PATIENCE)
            return act(place)
        finally:
            connections.close_all()

    # One crowd at a time: those of two test workers together would be more than the server lets in.
    with CLUSTER.lock("race"), ThreadPoolExecutor(crowd) as pool:
        runs = [pool.submit(one, place) for place in range(crowd)]
        return [run.result(PATIENCE) for run in runs]


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)
