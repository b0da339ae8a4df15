"""Whether anything was written: the content of every tenant table of both vendors, as two numbers each."""

from typing import Any

from django.db import connection

from prm.tenancy.checks import tenant_models

TOUCHED = (
    "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)"
)

# A key notes its own last use, whatever the answer.
OWN_NOTES = {"accounts_apitoken"}


def tables() -> list[str]:
    return sorted(model._meta.db_table for model in tenant_models())


def touched() -> int:
    """Rows written to tenant tables in this transaction so far, taken back or not: cheap, and mostly zero."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [tables()])
        return int(cursor.fetchone()[0])


def contents(world: Any) -> dict[str, tuple[int, int]]:
    """Per vendor and table: how many rows, and a sum over their contents."""
    found = {}
    sql = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM \"{table}\" t"
        for table in tables()
    )
    for vendor in world.vendors:
        with world.scope(vendor), connection.cursor() as cursor:
            cursor.execute(sql)
            found |= {f"{vendor}.{table}": (count, int(total)) for table, count, total in cursor.fetchall()}
    return found


class Watch:
    """Tells which tables changed since the last look."""

    def __init__(self, world: Any) -> None:
        self.world, self.before, self.count = world, contents(world), touched()

    def changed(self) -> list[str]:
        now = touched()
        if now == self.count:
            return []
        after = contents(self.world)
        changed = (name for name in after if after[name] != self.before[name])
        different = sorted(name for name in changed if name.partition(".")[2] not in OWN_NOTES)
        self.before, self.count = after, touched()
        return different
