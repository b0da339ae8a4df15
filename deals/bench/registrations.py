"""The list of registrations at size, and what row security costs on the same table."""

from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings
from django.test import Client
from django.urls import reverse

from deals.enums import WAITING
from deals.models import Registration
from deals.models.registration import NOBODY_WAITS
from prm.bench.loading import insert_rows, pick, quoted, ref
from prm.bench.measuring import alternately, count_queries, median, p95, peak_memory
from prm.bench.values import Bench, Figure, Ground
from prm.clocks.models import Clock
from programs.bench import SINCE, Field, found_vendor

LARGE, SMALL, ALL, VENDORS = 100_000, 1_000, 1_000_000, 1_000
PAGES, PAIRS = 60, 300
# What a year of deals looks like, in twentieths: most are over, a tenth waits for somebody.
STATUSES = [
    "submitted",
    "in_review",
    *["approved"] * 4,
    *["won"] * 5,
    *["lost"] * 4,
    *["rejected"] * 2,
    *["expired"] * 3,
]
LISTED = """
SELECT id, ref, customer_name, partner_id, status, amount, currency, act_by_at FROM deals_registration
WHERE vendor_id = %(vendor)s AND status <> 'draft' ORDER BY created_at DESC, id DESC LIMIT 50
"""
SUMMED = """
SELECT status, count(*), sum(amount) FROM deals_registration WHERE vendor_id = %(vendor)s GROUP BY status ORDER BY status
"""


@dataclass(frozen=True)
class Deals:
    """The vendor of the promise and the one its floor is measured on, in one table with a thousand others."""

    large: Field
    small: Field
    rows: int


def load_deals(ground: Ground) -> Deals:
    large, small = found_vendor("large", 200), found_vendor("small", 20)
    sizes = [ground.size(LARGE, 60), ground.size(SMALL, 55)]
    for field, size in zip([large, small], sizes, strict=True):
        vendor = quoted(field.vendor.pk)
        ground.run_sql(registrations_of(field, size, vendor=vendor) + clocks_of(vendor))
    # The others only fill the table and its indexes: their partners are never asked for.
    rest = ground.size(ALL - LARGE - SMALL, VENDORS * 2)
    each = rest // (VENDORS - 2)
    ground.run_sql(registrations_of(large, rest, vendor=f"md5('vendor ' || g / {each})::uuid", salt="others"))
    return Deals(large, small, sizes[0])


def registrations_of(field: Field, size: int, *, vendor: str, salt: str = "") -> str:
    """SQL of a year's registrations of the vendor an expression names, spread over the partners and the states."""
    moment = f"{quoted(SINCE)} + make_interval(mins => (({size} - g) * 525600 / {size})::int)"
    status = pick(STATUSES, "g * 7919")
    ends = f"current_date + 1 + (g % 80)::int AS day, {status} AS status"
    words = pick(
        ["Water Authority", "County Schools", "Hospital", "Cold Storage", "Port", "Transit", "Foods", "Energy"]
    )
    sql = insert_rows(
        Registration,
        size,
        salt=salt or field.vendor.slug,
        vendor_id=vendor,
        ref=ref("REG"),
        created_at=moment,
        partner_id=pick(field.partner_ids),
        partnership_id=pick(field.partnership_ids),
        owner_id=quoted(field.owner.pk) + "::uuid",
        status="made.status",
        title="'Edge refresh, phase ' || (g % 9)",
        customer_name=f"'Town ' || (g % 20011) || ' ' || {words}",
        customer_domain="'town' || (g % 20011) || '.example'",
        customer_city="'Town ' || (g % 503)",
        customer_country="'US'",
        amount="1000 + (g * 37) % 400000",
        reporting_amount="1000 + (g * 37) % 400000",
        expected_close_on="made.day",
        submitted_at=moment,
        sealed_at=moment,
        protected_from="CASE WHEN made.status = 'approved' THEN current_date - 30 END",
        protected_until="CASE WHEN made.status = 'approved' THEN made.day END",
        closed_on="CASE WHEN made.status IN ('won', 'lost') THEN current_date - (g % 300)::int END",
        act_by_at=(
            f"CASE WHEN made.status IN ('submitted', 'in_review', 'approved') THEN made.day::timestamptz"
            f" ELSE {quoted(NOBODY_WAITS)} END"
        ),
    )
    return sql.rstrip().rstrip(";") + f"\nCROSS JOIN LATERAL (SELECT {ends}) AS made;\n"


