"""Migrations run while the release before still serves: they only add, and take no lock that makes it wait (goal G12).

Expand, deploy, contract: see docs/operations.md, "Each release". A step that contracts runs a release later; it says so in
its migration: `contracts = "why nobody reads it any more"`.
"""

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

CONTRACTING = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
OURS = {config.label for config in apps.get_app_configs() if not config.name.startswith(("django", "allauth"))}


def faults(migration):
    """What of a migration would break or hold up the release that serves while it runs."""
    made, found = set(), []
    for operation in flat(migration.operations):
        if isinstance(operation, ops.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in made and (fault := fault_of(operation, migration)):
            found.append(f"{operation.describe()}: {fault}")
    return found


def flat(operations):
    for operation in operations:
        if isinstance(operation, ops.SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        else:
            yield operation


def fault_of(operation, migration):
    contracts = getattr(migration, "contracts", "")
    match operation:
        case ops.AddField(field=field) if not field.many_to_many:
            if not field.null and field.db_default is NOT_PROVIDED:
                return "rows the release before writes would have no value; give it a db_default, or let it be null"
            if field.db_index or field.unique:
                return "the index locks the table; add it concurrently, later in a migration of its own"
        case ops.AlterField() if not contracts:
            return "another type or NOT NULL breaks the release before; add a field beside it"
        case _ if isinstance(operation, CONTRACTING) and not contracts:
            return "the release before still reads it; a later migration says `contracts`"
        case AddIndexConcurrently() | RemoveIndexConcurrently():
            return "" if not migration.atomic else "needs atomic = False"
        case ops.AddIndex():
            return "locks the table while it is built; use AddIndexConcurrently"
        case AddConstraintNotValid():
            return ""
        case ops.AddConstraint(constraint=models.CheckConstraint()):
            return "reads the table under a lock; use AddConstraintNotValid, then ValidateConstraint"
        case ops.AddConstraint(constraint=models.UniqueConstraint() | ExclusionConstraint()):
            return "builds its index under a lock; build the index concurrently, then use it in the constraint"
        case ops.RunPython(reversible=False) | ops.RunSQL(reversible=False):
            return "cannot be taken back"
    return ""


def later_migrations():
    """Those that meet a database with rows: all but an app's first."""
    loader = MigrationLoader(None)
    return {
        f"{app}.{name}": migration
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in OURS and not migration.initial
    }


def test_no_migration_breaks_the_release_that_serves():
    found = later_migrations()
    assert len(found) >= 10
    assert {name: problems for name, migration in found.items() if (problems := faults(migration))} == {}


def planted(*operations, **attributes):
    return type("Migration", (migrations.Migration,), {"operations": list(operations), **attributes})("0009_x", "deals")


NUMBER = models.IntegerField(null=True)
INDEX = models.Index(fields=["status"], name="planted")
CHECK = models.CheckConstraint(condition=models.Q(amount__gte=0), name="planted")
UNIQUE = models.UniqueConstraint(fields=["status"], name="planted")


@pytest.mark.parametrize(
    "operation",
    [
        ops.AddField("registration", "planted", models.IntegerField(default=0)),
        ops.AddField("registration", "planted", models.IntegerField(null=True, db_index=True)),
        ops.RemoveField("registration", "site"),
        ops.RenameField("registration", "site", "place"),
        ops.RenameModel("Registration", "Claim"),
        ops.DeleteModel("Registration"),
        ops.AlterField("registration", "site", models.TextField()),
        ops.AddIndex("registration", INDEX),
        AddIndexConcurrently("registration", INDEX),
        ops.AddConstraint("registration", CHECK),
        ops.AddConstraint("registration", UNIQUE),
        ops.RunPython(lambda apps, editor: None),
        ops.RunSQL("SELECT 1"),
        ops.SeparateDatabaseAndState(database_operations=[ops.RemoveField("registration", "site")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_a_planted_fault_is_found(operation):
    assert len(faults(planted(operation))) == 1


@pytest.mark.parametrize(
    ("operations", "attributes"),
    [
        ([ops.AddField("registration", "planted", NUMBER)], {}),
        ([ops.AddField("registration", "planted", models.IntegerField(default=0, db_default=0))], {}),
        ([AddIndexConcurrently("registration", INDEX)], {"atomic": False}),
        ([AddConstraintNotValid("registration", CHECK)], {}),
        ([ops.RunSQL("SELECT 1", ops.RunSQL.noop)], {}),
        ([ops.RemoveField("registration", "site")], {"contracts": "release 2 no longer reads it"}),
        ([ops.CreateModel("New", [("id", models.UUIDField(primary_key=True))]), ops.AddIndex("new", INDEX)], {}),
    ],
)
def test_a_step_that_only_adds_passes(operations, attributes):
    assert faults(planted(*operations, **attributes)) == []
