"""Faults planted in the isolation, one at a time: each must open a hole that our attacks and guards report (goal G2).
All of them at every run: it takes seconds.

An attack counts only with its counterpart: refused as things are, successful with the fault.
"""

import psycopg2
import pytest
from django.db import connections, models

from prm.tenancy.checks import check_tenant_models, tenant_models
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.guard import POWERFUL
from prm.tenancy.scope import Audience, tenant_context
from tests.reliability.catalog import (
    AUDIENCE_ROLES,
    BY_HAND,
    access_of,
    declared_policies,
    differences,
    model_of,
    opened,
)


@pytest.fixture
def catalog(django_db_setup):
    with opened(connections["default"].settings_dict["NAME"]) as catalog:
        yield catalog


@pytest.fixture
def settled(catalog):
    catalog.settle()
    return catalog


def refused_insert(catalog, table, role):
    """Whether the role may write a row of the other vendor's."""
    with catalog.acting(role):
        try:
            catalog.run(f'INSERT INTO "{table}" (id, vendor_id) VALUES (gen_random_uuid(), %s)', [catalog.globex])
        except psycopg2.errors.InsufficientPrivilege:
            return True
        return False


def foreign_rows(catalog, table, role):
    """How many rows the role reads that are another vendor's or, where its own is all it may see, another partner's."""
    access = access_of(model_of(table))
    foreign, params = "vendor_id <> %s", [catalog.acme]
    if role == "prm_portal" and access.portal == "own":
        foreign, params = f"{foreign} OR {access.portal_column} <> %s", [*params, catalog.northwind]
    with catalog.acting(role):
        return catalog.rows(f'SELECT count(*) FROM "{table}" WHERE {foreign}', params)[0][0]


def changed_rows(catalog, table, role):
    """How many rows of the other vendor the role can draw to its own."""
    with catalog.acting(role):
        catalog.run(f'UPDATE "{table}" SET vendor_id = %s', [catalog.acme])
        catalog.run("RESET ROLE")
        return 1 - catalog.rows(f'SELECT count(*) FROM "{table}" WHERE vendor_id = %s', [catalog.globex])[0][0]


def breaches(catalog, policy):
    """What an attack through one policy's command brings home; 0 is right."""
    if policy.command == "INSERT":
        return 0 if refused_insert(catalog, policy.table, policy.role) else 1
    attack = changed_rows if policy.command == "UPDATE" else foreign_rows
    return attack(catalog, policy.table, policy.role)


def open_wide(policy):
    clauses = {"INSERT": "WITH CHECK (true)", "SELECT": "USING (true)", "DELETE": "USING (true)"}
    return f'ALTER POLICY {policy.name} ON "{policy.table}" {clauses.get(policy.command, "USING (true) WITH CHECK (true)")}'


def test_the_policies_are_those_the_models_declare(catalog):
    declared = declared_policies(catalog)
    assert len(declared) > 100
    assert differences(catalog, declared) == set(), "a policy was changed by hand: write a migration from the models"


def test_no_role_reads_or_writes_the_other_vendors_row_in_any_table(settled):
    tables = sorted(model._meta.db_table for model in tenant_models())
    assert len(tables) > 80
    held = [(table, role) for table in tables for role in AUDIENCE_ROLES if foreign_rows(settled, table, role)]
    written = [(table, role) for table in tables for role in AUDIENCE_ROLES if not refused_insert(settled, table, role)]
    assert (held, written) == ([], [])


def test_each_opened_policy_lets_an_attack_through_and_is_named(settled):
    declared = declared_policies(settled)
    policies = [policy for policy in settled.policies() if policy.role in AUDIENCE_ROLES]
    missed = []
    for policy in policies:
        assert breaches(settled, policy) == 0
        with settled.taken_back():
            settled.run(open_wide(policy))
            if not breaches(settled, policy):
                missed.append(f"{policy.table}.{policy.name}: attack")
            place = (policy.table, policy.name)
            if place not in BY_HAND and differences(settled, declared, policy.table) != {place}:
                missed.append(f"{policy.table}.{policy.name}: guard")
    assert missed == []


def test_each_dropped_policy_is_named(catalog):
    declared = declared_policies(catalog)
    missed = []
    for policy in catalog.policies():
        with catalog.taken_back():
            catalog.run(f'DROP POLICY {policy.name} ON "{policy.table}"')
            if differences(catalog, declared, policy.table) != {(policy.table, policy.name)}:
                missed.append(f"{policy.table}.{policy.name}")
    assert missed == []


