"""Databases of a fault test's own, and Django pointed at one for as long as it lasts."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from prm.launch.cluster import Cluster

PATIENCE = 60


@contextmanager
def django_at(cluster: Cluster, database: str) -> Iterator[None]:
    """Connections of every thread go to the scratch database; those open before and after are closed."""
    settings = connections["default"].settings_dict
    before = {name: settings[name] for name in ("NAME", "HOST")}
    connections["default"].close()
    settings.update(NAME=database, HOST=str(cluster.socket_dir))
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)
