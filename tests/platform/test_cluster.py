import pytest
from django.db import connection

from prm.launch.cluster import Cluster

pytestmark = pytest.mark.django_db


def one_row(sql: str) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_tests_connect_as_the_restricted_role():
    row = one_row("SELECT session_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user")
    assert row == ("prm_app", False, False)


def test_the_restricted_role_owns_nothing():
    assert one_row("SELECT count(*) FROM pg_class WHERE relowner = 'prm_app'::regrole") == (0,)


def test_the_restricted_role_may_become_the_audiences_and_nothing_else(cluster: Cluster):
    granted = cluster.psql(
        "SELECT string_agg(roleid::regrole::text, ' ' ORDER BY roleid::regrole::text) FROM pg_auth_members"
        " WHERE member = 'prm_app'::regrole"
    )
    assert granted == "prm_distributor prm_portal prm_public prm_vendor"


def test_the_extensions_are_there():
    extensions = one_row(
        "SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'"
    )
    assert extensions == (["btree_gin", "btree_gist", "citext", "pg_trgm"],)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_a_transactional_test_starts_from_empty_tables(attempt: int, owner_sql):
    assert owner_sql("SELECT count(*) FROM django_session") == "0"
    owner_sql("INSERT INTO django_session VALUES ('left-over', '', now())")


@pytest.mark.django_db(transaction=True)
def test_rows_made_by_migrations_outlive_a_transactional_test(owner_sql):
    assert int(owner_sql("SELECT count(*) FROM django_migrations")) > 5
