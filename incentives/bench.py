"""The commission run at size, against one statement that writes the same rows into the same tables."""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg2
from django.conf import settings
from psycopg2.extras import Json

from incentives.enums import PlanKind
from incentives.models import Earning, Fact, LedgerEntry, Plan, PlanVersion
from incentives.rules.terms import Terms
from incentives.services.commission import run_commissions
from prm.bench.loading import insert_rows, pick, quoted
from prm.bench.measuring import counted_queries, peak_memory, timed
from prm.bench.values import Bench, Figure, Ground
from prm.decisions.models import Decision
from prm.tenancy.scope import Audience, tenant_context
from programs.bench import Field, found_vendor

FACTS, PARTNERS = 100_000, 200
AT = datetime(2026, 3, 17, 9, tzinfo=UTC)
TERMS = Terms(rate=Decimal(5), tier_rates={"Silver": Decimal(8), "Gold": Decimal(12)}, hold_days=30)
# The run's own rows, computed and written by one statement. What a decision holds is of the run's shape and size.
FLOOR = """
WITH calculated AS (
    SELECT gen_random_uuid() AS earning_id, fact.*, version.id AS version_id, version.plan_id, tier.name AS tier,
        coalesce((version.terms -> 'tier_rates' ->> tier.name)::numeric, (version.terms ->> 'rate')::numeric) AS rate
    FROM incentives_fact fact
    JOIN programs_partnership ship ON ship.id = fact.partnership_id
    JOIN incentives_plan plan ON plan.program_id = ship.program_id
    JOIN incentives_planversion version ON version.plan_id = plan.id AND fact.occurred_on >= version.valid_from
    JOIN programs_tierassignment held ON held.partnership_id = ship.id AND held.valid_from <= fact.occurred_on
        AND (held.valid_to IS NULL OR fact.occurred_on < held.valid_to)
    JOIN programs_tier tier ON tier.id = held.tier_id
    WHERE fact.vendor_id = %(vendor)s AND fact.kind = version.terms ->> 'trigger'
        AND NOT EXISTS (SELECT FROM incentives_earning known WHERE known.vendor_id = fact.vendor_id
            AND known.fact_id = fact.id)
), earned AS (
    INSERT INTO incentives_earning (id, vendor_id, created_at, business_key, partner_id, partnership_id,
        plan_version_id, kind, fact_id, description, earned_on, held_until, basis, rate, amount, currency, status)
    SELECT earning_id, vendor_id, %(at)s, 'commission:' || plan_id || ':' || id, partner_id, partnership_id,
        version_id, 'commission', id, customer_name || ' · ' || deal_ref || ' · ' || reference, occurred_on,
        occurred_on + 30, amount, rate, round(amount * rate / 100, 2), currency, 'held'
    FROM calculated
), booked AS (
    INSERT INTO incentives_ledgerentry (id, vendor_id, created_at, posting_key, account, partner_id, amount, currency,
        booked_on)
    SELECT gen_random_uuid(), vendor_id, %(at)s, 'earn:' || earning_id, leg.account, partner_id,
        leg.sign * round(amount * rate / 100, 2), currency, occurred_on
    FROM calculated CROSS JOIN (VALUES ('expense', 1), ('held', -1)) AS leg (account, sign)
)
INSERT INTO decisions_decision (id, vendor_id, created_at, subject_type, subject_id, partner_id, rule, version, content,
    result, counterfactual, clause, decided_by, at, content_hash)
SELECT gen_random_uuid(), vendor_id, %(at)s, 'incentives.earning', earning_id, partner_id, 'incentives.commission',
    'Resale v1', %(content)s::jsonb || jsonb_build_object('amount', amount, 'tier', tier, 'reference', reference),
    round(amount * rate / 100, 2) || ' ' || currency, '', '', 'PRM', %(at)s,
    encode(sha256((earning_id || reference)::bytea), 'hex')
FROM calculated
"""


def found_plan(slug: str, facts: int, ground: Ground) -> Field:
    """A vendor with a commission plan and invoices no plan has seen."""
    field = found_vendor(slug, ground.size(PARTNERS, 6))
    with tenant_context(Audience.VENDOR, field.vendor.pk):
        plan = Plan.objects.create(
            name="Registered deals", kind=PlanKind.COMMISSION, program=field.program, currency=field.vendor.currency
        )
        PlanVersion.objects.create(
            plan=plan, number=1, valid_from=date(2025, 1, 1), terms=TERMS.to_json(), published_by_label="PRM",
            published_at=AT,
        )  # fmt: skip
    invoices = insert_rows(
        Fact,
        facts,
        salt=slug,
        vendor_id=quoted(field.vendor.pk),
        kind=quoted(TERMS.trigger),
        source_key="'invoice:' || g",
        partner_id=pick(field.partner_ids),
        partnership_id=pick(field.partnership_ids),
        occurred_on="date '2025-02-01' + (g % 365)::int",
        amount="100 + (g * 37) % 90000 + 0.55",
        currency="'USD'",
        quantity="1",
        reference="'INV-' || g",
        customer_name="'Town ' || (g % 20011) || ' Water Authority'",
        deal_ref="'REG-' || lpad((g % 99999)::text, 6, '0')",
        is_registered_deal="true",
    )
    ground.run_sql(invoices)
    return field


def measure_run(ground: Ground) -> Figure:
    facts = ground.size(FACTS, 40)
    ours, plain = found_plan("running", facts, ground), found_plan("plain", facts, ground)
    ground.run_sql("VACUUM ANALYZE")

    def run() -> None:
        # As the nightly task runs: outside any transaction of its own, in its vendor's scope.
        with tenant_context(Audience.VENDOR, ours.vendor.pk):
            run_commissions(actor=ours.system, at=AT)

    with peak_memory() as peak, counted_queries() as count:
        value = timed(run) / 1000
    floor = write_plainly(plain, decision_of(ours))
    written = [counts(field) for field in (ours, plain)]
    if written != [{"earning": facts, "ledgerentry": 2 * facts, "decision": facts}] * 2:
        raise RuntimeError(f"The run and its floor did not write the same rows: {written}.")
    return Figure(
        "commission_run_100k", value, "s", floor, value / floor, facts, count.queries, peak.mb,
        notes=(f"{facts / value:,.0f} facts/s",),
    )  # fmt: skip


def decision_of(field: Field) -> Decision:
    with tenant_context(Audience.VENDOR, field.vendor.pk):
        return Decision.objects.order_by("pk")[0]


def write_plainly(field: Field, like: Decision) -> float:
    """Seconds the one statement takes, checks and triggers included."""
    connection = psycopg2.connect(settings.DATABASE_OWNER_URL)
    try:
        with connection, connection.cursor() as cursor:
            wanted = {"vendor": str(field.vendor.pk), "at": AT, "content": Json(like.content)}
            return timed(lambda: cursor.execute(FLOOR, wanted)) / 1000
    finally:
        connection.close()


def counts(field: Field) -> dict[str, int]:
    with tenant_context(Audience.VENDOR, field.vendor.pk):
        return {str(model._meta.model_name): model.objects.count() for model in (Earning, LedgerEntry, Decision)}


BENCHES = (Bench("commission_run_100k", measure_run),)
