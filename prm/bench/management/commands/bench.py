"""Measures on a throwaway cluster it makes, loads and removes itself; writes var/bench/latest.json."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from prm.bench.running import NoSuchBench, run_benches, wanted_benches
from prm.bench.telling import table_of, write_figures
from prm.bench.values import Ground
from prm.launch.cluster import Cluster
from prm.launch.paths import VAR
from prm.lib.serving import prepare_to_serve

HOME = VAR / "bench"
DATABASE = "bench"


class Command(BaseCommand):
    help = "Measures speed and memory on a throwaway cluster and writes var/bench/latest.json."
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--only", help="the name of one bench")
        parser.add_argument("--scale", type=float, default=1.0, help="shrinks every size; 1 is what targets speak of")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("With DEBUG on every query is kept: run it with --settings prm.settings.bench.")
        try:
            benches = wanted_benches(options["only"] or None)
        except NoSuchBench as error:
            raise CommandError(str(error)) from error
        with throwaway_database() as cluster:
            ground = Ground(partial(cluster.psql, database=DATABASE), self.tell, options["scale"])
            figures = list(run_benches(benches, ground))
        write_figures(HOME / "latest.json", figures)
        self.tell("\n" + table_of(figures))
        self.tell(f"\nload of the machine in the last 1, 5, 15 minutes: {os.getloadavg()}, {os.cpu_count()} cores")

    def tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def throwaway_database() -> Iterator[Cluster]:
    """A migrated database on a cluster of its own, to which Django's connection points inside; gone afterwards."""
    cluster = Cluster(HOME / "postgres", is_throwaway=True)
    # A second run waits for the first: they would share the cluster and spoil each other's figures.
    with cluster.lock("run"):
        cluster.destroy()
        cluster.start()
        yield from migrated(cluster)


def migrated(cluster: Cluster) -> Iterator[Cluster]:
    try:
        cluster.create_database(DATABASE)
        connections["default"].settings_dict.update(
            NAME=DATABASE, USER="prm_app", PASSWORD="", HOST=str(cluster.socket_dir), PORT="5432"
        )
        settings.DATABASE_OWNER_URL = cluster.url("prm_owner", DATABASE)
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
        # As a worker does: what is measured is its work.
        prepare_to_serve()
        yield cluster
    finally:
        connections.close_all()
        cluster.destroy()
