"""What the declarations do to a table that stands: sealed by them, and as it was before when they are taken away."""

import pytest
from django.db import connection, transaction

from prm.tenancy.constraints import CompositeForeignKey, RowSecurity
from prm.tenancy.management.commands.migrate import owner_connection
from programs.models import TierAssignment

CATALOG = {
    "sealed": "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'scratch'",
    "policies": "SELECT policyname, cmd, roles::text FROM pg_policies WHERE tablename = 'scratch' ORDER BY 1",
    "grants": "SELECT grantee::text, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
    " FROM information_schema.role_table_grants"
    " WHERE table_name = 'scratch' AND grantee LIKE 'prm%' AND grantee <> 'prm_owner' GROUP BY grantee ORDER BY 1",
    "keys": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = 'scratch'::regclass AND contype IN ('u', 'f') ORDER BY 1",
    "indexes": "SELECT indexname FROM pg_indexes WHERE tablename = 'scratch' ORDER BY 1",
    "triggers": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'scratch'::regclass AND NOT tgisinternal",
}


def catalog():
    """All of the table that a declaration can change."""
    found = {}
    with connection.cursor() as cursor:
        for name, question in CATALOG.items():
            cursor.execute(question)
            found[name] = cursor.fetchall()
    return found


@pytest.fixture
def scratch(transactional_db, monkeypatch):
    """A model whose table is an empty copy, under the owner's hands; it is gone after the test."""
    monkeypatch.setattr(TierAssignment._meta, "db_table", "scratch")
    with owner_connection("default"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE scratch (LIKE programs_tierassignment)")
        yield TierAssignment
        transaction.set_rollback(True)


def change(act):
    """Runs the operation as a migration does, what it puts off to the end included."""
    with connection.schema_editor(atomic=False) as editor:
        act(editor)


EVERYTHING = "DELETE INSERT SELECT UPDATE"
KEYS = [
    ("scratch_rls", "UNIQUE (vendor_id, id)"),
    ("scratch_rls_p", "UNIQUE (vendor_id, partner_id, id)"),
]


@pytest.mark.parametrize(
    ("access", "policies", "grants", "triggers"),
    [
        ({}, ["vendor_rows ALL"], {"prm_vendor": EVERYTHING}, []),
        (
            {"portal": "own", "portal_grants": "SELECT, INSERT", "public_when": "note = ''", "append_only": True},
            ["portal_rows ALL", "public_rows SELECT", "vendor_rows ALL"],
            {"prm_portal": "INSERT SELECT", "prm_public": "SELECT", "prm_vendor": "INSERT SELECT"},
            ["append_only"],
        ),
        (
            {"portal": "vendor", "portal_when": "note = '' OR note = 'x'"},
            ["portal_rows SELECT", "vendor_rows ALL"],
            {"prm_portal": "SELECT", "prm_vendor": EVERYTHING},
            [],
        ),
        (
            {"portal": "insert", "vendor_grants": "SELECT"},
            ["portal_insert INSERT", "vendor_rows ALL"],
            {"prm_portal": "INSERT", "prm_vendor": "SELECT"},
            [],
        ),
        (
            {"append_only": True, "vendor_grants": "SELECT"},
            ["vendor_rows ALL"],
            {"prm_vendor": "SELECT"},
            ["append_only"],
        ),
    ],
)
def test_a_table_is_sealed_as_declared_and_open_again_without(scratch, access, policies, grants, triggers):
    rule, before = RowSecurity(name="scratch_rls", **access), catalog()
    assert before == {**{key: [] for key in CATALOG}, "sealed": [(False, False)]}
    change(lambda editor: editor.add_constraint(scratch, rule))
    sealed = catalog()
    assert sealed["sealed"] == [(True, True)]
    assert [f"{name} {command}" for name, command, _roles in sealed["policies"]] == policies
    assert all(
        roles == "{prm_" + {"vendor_rows": "vendor", "public_rows": "public"}.get(name, "portal") + "}"
        for name, _command, roles in sealed["policies"]
    )
    assert dict(sealed["grants"]) == grants
    assert sealed["keys"] == KEYS
    assert [name for (name,) in sealed["triggers"]] == triggers
    change(lambda editor: editor.remove_constraint(scratch, rule))
    assert catalog() == before


@pytest.mark.parametrize("with_partner", [False, True])
def test_a_composite_key_binds_and_lets_go(scratch, with_partner):
    key, before = CompositeForeignKey(name="scratch_fk", field="partnership", with_partner=with_partner), catalog()
    middle = ", partner_id" if with_partner else ""
    change(lambda editor: editor.add_constraint(scratch, key))
    bound = catalog()
    assert bound["keys"] == [
        (
            "scratch_fk",
            f"FOREIGN KEY (vendor_id{middle}, partnership_id) REFERENCES programs_partnership(vendor_id{middle}, id)"
            " DEFERRABLE INITIALLY DEFERRED",
        )
    ]
    assert bound["indexes"] == [("scratch_fk_ix",)]
    change(lambda editor: editor.remove_constraint(scratch, key))
    assert catalog() == before
