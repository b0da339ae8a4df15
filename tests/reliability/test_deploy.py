"""A release goes out under load: the schema grows, then one web process after the other is new, and nobody notices (goal G12)."""

import subprocess
import threading

import psycopg2
import pytest
from django.db import connections

from prm.launch.paths import PYTHON, ROOT
from tests.reliability.house import WEBS, House, Load
from tests.reliability.scratch import django_at, wait_until
from tests.reliability.test_soak import visits
from tests.support.cluster import TEMPLATE_PREFIX, fingerprint
from tests.support.world import build_world

LONGEST_LOCK = 2.0  # seconds somebody may wait for a lock
# What a release's migrations do to tables that are read and written meanwhile, each a statement of its own.
EXPAND = [
    "ALTER TABLE deals_registration ADD COLUMN planted integer",
    "ALTER TABLE partners_partner ADD COLUMN planted text NOT NULL DEFAULT ''",
    "CREATE INDEX CONCURRENTLY planted ON partners_partner (vendor_id, planted)",
    "ALTER TABLE partners_partner ADD CONSTRAINT planted CHECK (planted <> 'x') NOT VALID",
    "ALTER TABLE partners_partner VALIDATE CONSTRAINT planted",
]
WAITING = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - state_change)), 0)
FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def served(cluster, django_db_setup, django_db_blocker):
    """A database of its own and what is asked of its vendor."""
    name = f"{connections['default'].settings_dict['NAME']}_deploy"
    cluster.clone_database(name, TEMPLATE_PREFIX + fingerprint())
    try:
        with django_db_blocker.unblock(), django_at(cluster, name):
            yield name, visits(build_world(), "acme", "alice", "bob", "northwind")
    finally:
        cluster.drop_database(name)


class LockWatch:
    """The longest anybody waits for a lock, looked at twenty times a second."""

    def __init__(self, url):
        self.url, self.longest, self.looks = url, 0.0, 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        self.thread.join(10)

    def look(self):
        server = psycopg2.connect(self.url)
        server.autocommit = True
        with server.cursor() as cursor:
            while not self.is_over.wait(0.05):
                cursor.execute(WAITING)
                self.longest = max(self.longest, float(cursor.fetchone()[0]))
                self.looks += 1
        server.close()


def answered_since(load, count, more=50):
    wait_until(lambda: load.count >= count + more, "the load goes on")


@pytest.mark.release
def test_a_release_under_load_is_noticed_by_nobody(served, cluster, tmp_path):
    name, requests = served
    url = cluster.url("prm_owner", name)
    owner = psycopg2.connect(url)
    owner.autocommit = True
    with (
        House(cluster.url("prm_app", name), tmp_path) as house,
        LockWatch(cluster.url("postgres", name)) as locks,
        Load(house, lambda place, number: requests[(place * 5 + number) % len(requests)], 4) as load,
    ):
        answered_since(load, 0)
        with owner.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("2s",)
            for statement in EXPAND:
                cursor.execute(statement)
        migrate = [str(PYTHON), "manage.py", "migrate", "--settings", "tests.reliability.settings"]
        environment = {**house.programs.whole_environment, "DATABASE_OWNER_URL": url}
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=180)
        # The release before goes on with the schema of the next.
        answered_since(load, load.count)
        for name in WEBS:
            house.restart_web(name)
            answered_since(load, load.count)
        house.programs.check()
    owner.close()
    print(f"\ndeploy: {load.count} requests, {dict(load.answers)}, slowest {load.slowest:.2f} s")
    print(f"longest wait for a lock {locks.longest:.3f} s in {locks.looks} looks")
    assert load.failures == {}
    assert load.successes > 0.8 * load.count
    assert locks.looks > 50
    assert locks.longest < LONGEST_LOCK
