"""Workers, relay and broker are killed while events flow: each effect happens, and happens once (goal G3)."""

import os
import random
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from prm.audit.models import AuditEntry
from prm.launch.broker import Broker
from prm.launch.demo import QUEUES
from prm.launch.paths import PYTHON
from prm.launch.processes import Supervisor, signal_group
from prm.outbox.events import EVENT_TYPES
from prm.outbox.models import OutboxEvent
from prm.outbox.services import emit
from tests.reliability.scratch import django_at, wait_until
from tests.support.cluster import TEMPLATE_PREFIX, fingerprint
from tests.support.racing import IS_RELEASE
from tests.support.world import build_world

# A "child" is one process of a worker's pool, replaced by the worker itself; a "worker" is all of it.
KILLS = {"worker": 2, "child": 3, "relay": 1}
EVENTS = 300
if IS_RELEASE:
    KILLS, EVENTS = {"worker": 50, "child": 50, "relay": 15, "broker": 3}, 5000
LEASE = 3  # seconds until the relay knocks again for an event nobody has marked as handled
# A killed worker's successor starts in seconds; with all of them starting at once nothing moves meanwhile.
STANDSTILL = 90


@pytest.fixture
def scratch(cluster, django_db_setup, django_db_blocker):
    """A database of the test's own, which other processes write to, with the world in it."""
    name = f"{connections['default'].settings_dict['NAME']}_kills"
    cluster.clone_database(name, TEMPLATE_PREFIX + fingerprint())
    try:
        with django_db_blocker.unblock(), django_at(cluster, name):
            yield name
    finally:
        cluster.drop_database(name)


class Fleet:
    """Two workers, a relay and their broker, as `make demo` starts them; what is killed is started anew."""

    def __init__(self, database_url, home):
        self.broker = Broker.on_free_port(home)
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
            "DATABASE_URL": database_url,
            "REDIS_URL": self.broker.url(0),
            "CACHE_URL": self.broker.url(1),
        }
        self.programs = Supervisor(home / "log", environment)
        self.workers = []
        self.may_fall = 0

    def start(self):
        self.start_broker()
        self.start_relay()
        self.start_worker()
        self.start_worker()

    def start_broker(self):
        self.programs.start("broker", self.broker.command())
        wait_until(self.broker.is_ready, "Valkey is ready", 20)

    def start_relay(self):
        command = [str(PYTHON), "manage.py", "relay", "--interval", "0.2", "--lease", str(LEASE)]
        self.programs.start("relay", command)

    def start_worker(self):
        self.workers.append(f"worker-{len(self.workers)}")
        celery = [str(PYTHON), "-m", "celery", "-A", "prm.celery", "worker", "-Q", QUEUES, "-c", "2"]
        self.programs.start(self.workers[-1], [*celery, "-n", f"{self.workers[-1]}@%h"])

    def kill(self, kind):
        """kill -9; of the workers the older one is hit, for it is the one at work."""
        if kind == "child":
            wait_until(self.pool, "a worker has its pool")
            return os.kill(self.pool()[0], signal.SIGKILL)
        self.end(self.workers[-2] if kind == "worker" else kind)
        if kind == "broker":
            shutil.rmtree(self.broker.home / "appendonlydir")
            self.may_fall += 2
        return getattr(self, f"start_{kind}")()

    def check(self):
        """Nothing ends by itself, but a worker whose broker went away may: closing what it no longer has, kombu raises.

        (celery/kombu issue 582.) Whoever runs workers starts them anew, as docker-compose.yml does.
        """
        for name in self.workers[-2:]:
            if self.may_fall and self.programs.running[name].poll() is not None:
                self.may_fall -= 1
                self.workers.remove(name)
                self.end(name)
                self.start_worker()
        self.programs.check()

    def pool(self):
        """The processes of the workers' pools, those of the older worker first."""
        self.check()
        pids = [self.programs.running[name].pid for name in self.workers[-2:]]
        return [int(child) for pid in pids for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def end(self, name):
        process = self.programs.running.pop(name)
        signal_group(process, signal.SIGKILL)
        process.wait()


@pytest.fixture
def fleet(cluster, scratch, tmp_path):
    fleet = Fleet(cluster.url("prm_app", scratch), tmp_path)
    try:
        fleet.start()
        yield fleet
    finally:
        for name in list(fleet.programs.running):
            fleet.end(name)


def emit_counted(world):
    from tests.reliability.events import Counted

    # Its handler is known to the fleet only; the lists of this process stay as the product's.
    EVENT_TYPES.pop(Counted.name, None)
    with world.scope("acme"):
        for number in range(EVENTS):
            emit(Counted(number=number), at=timezone.now(), partner_id=world.northwind.pk)
    return Counted.name


def test_killed_processes_lose_no_effect_and_double_none(fleet, scratch):
    world = build_world()
    name = emit_counted(world)

    def handled():
        fleet.check()
        with world.scope("acme"):
            return OutboxEvent.objects.filter(name=name).exclude(handled_at=None).count()

    faults = [kind for kind, times in KILLS.items() for _time in range(times)]
    random.Random(3).shuffle(faults)
    for place, kind in enumerate(faults, start=1):
        share = place * EVENTS // (len(faults) + 1)
        wait_until(lambda share=share: handled() >= share, f"{share} events handled", STANDSTILL)
        assert handled() < EVENTS
        fleet.kill(kind)
    wait_until(lambda: handled() == EVENTS, "all events handled", STANDSTILL)
    once = {str(number): 1 for number in range(EVENTS)}
    with world.scope("acme"):
        for half in ("first half", "second half"):
            assert Counter(AuditEntry.objects.filter(action=half).values_list("summary", flat=True)) == once
