"""Refuses to serve with a login that could see past row-level security, or become somebody who can."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

# Whether the login is, owns, or may become what no policy holds back.
POWERFUL = """
WITH RECURSIVE mine AS (
    SELECT oid, rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user
    UNION
    SELECT r.oid, r.rolname, r.rolsuper, r.rolbypassrls
    FROM mine JOIN pg_auth_members m ON m.member = mine.oid JOIN pg_roles r ON r.oid = m.roleid
)
SELECT coalesce(string_agg(DISTINCT why, ', ' ORDER BY why), '') FROM (
    SELECT rolname || ' is a superuser' AS why FROM mine WHERE rolsuper
    UNION ALL
    SELECT rolname || ' bypasses row-level security' FROM mine WHERE rolbypassrls
    UNION ALL
    SELECT rolname || ' owns tables' FROM mine
    WHERE EXISTS (SELECT FROM pg_class c WHERE c.relowner = mine.oid AND c.relkind IN ('r', 'p'))
) AS found
"""


def power_of_login() -> str:
    """Why the login is too powerful, in words; "" for one that is not."""
    with connection.cursor() as cursor:
        cursor.execute(POWERFUL)
        return str(cursor.fetchone()[0])


def refuse_powerful_login() -> None:
    """Raises ImproperlyConfigured where DATABASE_URL names a login that row-level security does not hold."""
    if why := power_of_login():
        raise ImproperlyConfigured(
            f"DATABASE_URL signs in as a role that may see every vendor's rows ({why}). Sign in as prm_app; "
            "`make db-roles` prints how it is made."
        )


def watch() -> None:
    """For processes that serve: checks the first connection, and that is before anything is answered.

    Migrations run as the owner and do not call this. A database that is down is no reason to stay down.
    """

    def check(**kwargs: Any) -> None:
        # Looked at once and found right; a wrong one is refused with every connection.
        refuse_powerful_login()
        connection_created.disconnect(dispatch_uid="prm.tenancy.guard")

    connection_created.connect(check, weak=False, dispatch_uid="prm.tenancy.guard")


def start_serving(**kwargs: Any) -> None:
    """When a process is about to serve: refuses at once, or as soon as the database is there."""
    watch()
    try:
        connection.ensure_connection()
    except OperationalError:
        return
    finally:
        connection.close()
