"""The conflict check as it answers a partner who types, against the one SQL query that finds candidates by name."""

from datetime import date
from functools import partial
from itertools import cycle
from typing import Any

import psycopg2
from django.conf import settings

from deals.bench.accounts import ROWS, load_all
from deals.bench.names import account_rows, asked_about
from deals.rules.lines import line_key
from deals.services.conflict import private_answer
from deals.services.match_index import ACCOUNT
from prm.bench.measuring import alternately, count_queries, median, p95, peak_memory
from prm.bench.values import Bench, Figure, Ground
from prm.matching.keys import keys_of
from prm.matching.score import Party
from prm.tenancy.scope import Audience, tenant_context
from programs.bench import Field, found_vendor

QUESTIONS, LOOKBACK_DAYS = 300, 365
TODAY = date(2026, 3, 17)
CANDIDATES = """
SELECT id FROM matching_matchentry WHERE vendor_id = %(vendor)s AND target_kind = %(kind)s AND name_key %% %(name)s
ORDER BY similarity(name_key, %(name)s) DESC LIMIT 60
"""


def measure_conflicts(name: str, accounts: int, ground: Ground) -> Figure:
    rows = account_rows(ground.size(accounts, 30))
    field = found_vendor(name.replace("_", "-"), 5)
    load_all(field, rows)
    ground.run_sql("VACUUM ANALYZE")
    questions = [
        Party(row["name"], row["domain"], row["city"], row["region"], row["country"])
        for row in asked_about(rows, ground.size(QUESTIONS, 8))
    ]
    with psycopg2.connect(settings.DATABASE_OWNER_URL) as connection, connection.cursor() as cursor:
        cursor.execute("SET pg_trgm.similarity_threshold = 0.4")
        check, plain = checking(field, questions), finding(cursor, field, questions)
        with peak_memory() as peak:
            spans = alternately({"check": check, "plain": plain}, len(questions))
    connection.close()
    value, floor = p95(spans["check"]), p95(spans["plain"])
    return Figure(
        name, value, "ms p95", floor, value / floor, len(rows), count_queries(check), peak.mb,
        notes=(f"p50 {median(spans['check']):.1f} ms, of the floor {median(spans['plain']):.1f} ms",),
    )  # fmt: skip


def checking(field: Field, questions: list[Party]) -> Any:
    """One question after the other, each in a portal scope of its own as in a request."""
    turn, lines = cycle(questions), frozenset([line_key(field.product.pk, field.product.family)])
    partner_id = field.partner_ids[0]

    def check() -> None:
        with tenant_context(Audience.PORTAL, field.vendor.pk, partner_id):
            private_answer(next(turn), lines, partner_id, TODAY, LOOKBACK_DAYS)

    return check


def finding(cursor: Any, field: Field, questions: list[Party]) -> Any:
    turn = cycle(questions)

    def find() -> None:
        wanted = {"vendor": str(field.vendor.pk), "kind": ACCOUNT, "name": keys_of(next(turn)).name}
        cursor.execute(CANDIDATES, wanted)
        cursor.fetchall()

    return find


CONFLICT_CHECK_16K = Bench("conflict_check_16k", partial(measure_conflicts, "conflict_check_16k", ROWS))
CONFLICT_CHECK_200K = Bench("conflict_check_200k", partial(measure_conflicts, "conflict_check_200k", 200_000))
