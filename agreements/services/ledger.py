"""The commitment ledger: one record per commitment and period, measured every night from what the system wrote down."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.events import CommitmentsBroken
from agreements.models import Commitment, CommitmentPeriod
from agreements.promises import READERS, Evidence
from agreements.rules.ledger import Span, Verdict, asked, expected, judge_promise, judge_target, spans
from prm.decisions.services import record_decisions
from prm.decisions.values import Condition, Draft, Input, Subject
from prm.lib.actor import Actor
from prm.money.calendar import Period
from prm.outbox.services import emit
from programs.metrics import METRICS, Values
from programs.queries import Expectation, expectations_of, vendor_day

CHUNK = 2_000
RULE = "agreements.commitment"
RUNNING = ("open", "on_track", "at_risk")
# What broke longer ago is written down; calling people for it now would help nobody.
CALLED_FOR = timedelta(days=7)
SHOWN_INPUTS = 100


@dataclass
class Measured:
    """What one night read: each promise once for all partnerships, each metric once for all that share its days."""

    today: date
    since: date
    at: datetime
    evidence: dict[str, dict[UUID, list[Evidence]]] = field(default_factory=dict)
    figures: dict[tuple[str, date, date], Values] = field(default_factory=dict)
    expectations: dict[UUID, Expectation] = field(default_factory=dict)

    def of_promise(self, term: str, partnership_id: UUID, span: Span) -> list[Evidence]:
        if term not in self.evidence:
            found: dict[UUID, list[Evidence]] = defaultdict(list)
            for item in READERS[term](self.since, self.today + timedelta(days=1), self.at):
                found[item.partnership_id].append(item)
            self.evidence[term] = found
        mine = self.evidence[term].get(partnership_id, [])
        return [item for item in mine if span.starts_on <= item.on <= span.ends_on]

    def of_metric(self, name: str, partnership_id: UUID, span: Span) -> Decimal | None:
        metric = METRICS.get(name)
        if metric is None:
            return None
        end = min(span.ends_on, self.today) + timedelta(days=1)
        start = span.starts_on if adds_up(name) else date.min
        if (name, start, end) not in self.figures:
            self.figures[name, start, end] = metric.between(Period(start, end))
        return self.figures[name, start, end].get(partnership_id, Decimal(0))


def adds_up(metric: str) -> bool:
    """Whether a metric's facts happened on days, as opposed to being so on a day."""
    known = METRICS.get(metric)
    return known is not None and known.adds_up


def is_revenue(metric: str) -> bool:
    """Whether a metric counts money a partner brings in: nothing of the kind is expected before it is enabled."""
    return adds_up(metric) and METRICS[metric].unit == "money"


def owing(today: date) -> Iterable[UUID]:
    """The commitments with a period begun by today and not yet decided."""
    mine = CommitmentPeriod.objects.filter(commitment_id=OuterRef("pk"))
    rows = Commitment.objects.filter(starts_on__lte=today).filter(
        Q(ends_on__gte=today) | ~Exists(mine) | Exists(mine.filter(status__in=RUNNING))
    )
    return rows.order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def measure_commitments(ids: Iterable[UUID], *, actor: Actor, at: datetime) -> int:
    """Writes every period of theirs that has begun and is not yet decided; returns how many changed.

    Run twice it changes nothing: what was kept, broken or waived is never measured again. The number of statements does
    not depend on how many they are. Emits CommitmentsBroken for what broke lately.
    """
    commitments = list(Commitment.objects.filter(pk__in=list(ids)).select_related("agreement").order_by("pk"))
    if not commitments:
        return 0
    measured = Measured(vendor_day(at), min(row.starts_on for row in commitments), at)
    known: dict[tuple[UUID, date], CommitmentPeriod] = {
        (row.commitment_id, row.starts_on): row
        for row in CommitmentPeriod.objects.select_for_update().filter(commitment__in=commitments)
    }
    sellers = {row.partnership_id for row in commitments if is_revenue(row.metric)}
    measured.expectations |= expectations_of(sellers, measured.today) if sellers else {}
    fresh: list[CommitmentPeriod] = []
    changed: list[tuple[CommitmentPeriod, Draft]] = []
    for commitment in commitments:
        for span in spans(commitment.cadence, commitment.starts_on, commitment.ends_on, measured.today):
            row = known.get((commitment.pk, span.starts_on))
            if row is None:
                row = new_period(commitment, span)
                fresh.append(row)
            elif row.status not in RUNNING:
                continue
            if draft := _judge(row, commitment, span, measured):
                changed.append((row, draft))
    for row, ref in zip(fresh, CommitmentPeriod.free_refs(len(fresh)) if fresh else [], strict=True):
        row.ref = ref
    CommitmentPeriod.objects.bulk_create(fresh)
    is_fresh = {row.pk for row in fresh}
    CommitmentPeriod.objects.bulk_update(
        [row for row, _draft in changed if row.pk not in is_fresh],
        [
            "ends_on",
            "target",
            "actual",
            "due",
            "kept",
            "days_late",
            "status",
            "measured_at",
            "waived_by",
            "waived_why",
        ],
        batch_size=CHUNK,
    )
    label = CommitmentPeriod._meta.label_lower
    record_decisions(
        ((Subject(label, row.pk, row.partner_id), draft) for row, draft in changed), actor=actor, at=measured.at
    )
    _call_for([row for row, _draft in changed], measured)
    return len(changed)


