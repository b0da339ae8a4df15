"""`manage.py migrate`, as the owner of the tables, and without Django's quadratic re-rendering of models."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.migrations.state import ProjectState

from prm.settings.database import database_from_url


class Command(MigrateCommand):
    """Signs in by DATABASE_OWNER_URL where it is given: prm_app may not change a table."""

    def handle(self, *args: Any, **options: Any) -> None:
        with owner_connection(options["database"]), constraints_without_rendering():
            super().handle(*args, **options)


@contextmanager
def owner_connection(alias: str) -> Iterator[None]:
    """The connection signs in as the owner inside, and as before outside."""
    if not settings.DATABASE_OWNER_URL:
        yield
        return
    connection = connections[alias]
    owner = database_from_url(settings.DATABASE_OWNER_URL)
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    before = {name: connection.settings_dict[name] for name in names}
    connection.close()
    connection.settings_dict.update({name: owner[name] for name in names})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def constraints_without_rendering() -> Iterator[None]:
    """A constraint or index joins the rendered model as it is.

    Django renders the model and all it relates to anew for each of them: with a row-security constraint and composite
    keys on every table that is three quarters of a migration's time, and it grows with the square of the tables. On
    PostgreSQL nothing reads them there: each operation carries its own constraint.
    """
    states: Any = ProjectState  # django-stubs does not know the method
    rendering = states._append_option

    def append_option(state: Any, app_label: str, model_name: str, option: str, value: Any) -> None:
        model_state = state.models[app_label, model_name]
        model_state.options[option] = [*model_state.options[option], value]
        if "apps" in state.__dict__:
            model = state.apps.get_model(app_label, model_name)
            setattr(model._meta, option, [*getattr(model._meta, option), value])

    states._append_option = append_option
    try:
        yield
    finally:
        states._append_option = rendering
