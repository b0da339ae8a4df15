"""Migrations run while the release before still serves: they only add, and take no lock that makes it wait (goal G12).

Expand, deploy, contract: see docs/operations.md, "Each release". A step that contracts runs a release later; it says so in
its migration: `contracts = "why nobody reads it any more"`.
"""

import re

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

from prm.tenancy.constraints import CompositeForeignKey, RowSecurity

CONTRACTING = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
OURS = {config.label for config in apps.get_app_configs() if not config.name.startswith(("django", "allauth"))}

# They came with the first release and never met a table with rows.
FIRST = {"deals.0002_search", "partners.0002_membership_partner"}
LOCKING_SQL = re.compile(
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\b(?!\s+CONCURRENTLY)|\bADD\s+CONSTRAINT\b(?![^;]*\b(NOT\s+VALID|USING\s+INDEX)\b)",
    re.I,
)
BREAKING_SQL = re.compile(
    r"\bDROP\s+(COLUMN|TABLE)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b", re.I
)


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
    reason = getattr(migration, "contracts", "")
    contracts = isinstance(reason, str) and reason.strip()
    match operation:
        case ops.AddField(field=field) if not field.many_to_many:
            if not field.null and field.db_default is NOT_PROVIDED:
                return "rows the release before writes would have no value; give it a db_default, or let it be null"
            if field.db_index or field.unique:
                return "the index locks the table; add it concurrently, later in a migration of its own"
            if field.remote_field and field.db_constraint:
                return "its key is checked under a lock; db_constraint=False, and the key NOT VALID by RunSQL"
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
        case ops.AddConstraint() | ops.AlterUniqueTogether():
            # Row security and composite keys too: by RunSQL, the constraint itself as its state_operations.
            return "builds an index or checks a key under a lock; index concurrently, key NOT VALID, then validate"
        case ops.RunPython(reversible=False) | ops.RunSQL(reversible=False):
            return "cannot be taken back"
        case ops.RunSQL(sql=sql) if LOCKING_SQL.search(str(sql)):
            return "locks the table: an index CONCURRENTLY, a constraint NOT VALID or USING INDEX"
        case ops.RunSQL(sql=sql) if BREAKING_SQL.search(str(sql)) and not contracts:
            return "the release before still reads it; a later migration says `contracts`"
    return ""


def later_migrations():
    """Those that meet a database with rows: all but an app's first."""
    loader = MigrationLoader(None)
    return {
        f"{app}.{name}": migration
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in OURS and not name.startswith("0001_") and f"{app}.{name}" not in FIRST
    }


def test_no_migration_breaks_the_release_that_serves():
    found = later_migrations()
    assert len(found) >= 8
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
        ops.AddConstraint("registration", CompositeForeignKey(name="planted", field="partner")),
        ops.AddConstraint("registration", RowSecurity(name="planted")),
        ops.AlterUniqueTogether("registration", {("vendor", "ref")}),
        ops.AddField("registration", "planted", models.OneToOneField("self", models.CASCADE, null=True)),
        ops.AddField("registration", "planted", models.ForeignKey("self", models.CASCADE, null=True, db_index=False)),
        ops.RunPython(lambda apps, editor: None),
        ops.RunSQL("SELECT 1"),
        ops.RunSQL("CREATE INDEX planted ON deals_registration (site)", "DROP INDEX planted"),
        ops.RunSQL(
            "ALTER TABLE x ADD CONSTRAINT p CHECK (a > 0); ALTER TABLE y ADD CONSTRAINT q CHECK (a > 0) NOT VALID", ""
        ),
        ops.RunSQL("ALTER TABLE deals_registration DROP COLUMN site", ops.RunSQL.noop),
        ops.RunSQL("ALTER TABLE deals_registration ALTER COLUMN site TYPE text", ops.RunSQL.noop),
        ops.SeparateDatabaseAndState(database_operations=[ops.RemoveField("registration", "site")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_a_planted_fault_is_found(operation):
    assert len(faults(planted(operation))) == 1


@pytest.mark.parametrize("reason", ["", "  ", True, None])
def test_contracting_for_no_reason_is_a_fault(reason):
    assert len(faults(planted(ops.RemoveField("registration", "site"), contracts=reason))) == 1


@pytest.mark.parametrize(
    ("operations", "attributes"),
    [
        ([ops.AddField("registration", "planted", NUMBER)], {}),
        ([ops.AddField("registration", "planted", models.IntegerField(default=0, db_default=0))], {}),
        ([AddIndexConcurrently("registration", INDEX)], {"atomic": False}),
        ([AddConstraintNotValid("registration", CHECK)], {}),
        ([ops.RunSQL("SELECT 1", ops.RunSQL.noop)], {}),
        ([ops.RunSQL("CREATE INDEX CONCURRENTLY p ON x (a)", "DROP INDEX CONCURRENTLY p")], {"atomic": False}),
        ([ops.RunSQL("ALTER TABLE x ADD CONSTRAINT p\nFOREIGN KEY (a) REFERENCES y (a) NOT VALID", "")], {}),
        ([ops.RunSQL("ALTER TABLE x DROP COLUMN a", "")], {"contracts": "release 2 no longer reads it"}),
        ([ops.RemoveField("registration", "site")], {"contracts": "release 2 no longer reads it"}),
        ([ops.CreateModel("New", [("id", models.UUIDField(primary_key=True))]), ops.AddIndex("new", INDEX)], {}),
    ],
)
def test_a_step_that_only_adds_passes(operations, attributes):
    assert faults(planted(*operations, **attributes)) == []
