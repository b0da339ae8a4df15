"""Customer accounts through the import's own chunk code, against the same rows by plain SQL."""

from datetime import UTC, datetime
from typing import Any

from deals.bench.names import account_rows, has_real_accounts
from deals.models import CustomerAccount
from deals.services.account_load import load_accounts
from deals.services.match_index import ACCOUNT
from prm.bench.measuring import count_queries, peak_memory, timed
from prm.bench.values import Bench, Figure, Ground
from prm.matching.models import MatchEntry
from prm.tenancy.scope import Audience, tenant_context
from programs.bench import Field, found_vendor

ROWS, CHUNK = 16_539, 2_000
AT = datetime(2026, 3, 17, 9, tzinfo=UTC)


def load_all(field: Field, rows: list[dict[str, str]]) -> None:
    """As an import's worker does: one transaction a chunk."""
    for start in range(0, len(rows), CHUNK):
        load_chunk(field, rows[start : start + CHUNK])


def load_chunk(field: Field, rows: list[dict[str, str]]) -> None:
    with tenant_context(Audience.VENDOR, field.vendor.pk):
        load_accounts(rows, actor=field.system, at=AT)


def copied(model: Any, old: Field, new: Field, *changed: str) -> str:
    """One statement that writes the rows of one vendor again as another's: the same columns, indexes and checks."""
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    values = {
        "id": "gen_random_uuid()",
        "vendor_id": f"'{new.vendor.pk}'",
        **dict.fromkeys(changed, "gen_random_uuid()"),
    }
    picked = ", ".join(values.get(column, column) for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM {table} WHERE vendor_id = '{old.vendor.pk}';\n"


def measure_import(ground: Ground) -> Figure:
    rows = account_rows(ground.size(ROWS, 20))
    first, second = found_vendor("importing", 1), found_vendor("copying", 1)
    with peak_memory() as peak:
        seconds = timed(lambda: load_all(first, rows)) / 1000
    copy = copied(CustomerAccount, first, second) + copied(MatchEntry, first, second, "target_id")
    floor_seconds = timed(lambda: ground.run_sql(copy)) / 1000
    with tenant_context(Audience.VENDOR, first.vendor.pk):
        loaded = CustomerAccount.objects.count()
        indexed = MatchEntry.objects.filter(target_kind=ACCOUNT).count()
    if loaded != indexed or not loaded:
        raise RuntimeError(f"{loaded} accounts were loaded and {indexed} of them can be matched.")
    queries = count_queries(lambda: load_chunk(first, rows[:CHUNK]))
    value, floor = len(rows) / seconds, loaded / floor_seconds
    return Figure(
        "accounts_import", value, "rows/s", floor, floor / value, len(rows), queries, peak.mb,
        notes=(
            "the real accounts file" if has_real_accounts() else "made-up accounts, the real file is not there",
            f"queries are those of one chunk of {min(CHUNK, len(rows)):,}",
        ),
    )  # fmt: skip


ACCOUNTS_IMPORT = Bench("accounts_import", measure_import)