def new_period(commitment: Commitment, span: Span) -> CommitmentPeriod:
    return CommitmentPeriod(
        commitment=commitment,
        partner_id=commitment.partner_id,
        partnership_id=commitment.partnership_id,
        side=commitment.side,
        term=commitment.kind,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        target=asked(commitment.value, span, adds_up=adds_up(commitment.metric)),
    )


def _judge(row: CommitmentPeriod, commitment: Commitment, span: Span, measured: Measured) -> Draft | None:
    """Assigns what was measured; gives the decision to write down, or None where nothing changed."""
    before = (row.ends_on, row.target, row.actual, row.due, row.kept, row.status, row.measured_at is None)
    row.ends_on = span.ends_on
    is_over = span.is_over(measured.today)
    inputs: list[Input] = []
    enablement: list[Condition] = []
    verdict: Verdict
    if commitment.kind in READERS:
        inputs = _count_promises(row, commitment, span, measured)
        verdict = judge_promise(row.kept, row.due, is_over=is_over)
    else:
        row.actual = measured.of_metric(commitment.metric, row.partnership_id, span)
        expectation = measured.expectations.get(row.partnership_id) if is_revenue(commitment.metric) else None
        if expectation is None:
            verdict = _judge_target(row, commitment, span, measured)
        else:
            verdict = _judge_expected(row, commitment, span, measured, expectation)
            enablement = [
                Condition(_("Required enablement is complete"), not expectation.missing, ", ".join(expectation.missing))
            ]
        row.due, row.kept = int(verdict in ("kept", "broken")), int(verdict == "kept")
        if row.actual is not None:
            inputs = [Input(str(METRICS[commitment.metric].label), f"{row.actual:,.0f}", commitment.metric)]
    row.status = verdict
    if before == (row.ends_on, row.target, row.actual, row.due, row.kept, row.status, False):
        return None
    row.measured_at = measured.at
    return _draft(row, commitment, inputs, enablement)


def _judge_target(row: CommitmentPeriod, commitment: Commitment, span: Span, measured: Measured) -> Verdict:
    cumulative = adds_up(commitment.metric)
    row.target = asked(commitment.value, span, adds_up=cumulative)
    return judge_target(row.actual, row.target, span, measured.today, adds_up=cumulative)


def _judge_expected(
    row: CommitmentPeriod, commitment: Commitment, span: Span, measured: Measured, expectation: Expectation
) -> Verdict:
    """Enablement before expectation: a period that ends first is let go, one under way is asked in proportion."""
    part = expected(span, expectation.since or span.starts_on) if expectation.may else None
    if part is not None:
        return _judge_target(row, commitment, part, measured)
    row.target = asked(commitment.value, span, adds_up=True)
    if not span.is_over(measured.today):
        return "open"
    row.waived_by = _("Enablement before expectation")
    missing = ", ".join(expectation.missing)
    row.waived_why = (_("Required and not done by then: %(steps)s") % {"steps": missing})[:400]
    if not missing:
        row.waived_why = _("Its people were enabled after this period.")
    return "waived"


def _count_promises(row: CommitmentPeriod, commitment: Commitment, span: Span, measured: Measured) -> list[Input]:
    """How often it came due and was kept, with the rows it rests on, the missed ones first."""
    found = measured.of_promise(commitment.kind, row.partnership_id, span)
    told = [(item, kept) for item in found if (kept := item.keeps(commitment.value)) is not None]
    row.due, row.kept = len(told), sum(kept for _item, kept in told)
    row.actual = Decimal(row.kept)
    row.target = Decimal(row.due)
    row.days_late = max((item.delay(commitment.value) for item, _kept in told), default=0)
    told.sort(key=lambda pair: (pair[1], pair[0].on, pair[0].ref))
    return [
        Input(date_format(item.on, "j M Y"), _("kept") if kept else _("missed"), item.ref)
        for item, kept in told[:SHOWN_INPUTS]
    ]


def _draft(
    row: CommitmentPeriod, commitment: Commitment, inputs: Iterable[Input], enablement: Iterable[Condition]
) -> Draft:
    missing = max(row.target - (row.actual or Decimal(0)), Decimal(0))
    outcome = {"kept": True, "on_track": True, "broken": False, "at_risk": False}.get(row.status)
    return Draft(
        RULE,
        f"{row.starts_on:%Y-%m-%d}",
        row.status,
        tuple(inputs),
        (Condition(commitment.sentence, outcome, f"{row.actual or 0:,.0f} / {row.target:,.0f}"), *enablement),
        counterfactual=_("%(count)s more would have kept it.") % {"count": f"{missing:,.0f}"}
        if missing and row.status != "waived"
        else "",
        clause=commitment.clause,
    )


def _call_for(rows: list[CommitmentPeriod], measured: Measured) -> None:
    """One event for what broke in this chunk and is fresh enough to act on."""
    ids = tuple(row.pk for row in rows if row.status == "broken" and row.ends_on >= measured.today - CALLED_FOR)
    if ids:
        emit(CommitmentsBroken(period_ids=ids), at=measured.at)
