"""The catalog agrees with the models: every table is known, every tenant table is sealed, every key is composite."""

from django.apps import apps
from django.db import connection

from prm.tenancy.checks import tenant_models
from prm.tenancy.dictionary import SHARED_TABLES, is_known


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_is_in_the_dictionary(db):
    tenant = {model._meta.db_table for model in apps.get_models() if model in tenant_models()}
    tables = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert len(tables) > 10
    unknown = sorted(table for table in tables if not is_known(table, tenant))
    assert unknown == [], "add each to prm/tenancy/dictionary.py or make it a TenantModel"


def test_every_tenant_table_forces_row_security_with_a_policy(db):
    tables = {model._meta.db_table for model in tenant_models()} | SHARED_TABLES
    sealed = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class c WHERE relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
        )
    }
    assert len(tables) > 5
    existing = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert sorted((tables & existing) - sealed) == [], "each needs RowSecurity in Meta.constraints and a migration"


def test_every_key_between_tenant_tables_is_composite(db):
    keys = rows("""
        SELECT c.conrelid::regclass::text, c.conname FROM pg_constraint c
        WHERE c.contype = 'f'
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'vendor_id')
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.confrelid AND a.attname = 'vendor_id')
          AND NOT EXISTS (SELECT FROM pg_attribute a
                          WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname = 'vendor_id')
    """)
    assert keys == [], "use TenantForeignKey"


def test_every_unique_index_of_a_tenant_table_starts_with_the_vendor(db):
    found = rows("""
        SELECT t.relname, i.relname FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        JOIN pg_attribute v ON v.attrelid = t.oid AND v.attname = 'vendor_id'
        WHERE x.indisunique AND NOT x.indisprimary
          AND x.indkey[0] <> v.attnum AND t.relnamespace = 'public'::regnamespace
    """)
    assert found == [], "start the unique constraint with vendor"
