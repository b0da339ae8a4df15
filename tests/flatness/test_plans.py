"""No list reads a whole table to find a tenant's rows: each of its statements can be served by indexes, under policies.

Planned with sequential scans forbidden, so that one appears only where no index will do; small tables are rightly read
whole otherwise. What stands at size is shown by the bench `registrations_list_100k`.
"""

import psycopg2
import pytest
from django.db import connection, transaction
from django.urls import reverse

from prm.tenancy.checks import tenant_models
from tests.flatness.test_lists import ask, list_routes
from tests.isolation.probes import RIGHTFUL

QUERIES = ("?view=all", "?part=totals")


@pytest.fixture
def unknown_tables(cluster, django_db_setup):
    """Tables as the planner finds them new: what earlier tests left of sizes and statistics would choose other plans."""
    server = psycopg2.connect(cluster.url("postgres", connection.settings_dict["NAME"]))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("DELETE FROM pg_statistic")
        cursor.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relnamespace = 'public'::regnamespace")
    server.close()


def read_whole(node):
    """The tables of a plan that are read from end to end, in their own order or in an index's."""
    is_found = node["Node Type"] not in ("Seq Scan", "Index Scan", "Index Only Scan") or "Index Cond" in node
    below = [read_whole(child) for child in node.get("Plans", [])]
    return set().union(*below) if is_found else {node["Relation Name"]}.union(*below)


def explained(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql.replace("%", "%%"), [])
        return cursor.fetchone()[0][0]["Plan"]


def unserved(world, route, path):
    """Tenant tables no index serves, with the statement."""
    tables = {model._meta.db_table for model in tenant_models()}
    who = RIGHTFUL[route.tree]
    _rows, queries = ask(world.client(who), path)
    found = []
    with world.scope(who if route.tree == "portal" else "acme"), transaction.atomic():
        for sql in {query["sql"] for query in queries if query["sql"].startswith("SELECT")}:
            if any(f'"{table}"' in sql for table in tables):
                found += [f"{table}: {sql[:600]}" for table in sorted(read_whole(explained(sql)) & tables)]
    return found


def test_every_list_finds_its_rows_by_index(unknown_tables, sampled):
    world, samples = sampled
    routes = [route for route in list_routes() if route.tree in ("workspace", "portal")]
    assert {route.tree for route in routes} == {"workspace", "portal"}
    faults = []
    for route in routes:
        given = samples.objects[route.name](world) if route.objects else {}
        path = reverse(route.name, kwargs={"vendor": "acme", **given})
        for query in QUERIES:
            faults += [f"{route.name}{query} reads all of {what}" for what in unserved(world, route, path + query)]
    assert faults == [], "\n" + "\n".join(faults)


def test_a_statement_no_index_serves_is_seen(db):
    with transaction.atomic():
        assert read_whole(explained("SELECT * FROM pg_class WHERE upper(relname) = 'X'")) == {"pg_class"}
        assert read_whole(explained("SELECT * FROM pg_class WHERE oid = 1")) == set()
