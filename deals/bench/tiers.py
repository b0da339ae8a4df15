"""The nightly tier review at size, against one statement that reads the same figures and writes the same rows."""

from datetime import UTC, date, datetime

import psycopg2
from django.conf import settings
from psycopg2.extras import Json

from deals.models import Opportunity
from prm.bench.loading import insert_rows, pick, quoted, ref
from prm.bench.measuring import counted_queries, peak_memory, timed
from prm.bench.values import Bench, Figure, Ground
from prm.decisions.models import Decision
from prm.tenancy.scope import Audience, tenant_context
from programs.bench import Field, found_vendor
from programs.models import ProgramVersion, TierReview
from programs.services.review import AT_ONCE, review_tiers, start_of_day

PARTNERSHIPS, DEALS_EACH = 10_000, 5
AT = datetime(2026, 3, 17, 1, tzinfo=UTC)
TERMS_FROM = date(2026, 1, 1)
# Eight figures of won revenue; Silver asks for three of them and Gold for the other five.
RULES = """
figures:
  average_deal: {average: won_revenue}
  deals: {count: won_revenue}
  largest_deal: {largest: won_revenue}
  last_quarter: {sum: won_revenue, window: last 3 months}
  median_deal: {median: won_revenue}
  newest_deal: {latest: won_revenue}
  smallest_deal: {smallest: won_revenue}
requires:
  "2": [{won_revenue: 100000}, {deals: 2}, {largest_deal: 20000}]
  "3": [{last_quarter: 50000}, {average_deal: 30000}, {median_deal: 30000}, {newest_deal: 10000}, {smallest_deal: 5000}]
"""
FIGURES = """
    sum(amount) FILTER (WHERE closed_on > %(year)s) AS won, count(*) FILTER (WHERE closed_on > %(year)s) AS deals,
    max(amount) FILTER (WHERE closed_on > %(year)s) AS largest, min(amount) FILTER (WHERE closed_on > %(year)s) AS smallest,
    avg(amount) FILTER (WHERE closed_on > %(year)s) AS average, sum(amount) FILTER (WHERE closed_on > %(quarter)s) AS quarter,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FILTER (WHERE closed_on > %(year)s) AS median,
    (array_agg(amount ORDER BY closed_on DESC))[1] AS newest
"""
FLOOR = f"""
WITH measured AS (
    SELECT ship.id, ship.partner_id, ship.tier_id, figures.*
    FROM programs_partnership ship
    LEFT JOIN (
        SELECT partnership_id, {FIGURES} FROM deals_opportunity
        WHERE vendor_id = %(vendor)s AND status = 'won' AND closed_on <= %(today)s GROUP BY partnership_id
    ) AS figures ON figures.partnership_id = ship.id
    WHERE ship.vendor_id = %(vendor)s
), reviewed AS (
    INSERT INTO programs_tierreview (id, vendor_id, created_at, partner_id, partnership_id, version_id, reviewed_on,
        held_tier_id, figures, counterfactual)
    SELECT gen_random_uuid(), %(vendor)s, %(at)s, partner_id, id, %(version)s, %(today)s, tier_id,
        jsonb_build_object('won', won, 'deals', deals, 'largest', largest, 'smallest', smallest, 'average', average,
            'quarter', quarter, 'median', median, 'newest', newest), ''
    FROM measured
)
INSERT INTO decisions_decision (id, vendor_id, created_at, subject_type, subject_id, partner_id, rule, version, content,
    result, counterfactual, clause, decided_by, at, content_hash)
SELECT gen_random_uuid(), %(vendor)s, %(at)s, 'programs.partnership', id, partner_id, 'programs.tier', 'Resale v2',
    %(content)s::jsonb || jsonb_build_object('won', won), 'Stays', '', '', 'PRM', %(at)s, encode(sha256(id::text::bytea), 'hex')
FROM measured
"""


def found_program(slug: str, partnerships: int, ground: Ground) -> Field:
    """A vendor whose partners won deals in the last eighteen months, under terms that ask for eight figures."""
    field = found_vendor(slug, partnerships)
    with tenant_context(Audience.VENDOR, field.vendor.pk):
        ProgramVersion.objects.create(
            program=field.program, number=2, status="published", valid_from=TERMS_FROM, published_at=AT, rules=RULES
        )
    won = insert_rows(
        Opportunity,
        partnerships * DEALS_EACH,
        salt=slug,
        vendor_id=quoted(field.vendor.pk),
        ref=ref("OPP"),
        partner_id=pick(field.partner_ids),
        partnership_id=pick(field.partnership_ids),
        name="'Town ' || (g % 20011)",
        status="'won'",
        stage_changed_at=quoted(AT),
        amount="1000 + (g * 7919) % 60000",
        currency="'USD'",
        reporting_amount="1000 + (g * 7919) % 60000",
        closed_on="date '2026-03-16' - ((g * 104729) % 540)::int",
    )
    ground.run_sql(won)
    return field


def measure_review(ground: Ground) -> Figure:
    """The whole nightly job, from the first chunk to the last. The first night writes a decision for everybody."""
    size = ground.size(PARTNERSHIPS, 40)
    ours, plain = (found_program(slug, size, ground) for slug in ("reviewed", "plainly"))
    ground.run_sql("VACUUM ANALYZE")

    def run() -> None:
        # As the nightly tasks run: a transaction for each chunk, in its vendor's scope.
        for start in range(0, size, AT_ONCE):
            with tenant_context(Audience.VENDOR, ours.vendor.pk):
                start_of_day(AT.date())
                review_tiers(ours.partnership_ids[start : start + AT_ONCE], actor=ours.system, at=AT)

    with peak_memory() as peak, counted_queries() as count:
        value = timed(run) / 1000
    with tenant_context(Audience.VENDOR, ours.vendor.pk):
        like, moved = Decision.objects.order_by("pk")[0], TierReview.objects.count()
    floor = write_plainly(plain, like)
    if moved != size:
        raise RuntimeError(f"{moved} of {size} partnerships were reviewed.")
    return Figure(
        "tier_review_10k", value, "s", floor, value / floor, size, count.queries, peak.mb,
        notes=(f"{size / value:,.0f} partnerships/s; 8 figures each, promotions and decisions written",),
    )  # fmt: skip


def write_plainly(field: Field, like: Decision) -> float:
    """Seconds the one statement takes. It moves nobody, so it is less than what the review does."""
    with tenant_context(Audience.VENDOR, field.vendor.pk):
        version = ProgramVersion.objects.get(number=2)
    today = AT.date()
    wanted = {
        "vendor": str(field.vendor.pk), "at": AT, "today": today, "version": str(version.pk), "content": Json(like.content),
        "year": today.replace(year=today.year - 1), "quarter": today.replace(month=today.month - 2, day=1),
    }  # fmt: skip
    connection = psycopg2.connect(settings.DATABASE_OWNER_URL)
    try:
        with connection, connection.cursor() as cursor:
            return timed(lambda: cursor.execute(FLOOR, wanted)) / 1000
    finally:
        connection.close()


TIER_REVIEW = Bench("tier_review_10k", measure_review)
