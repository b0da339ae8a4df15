import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from prm.launch.paths import ROOT
from prm.tenancy.guard import power_of_login, start_serving

ENTRIES = {
    "web": ["-c", "import prm.wsgi"],
    "asgi": ["-c", "import prm.asgi"],
    "relay": ["manage.py", "relay", "--once"],
    "worker": ["-c", "from prm.celery import app; from celery.signals import worker_init; import django; django.setup();"
               " worker_init.send(sender=None)"],
}  # fmt: skip


def start(entry, url):
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "prm.settings.dev"}
    return subprocess.run(
        [sys.executable, *ENTRIES[entry]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def database(django_db_setup):
    from django.db import connections

    return connections["default"].settings_dict["NAME"]


def test_the_tests_own_login_holds_no_power(db):
    assert power_of_login() == ""


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_serves_as_the_owner(entry, cluster, database):
    done = start(entry, cluster.url("prm_owner", database))
    assert done.returncode != 0
    assert "prm_owner bypasses row-level security, prm_owner owns tables" in done.stderr


def test_nothing_serves_as_a_superuser(cluster, database):
    done = start("web", cluster.url("postgres", database))
    assert done.returncode != 0
    assert "postgres is a superuser" in done.stderr


def test_nothing_serves_as_a_login_that_may_become_powerful(cluster, database):
    cluster.psql("DROP ROLE IF EXISTS prm_test_climber; CREATE ROLE prm_test_climber LOGIN NOINHERIT")
    cluster.psql("GRANT prm_app, prm_definer TO prm_test_climber")
    try:
        done = start("web", cluster.url("prm_test_climber", database))
    finally:
        cluster.psql("DROP ROLE prm_test_climber")
    assert done.returncode != 0
    assert "prm_definer bypasses row-level security" in done.stderr


def test_the_restricted_login_serves_and_so_does_a_process_whose_database_is_down(cluster, database):
    assert start("web", cluster.url("prm_app", database)).returncode == 0
    assert start("web", "postgresql://prm_app@127.0.0.1:1/prm").returncode == 0


@pytest.fixture
def login(transactional_db):
    """Signs in as another from here on: login("prm_owner"). Afterwards everything is as before."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    def sign_in(role, port="5432"):
        connection.close()
        connection.settings_dict.update(USER=role, PORT=port)

    yield sign_in
    connection_created.disconnect(dispatch_uid="prm.tenancy.guard")
    sign_in("prm_app")


def test_the_right_login_is_looked_at_once(login):
    login("prm_app")
    start_serving()
    login("prm_owner")
    assert "prm_owner owns tables" in power_of_login()


def test_a_powerful_login_is_refused_with_every_connection(login):
    login("prm_owner")
    for connect in (start_serving, power_of_login, power_of_login):
        with pytest.raises(ImproperlyConfigured, match="prm_owner owns tables"):
            connect()
        login("prm_owner")


def test_a_database_that_was_down_at_the_start_is_looked_at_when_it_is_back(login):
    login("prm_app", port="1")
    start_serving()
    login("prm_owner")
    with pytest.raises(ImproperlyConfigured, match="prm_owner owns tables"):
        power_of_login()
    login("prm_app")
    assert power_of_login() == ""
