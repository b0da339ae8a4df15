"""What happens when a process starts: each room is asked for its tasks, events and handlers, and the guard is posted."""

import sys
from importlib import import_module

import pytest
from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from prm.lib.serving import about_to_serve
from prm.tenancy.management.commands.migrate import owner_connection


def start(*names):
    for name in names:
        apps.get_app_config(name).ready()


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A room that is new to the process."""
    home = tmp_path / "newroom"
    home.mkdir()
    for name in ("__init__", "events", "handlers", "tasks", "others"):
        (home / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(apps.app_configs, "newroom", AppConfig("newroom", import_module("newroom")))
    yield "newroom"
    for name in [name for name in sys.modules if name.partition(".")[0] == "newroom"]:
        del sys.modules[name]


def test_a_room_is_asked_for_its_tasks_events_and_handlers(room):
    def loaded():
        return {name.removeprefix("newroom.") for name in sys.modules if name.startswith("newroom.")}

    assert loaded() == set()
    start("outbox")
    assert loaded() == {"events", "handlers"}
    start("tenancy")
    assert loaded() == {"events", "handlers", "tasks"}


def test_whoever_is_about_to_serve_is_looked_at(transactional_db):
    about_to_serve.disconnect(dispatch_uid="prm.tenancy.guard")
    start("tenancy")
    try:
        with owner_connection("default"), pytest.raises(ImproperlyConfigured, match="prm_owner"):
            about_to_serve.send(sender=None)
    finally:
        connection_created.disconnect(dispatch_uid="prm.tenancy.guard")


def test_a_migration_ends_with_the_grants_of_the_login(transactional_db, owner_sql):
    held = "SELECT has_table_privilege('prm_app', 'django_session', 'DELETE')"
    post_migrate.disconnect(dispatch_uid="prm.tenancy.grants")
    start("tenancy")
    owner_sql("REVOKE DELETE ON django_session FROM prm_app")
    assert owner_sql(held) == "f"
    call_command("migrate", interactive=False, verbosity=0)
    assert owner_sql(held) == "t"
