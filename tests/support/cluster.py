"""The tests' own PostgreSQL: a throwaway embedded cluster under var/test/, shared by all workers and kept between runs.

A migrated template database is made as prm_owner once per state of the migrations; each worker takes a copy of it and
connects as prm_app, as production does. Ask for `owner_sql` to look behind the policies.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase

from prm.launch.broker import Broker
from prm.launch.cluster import Cluster
from prm.launch.paths import ROOT, VAR
from prm.launch.processes import Supervisor

TEMPLATE_PREFIX = "test_template_"
CLUSTER = Cluster(VAR / "test", is_throwaway=True)
# What a migrated database follows from. A file missing here would leave tests on an old schema.
SCHEMA_SOURCES = [
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/models/*.py",
    "*/*/models/*.py",
    "*/models.py",
    "*/*/models.py",
    "*/apps.py",
    "*/*/apps.py",
    "prm/tenancy/*.py",
    "prm/settings/*.py",
    "prm/launch/*.sql",
    "requirements/base.txt",
]

# Remembered in the template: which tables the migrations filled. DELETE with triggers off, not TRUNCATE: quick on few
# rows, and foreign keys need no order.
REMEMBER_REFERENCE_TABLES = """
CREATE SCHEMA testing;
CREATE TABLE testing.reference_table (name regclass PRIMARY KEY);
DO $$
DECLARE candidate regclass; is_filled boolean;
BEGIN
    FOR candidate IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', candidate) INTO is_filled;
        IF is_filled THEN INSERT INTO testing.reference_table VALUES (candidate); END IF;
    END LOOP;
END $$;
"""
DELETE_ALL_ROWS = """
SET lock_timeout = '10s';
SET session_replication_role = replica;
DO $$
DECLARE candidate regclass;
BEGIN
    FOR candidate IN
        SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        EXCEPT SELECT name FROM testing.reference_table
    LOOP
        EXECUTE format('DELETE FROM %s', candidate);
    END LOOP;
END $$;
"""


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SCHEMA_SOURCES for path in ROOT.glob(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def point_django_at(database: str) -> None:
    """Changes the one dictionary that connections of every thread read, and the environment of child processes."""
    connections["default"].close()
    connections["default"].settings_dict.update(
        NAME=database, USER="prm_app", PASSWORD="", HOST=str(CLUSTER.socket_dir), PORT="5432"
    )
    os.environ["DATABASE_URL"] = CLUSTER.url("prm_app", database)
    os.environ["DATABASE_OWNER_URL"] = CLUSTER.url("prm_owner", database)
    settings.DATABASE_OWNER_URL = os.environ["DATABASE_OWNER_URL"]


def migrated_template() -> str:
    """The template of today's migrations; one worker makes it while the others wait. Older ones are dropped."""
    name = TEMPLATE_PREFIX + fingerprint()
    with CLUSTER.lock("template"):
        if not CLUSTER.has_database(name):
            for old in CLUSTER.psql(
                f"SELECT datname FROM pg_database WHERE datname LIKE '{TEMPLATE_PREFIX}%'"
            ).splitlines():
                CLUSTER.drop_database(old)
            draft = "draft_" + name
            CLUSTER.drop_database(draft)
            CLUSTER.create_database(draft)
            point_django_at(draft)
            call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
            connections["default"].close()
            CLUSTER.psql(REMEMBER_REFERENCE_TABLES, draft)
            # Renamed only when whole: a run that was stopped midway leaves a draft and no template.
            CLUSTER.psql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The running server. The last test process to leave stops it; its data stays for the next run."""
    CLUSTER.home.mkdir(parents=True, exist_ok=True)
    with (CLUSTER.home / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        CLUSTER.start()
        yield CLUSTER
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        CLUSTER.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: object, cluster: Cluster) -> Iterator[None]:
    database = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        template = migrated_template()
        cluster.clone_database(database, template)
        point_django_at(database)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        cluster.drop_database(database)


@pytest.fixture(scope="session", autouse=True)
def flush_as_superuser() -> Iterator[None]:
    """A transactional test's rows are removed past prm_app, which may not, and past triggers, which refuse it."""
    django_teardown = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda test: delete_all_rows()
    yield
    TransactionTestCase._fixture_teardown = django_teardown


def delete_all_rows() -> None:
    """Empties every table but those the migrations themselves filled."""
    CLUSTER.psql(DELETE_ALL_ROWS, connections["default"].settings_dict["NAME"])


@pytest.fixture
def owner_sql(django_db_setup: None) -> Callable[[str], str]:
    """Runs SQL on the test database as superuser, on a connection of its own: catalog questions, planted faults."""
    return lambda sql: CLUSTER.psql(sql, connections["default"].settings_dict["NAME"])


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A running Valkey of this worker's own, for tests that need a real broker or cache."""
    home = tmp_path_factory.mktemp("valkey")
    broker = Broker.on_free_port(home)
    programs = Supervisor(home, {})
    programs.start("valkey", broker.command())
    programs.wait_until(broker.is_ready, 20, "Valkey")
    yield broker
    programs.stop()
