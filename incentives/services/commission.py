"""The commission run: facts in, earnings out. Set-based in chunks, bounded in memory, idempotent by business key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import ngettext

from incentives.enums import EarningStatus, PlanKind
from incentives.events import CommissionsCalculated
from incentives.models import Earning, Fact, PlanVersion
from incentives.queries import tier_names_on
from incentives.rules.commission import CommissionInput, Words, commission
from incentives.rules.terms import Terms
from incentives.services.booking import Earned, book_earnings
from incentives.services.calculated import Calculated, FactRow, read_facts
from incentives.services.decisions import record_commission_decisions
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.outbox.services import emit

CHUNK = 2_000
LOOKED_AHEAD = 20_000
PER_FACT_KINDS = [PlanKind.COMMISSION, PlanKind.REFERRAL_FEE]


@dataclass(frozen=True)
class RunResult:
    facts: int
    earnings: int


def run_commissions(*, actor: Actor, at: datetime, chunk: int = CHUNK) -> RunResult:
    """Calculates every fact that a plan version covers and that has no earning under its plan yet.

    Each chunk is one transaction with one audit entry and one event; a run cut off goes on where it stood, and a second
    run finds nothing. Facts that do not qualify get an explained zero, so that nobody asks twice.
    """
    facts = earnings = 0
    versions = PlanVersion.objects.filter(plan__kind__in=PER_FACT_KINDS).select_related("plan").order_by("valid_from")
    for version in versions:
        for ids in _open_ids(version, chunk):
            earnings += _calculate_chunk(version, ids, actor, at)
            facts += len(ids)
    return RunResult(facts, earnings)


def _open_ids(version: PlanVersion, chunk: int) -> Iterator[list[UUID]]:
    """The open facts' ids, chunk by chunk, the oldest first. Looked for once in LOOKED_AHEAD, not once a chunk: finding
    those without an earning reads all the earnings there are."""
    waiting = open_facts(version).order_by("id").values_list("pk", flat=True)
    ids = list(waiting[:LOOKED_AHEAD])
    while ids:
        for start in range(0, len(ids), chunk):
            yield ids[start : start + chunk]
        ids = list(waiting.filter(pk__gt=ids[-1])[:LOOKED_AHEAD])


def open_facts(version: PlanVersion) -> QuerySet[Fact]:
    """Facts a version covers by program, trigger and date that its plan has not calculated.

    Told by the unique business key: PostgreSQL then knows of one row at most for each fact, even while a run fills an
    empty table and its statistics say nothing yet.
    """
    key = Concat(Value(_key_of(version, "")), Cast("pk", CharField()))
    calculated = Earning.objects.filter(business_key=OuterRef("key"))
    facts = (
        Fact.objects.alias(key=key)
        .filter(
            kind=version.parsed.trigger,
            partnership__program=version.plan.program_id,
            occurred_on__gte=version.valid_from,
        )
        .exclude(Exists(calculated))
    )
    return facts.filter(occurred_on__lt=version.valid_to) if version.valid_to else facts


@transaction.atomic
def _calculate_chunk(version: PlanVersion, ids: Sequence[UUID], actor: Actor, at: datetime) -> int:
    facts = read_facts(ids)
    terms, words = version.parsed, Words()
    tiers = tier_names_on({(fact.partnership_id, fact.occurred_on) for fact in facts})
    calculated = [
        _calculate(version, terms, words, fact, tiers.get((fact.partnership_id, fact.occurred_on))) for fact in facts
    ]
    book_earnings([row.earned for row in calculated])
    record_commission_decisions(version, calculated, actor, at)
    audit.record(
        version.plan,
        "incentives.commissions_calculated",
        actor=actor,
        at=at,
        summary=ngettext("%(count)s fact calculated", "%(count)s facts calculated", len(facts)) % {"count": len(facts)},
        changes={"facts": [str(facts[0].id), str(facts[-1].id)]},
    )
    emit(
        CommissionsCalculated(first_fact_id=facts[0].id, last_fact_id=facts[-1].id, earnings=len(calculated)),
        at=at,
    )
    return len(calculated)


def _key_of(version: PlanVersion, fact: UUID | str) -> str:
    return f"{version.plan.kind}:{version.plan_id}:{fact}"


def _calculate(version: PlanVersion, terms: Terms, words: Words, fact: FactRow, tier: str | None) -> Calculated:
    """What the fact earns, as the row that is booked: expense against what is held."""
    seen = CommissionInput(
        amount=fact.amount,
        currency=fact.currency,
        on=fact.occurred_on,
        tier=tier,
        is_registered=fact.is_registered_deal,
        is_fee=version.plan.kind == PlanKind.REFERRAL_FEE,
    )
    result = commission(seen, terms, words)
    earned = Earned(
        business_key=_key_of(version, fact.id),
        partner_id=fact.partner_id,
        partnership_id=fact.partnership_id,
        plan_version_id=version.pk,
        kind=version.plan.kind,
        fact_id=fact.id,
        description=_describe(fact),
        earned_on=fact.occurred_on,
        held_until=result.held_until,
        basis=fact.amount,
        rate=result.rate,
        amount=result.amount,
        currency=fact.currency,
        status=EarningStatus.HELD if result.amount else EarningStatus.ZERO,
    )
    return Calculated(fact, tier or "", result, earned)


def _describe(fact: FactRow) -> str:
    parts = [fact.customer_name, fact.deal_ref, fact.reference]
    return " · ".join(part for part in parts if part)[:240]