def test_row_security_switched_off_lets_an_attack_through_in_every_table(settled):
    missed = []
    for table in sorted(model._meta.db_table for model in tenant_models()):
        with settled.taken_back():
            settled.run(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
            if not foreign_rows(settled, table, "prm_vendor") or refused_insert(settled, table, "prm_vendor"):
                missed.append(table)
    assert missed == []


def refusal(catalog, key):
    """The name of the key that refuses a row of Acme's whose reference points to Globex's row, or to Contoso's where
    the key holds the partner too; empty where the row is taken."""
    values = dict.fromkeys(key.columns[:-1], catalog.northwind) | {"vendor_id": catalog.acme}
    values[key.columns[-1]] = catalog.contoso if key.with_partner else catalog.initech
    with catalog.acting("prm_vendor"):
        try:
            names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
            catalog.run(
                f'INSERT INTO "{key.table}" (id, {names}) VALUES (gen_random_uuid(), {marks})', [*values.values()]
            )
            catalog.run("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg2.errors.ForeignKeyViolation as error:
            return error.diag.constraint_name
    return ""


def test_each_dropped_key_lets_a_foreign_reference_in(settled):
    keys = settled.keys()
    assert len(keys) > 100
    missed = []
    for key in keys:
        assert refusal(settled, key) == key.name
        with settled.taken_back():
            settled.run(f'ALTER TABLE "{key.table}" DROP CONSTRAINT "{key.name}"')
            if refusal(settled, key):
                missed.append(key.name)
    assert missed == []


def read_past_the_policies(catalog, model):
    """How many of Globex's rows a query of Acme's brings where row security is no help: the first layer alone."""
    with tenant_context(Audience.VENDOR, catalog.acme):
        sql, params = model.objects.order_by().values_list("vendor_id").query.sql_with_params()
    return catalog.rows(sql, params).count((catalog.globex,))


def test_each_dropped_filter_lets_the_other_vendors_rows_out(db, settled, monkeypatch):
    missed = []
    for model in tenant_models():
        assert read_past_the_policies(settled, model) == 0
        unfiltered = models.Manager()
        unfiltered.model, unfiltered.name = model, "objects"
        with monkeypatch.context() as fault:
            fault.setattr(model, "objects", unfiltered)
            if not read_past_the_policies(settled, model):
                missed.append(model._meta.label)
    assert missed == []


def test_a_model_that_forgets_its_row_security_is_an_error_at_start(monkeypatch):
    missed = []
    for model in tenant_models():
        kept = [item for item in model._meta.constraints if not isinstance(item, RowSecurity)]
        with monkeypatch.context() as fault:
            fault.setattr(model._meta, "constraints", kept)
            if [error.id for error in check_tenant_models(None)] != ["tenancy.E001"]:
                missed.append(model._meta.label)
    assert missed == []


FAULTS_OF_ROLES = {
    "ALTER ROLE prm_app BYPASSRLS": "prm_app bypasses row-level security",
    "ALTER ROLE prm_app SUPERUSER": "prm_app is a superuser",
    "ALTER ROLE prm_vendor BYPASSRLS": "prm_vendor bypasses row-level security",
    "GRANT prm_definer TO prm_app": "prm_definer bypasses row-level security",
    "GRANT prm_owner TO prm_app": "prm_definer bypasses row-level security, prm_owner bypasses row-level security, prm_owner owns tables",
}


@pytest.mark.parametrize("fault", FAULTS_OF_ROLES)
def test_the_guard_names_each_power_given_to_the_login(catalog, fault):
    def named():
        with catalog.taken_back():
            catalog.run("SET LOCAL SESSION AUTHORIZATION prm_app")
            return catalog.rows(POWERFUL)[0][0]

    assert named() == ""
    with catalog.taken_back():
        catalog.run(fault)
        assert named() == FAULTS_OF_ROLES[fault]


def test_a_role_past_the_policies_reads_what_it_must_not(settled):
    assert foreign_rows(settled, "partners_partner", "prm_vendor") == 0
    with settled.taken_back():
        settled.run("ALTER ROLE prm_vendor BYPASSRLS")
        assert foreign_rows(settled, "partners_partner", "prm_vendor") == 1