def clocks_of(vendor: str) -> str:
    """SQL that starts the promise of each registration that waits."""
    waiting = ", ".join(quoted(status) for status in sorted(WAITING))
    sql = insert_rows(
        Clock,
        1,
        salt="clock",
        id="deal.id",
        vendor_id="deal.vendor_id",
        target_type=quoted(Registration._meta.label_lower),
        target_id="deal.id",
        partner_id="deal.partner_id",
        promise="'deals.decide'",
        side="'vendor'",
        hours="24",
        started_at="deal.submitted_at",
        due_at="deal.act_by_at",
    )
    deals = f"(SELECT * FROM deals_registration WHERE status IN ({waiting}) AND vendor_id = {vendor})"
    return sql.rstrip().rstrip(";") + f"\nCROSS JOIN {deals} AS deal;\n"


def measure_list(ground: Ground) -> Figure:
    """The workspace's list as its administrator opens it: whole requests through every middleware."""
    deals = ground.once(load_deals)
    pages = {"large": page_of(deals.large), "small": page_of(deals.small)}
    with peak_memory() as peak:
        spans = alternately(pages, ground.size(PAGES, 5))
    value, floor = median(spans["large"]), median(spans["small"])
    return Figure(
        "registrations_list_100k", value, "ms", floor, value / floor, deals.rows, count_queries(pages["large"]), peak.mb,
        notes=(f"p95 {p95(spans['large']):.1f} ms; the floor is the same page over {ground.size(SMALL, 55):,} rows",),
    )  # fmt: skip


def page_of(field: Field) -> Any:
    client = Client()
    client.force_login(field.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("workspace:deals:registration-list", kwargs={"vendor": field.vendor.slug})

    def open_page() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}.")

    open_page()
    return open_page


def measure_rls(ground: Ground) -> Figure:
    """The same SQL with an explicit WHERE, inside one open transaction, by the owner and by prm_vendor in turns."""
    deals = ground.once(load_deals)
    vendor = str(deals.large.vendor.pk)
    connection = psycopg2.connect(settings.DATABASE_OWNER_URL)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.vendor_id', %s, true)", [vendor])
            with peak_memory() as peak:
                overheads = {
                    name: rls_overhead(cursor, sql, vendor, ground.size(PAIRS, 5))
                    for name, sql in (("list of 50", LISTED), ("group-sum", SUMMED))
                }
    finally:
        connection.close()
    worst = max(overheads, key=lambda name: overheads[name][0] / overheads[name][1])
    governed, plain = overheads[worst]
    notes = [f"{name}: {a:.3f} ms under policies, {b:.3f} ms without" for name, (a, b) in overheads.items()]
    return Figure(
        "rls_overhead", (governed / plain - 1) * 100, "%", plain, governed / plain, deals.rows, 1, peak.mb,
        notes=(*notes, f"the value is that of the {worst}, its floor the milliseconds without policies"),
    )  # fmt: skip


def rls_overhead(cursor: Any, sql: str, vendor: str, pairs: int) -> tuple[float, float]:
    """Median milliseconds as prm_vendor and as the owner."""

    def ask() -> None:
        cursor.execute(sql, {"vendor": vendor})
        cursor.fetchall()

    spans: dict[str, list[float]] = {"prm_vendor": [], "prm_owner": []}
    for pair in range(pairs):
        for role in list(spans)[:: 1 if pair % 2 else -1]:
            cursor.execute(f"SET LOCAL ROLE {role}")
            spans[role] += alternately({role: ask}, 1, warm_up=1)[role]
    return median(spans["prm_vendor"]), median(spans["prm_owner"])


REGISTRATIONS_LIST = Bench("registrations_list_100k", measure_list)
RLS_OVERHEAD = Bench("rls_overhead", measure_rls)
