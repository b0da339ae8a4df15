"""The database dies under eight writers and comes back: what was acknowledged is there, once and whole (goal G4)."""

import os
import shutil
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, connections

from incentives.enums import Account
from incentives.models import LedgerEntry
from incentives.services.ledger import Posting, post
from prm.accounts.events import MemberChanged
from prm.audit.models import AuditEntry
from prm.audit.services import record
from prm.launch.cluster import Cluster, binaries
from prm.launch.paths import PYTHON, VAR
from prm.launch.processes import Supervisor
from prm.outbox.services import emit
from tests.reliability.scratch import django_at, wait_until
from tests.support.racing import IS_RELEASE
from tests.support.world import build_world

WRITERS = 8
RESTARTS = 10 if IS_RELEASE else 1
BETWEEN = 5  # postings of each writer before the database dies
RECOVERED_WITHIN = 5  # seconds from the crash until the last writer is acknowledged again
DATABASE = "faults"


@pytest.fixture(scope="module")
def own_cluster(cluster, django_db_setup):
    """A server as `make demo` runs it, all promises of durability on, with the schema of the test database."""
    own = Cluster(VAR / f"faults-{os.getpid()}")
    dump = own.home / "schema.sql"
    try:
        own.start()
        own.create_database(DATABASE)
        source = cluster.url("postgres", connections["default"].settings_dict["NAME"])
        subprocess.run([binaries() / "pg_dump", "--no-sync", "-f", dump, source], check=True, timeout=60)
        # In one transaction: a thousand commits of their own would each wait for the disk.
        own.psql(f"BEGIN;\n{dump.read_text()}\nCOMMIT;", DATABASE)
        yield own
    finally:
        own.stop("immediate")
        shutil.rmtree(own.home)


@pytest.fixture(scope="module")
def cast(own_cluster, django_db_blocker):
    """The world, in the database that is to crash."""
    with django_db_blocker.unblock(), django_at(own_cluster, DATABASE):
        return build_world()


class Writer:
    """Posts without end; after an error it tries the same posting again, as a retried task does."""

    def __init__(self, place, world, is_over):
        self.place, self.world, self.is_over = place, world, is_over
        self.acknowledged = []
        self.interruptions = 0

    def work(self):
        try:
            while not self.is_over.is_set():
                key = f"writer:{self.place}:{len(self.acknowledged)}"
                self.book(key)
                self.acknowledged.append((key, time.monotonic()))
        finally:
            connections.close_all()

    def book(self, key):
        is_retry = False
        while True:
            try:
                with self.world.scope("acme"):
                    partner = self.world.northwind
                    amount = Decimal(1 + self.place)
                    post(
                        [Posting(key, partner.pk, amount, "EUR", Account.EXPENSE, Account.HELD, self.world.now.date())]
                    )
                    record(partner, "tested", actor=self.world.system(), at=self.world.now, summary=key)
                return
            except IntegrityError:
                # Committed, and the answer was lost with the server.
                assert is_retry
                return
            except (DatabaseError, InterfaceError):
                # A plain DatabaseError too: so the driver calls a server that closed the connection on it.
                connection.close()
                self.interruptions += 1
                is_retry = True
                self.is_over.wait(0.02)

    def first_since(self, moment):
        return next((at for _key, at in self.acknowledged if at > moment), None)


def crash_under(writers, runs, server):
    """Seconds from the crash until every writer is acknowledged again."""

    def each(has_come):
        for run in runs:
            assert run.running(), run.exception()
        return all(has_come(writer) for writer in writers)

    counts = {writer.place: len(writer.acknowledged) + BETWEEN for writer in writers}
    wait_until(lambda: each(lambda writer: len(writer.acknowledged) >= counts[writer.place]), "writers write")
    crashed = time.monotonic()
    server.stop("immediate")
    server.start()
    is_up = time.monotonic()
    wait_until(lambda: each(lambda writer: writer.first_since(is_up)), "writers write again")
    return max(writer.first_since(is_up) for writer in writers) - crashed


def test_a_crash_of_the_database_loses_nothing_and_is_over_in_seconds(own_cluster, cast, django_db_blocker):
    with django_db_blocker.unblock(), django_at(own_cluster, DATABASE):
        is_over = Event()
        writers = [Writer(place, cast, is_over) for place in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            runs = [pool.submit(writer.work) for writer in writers]
            try:
                outages = [crash_under(writers, runs, own_cluster) for _restart in range(RESTARTS)]
            finally:
                is_over.set()
            for run in runs:
                run.result()
        # Idle since before the crash; a request or a task looks at its connection first.
        connection.close()
        acknowledged = {key for writer in writers for key, _at in writer.acknowledged}
        with cast.scope("acme"):
            legs = list(LedgerEntry.objects.values_list("posting_key", "amount"))
            entries = Counter(AuditEntry.objects.filter(action="tested").values_list("summary", flat=True))
    sums = Counter()
    for key, amount in legs:
        sums[key] += amount
    assert all(writer.interruptions for writer in writers)
    assert Counter(key for key, _amount in legs) == dict.fromkeys(acknowledged, 2)
    assert entries == dict.fromkeys(acknowledged, 1)
    assert set(sums.values()) == {Decimal(0)}
    assert max(outages) <= RECOVERED_WITHIN


def test_the_relay_outlives_a_crash_of_the_database(own_cluster, cast, broker, django_db_blocker, tmp_path):
    environment = {"DATABASE_URL": own_cluster.url("prm_app", DATABASE), "DJANGO_SETTINGS_MODULE": "prm.settings.dev"}
    programs = Supervisor(tmp_path, {**environment, "REDIS_URL": broker.url(5)})

    def publishes_again():
        programs.check()
        return own_cluster.psql("SELECT count(published_at) > 0 FROM outbox_outboxevent", DATABASE) == "t"

    with django_db_blocker.unblock(), django_at(own_cluster, DATABASE), cast.scope("acme"):
        emit(MemberChanged(membership_id=cast.sam.pk, role=cast.sam.role), at=cast.now)
    try:
        programs.start("relay", [str(PYTHON), "manage.py", "relay", "--interval", "0.2"])
        wait_until(publishes_again, "the relay works")
        own_cluster.stop("immediate")
        own_cluster.start()
        own_cluster.psql("UPDATE outbox_outboxevent SET published_at = NULL", DATABASE)
        wait_until(publishes_again, "the relay works again")
    finally:
        programs.stop()
