"""Named reads of money."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from incentives.enums import Account, PlanKind
from incentives.models import (
    Earning,
    Fact,
    LedgerEntry,
    Payment,
    PaymentBatch,
    Plan,
    RebateProgress,
    Statement,
    StatementLine,
)
from programs.models import TierAssignment


def earnings_for_list() -> QuerySet[Earning]:
    return Earning.objects.select_related("partner", "partnership__program", "plan_version__plan").order_by(
        "-earned_on", "-id"
    )


def facts_for_list() -> QuerySet[Fact]:
    return Fact.objects.select_related("partner", "partnership__program").order_by("-occurred_on", "-id")


def plans_for_list() -> QuerySet[Plan]:
    return Plan.objects.select_related("program").prefetch_related("versions").order_by("program__name", "name")


def statements_for_list() -> QuerySet[Statement]:
    return (
        Statement.objects.select_related("partner")
        .annotate(line_count=Count("lines"))
        .order_by("-period_start", "partner__name")
    )


def statement_by_ref(ref: str) -> Statement | None:
    """By its number, or by the name it had before it was issued."""
    rows = Statement.objects.select_related("partner", "prepared_by", "approved_by", "payment")
    return rows.filter(Q(ref=ref) | Q(draft_ref=ref)).order_by("id").first()


def issued_statement_by_ref(ref: str) -> Statement | None:
    """As a portal may read it: without the vendor's people, whose rows it need not load."""
    return Statement.objects.select_related("partner", "payment").filter(ref=ref).first()


def lines_for_statement(statement: Statement) -> QuerySet[StatementLine]:
    return statement.lines.select_related("partnership__program", "earning__plan_version__plan").order_by("position")


def batches_for_list() -> QuerySet[PaymentBatch]:
    return PaymentBatch.objects.select_related("prepared_by", "approved_by").order_by("-execute_on", "-id")


def statements_for_second_person(member_id: UUID | None) -> QuerySet[Statement]:
    """Those that wait for an approval this member may give: somebody else prepared them."""
    waiting = Statement.objects.filter(status="calculated", prepared_by__isnull=False)
    return waiting.exclude(prepared_by=member_id).select_related("partner", "prepared_by")


def batches_for_second_person(member_id: UUID | None) -> QuerySet[PaymentBatch]:
    """Those that wait for an approval this member may give: somebody else prepared them."""
    waiting = PaymentBatch.objects.filter(status="draft", prepared_by__isnull=False)
    return waiting.exclude(prepared_by=member_id).select_related("prepared_by")


def payments_for_batch(batch: PaymentBatch) -> QuerySet[Payment]:
    return batch.payments.select_related("partner").prefetch_related("statements").order_by("partner__name")


def balances(partner_id: UUID) -> dict[str, dict[str, Decimal]]:
    """Currency -> account -> balance of one partner; what we owe it is minus the payable account."""
    rows = LedgerEntry.objects.filter(partner_id=partner_id).values("currency", "account").annotate(total=Sum("amount"))
    result: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in rows.order_by("currency", "account"):
        result[row["currency"]][row["account"]] = row["total"]
    return dict(result)


def earned_by_status(partner_id: UUID) -> list[dict[str, Any]]:
    """Held, approved, stated and paid sums by currency: what a partner's money page opens with. One query."""
    return list(
        Earning.objects.filter(partner_id=partner_id)
        .values("currency")
        .annotate(
            held=Sum("amount", filter=Q(status="held"), default=Decimal(0)),
            approved=Sum("amount", filter=Q(status="approved"), default=Decimal(0)),
            stated=Sum("amount", filter=Q(status="statemented"), default=Decimal(0)),
            paid=Sum("amount", filter=Q(status="paid"), default=Decimal(0)),
        )
        .order_by("currency")
    )


def next_payment(partner_id: UUID) -> dict[str, Any] | None:
    """Currency, amount and date of what is issued and not yet paid; the earliest date first."""
    return (
        Statement.objects.filter(partner_id=partner_id, status="issued")
        .values("currency", "pay_on")
        .annotate(amount=Sum("total"))
        .filter(amount__gt=0)
        .order_by("pay_on")
        .first()
    )


def rebates_for_partner(partner_id: UUID, on: date) -> QuerySet[RebateProgress]:
    return (
        RebateProgress.objects.filter(partner_id=partner_id, period_start__lte=on, period_end__gt=on)
        .select_related("plan_version__plan", "partnership__program")
        .order_by("plan_version__plan__name")
    )


def ledger_is_whole() -> list[tuple[str, Decimal]]:
    """Currencies whose ledger does not sum to zero; an empty list is a whole ledger."""
    sums = LedgerEntry.objects.values_list("currency").annotate(total=Sum("amount")).order_by("currency")
    return [(currency, total) for currency, total in sums if total]


def owed(partner_id: UUID, currency: str) -> Decimal:
    """What is payable to a partner now."""
    return -balances(partner_id).get(currency, {}).get(Account.PAYABLE.value, Decimal(0))


def tier_names_on(pairs: set[tuple[UUID, date]]) -> dict[tuple[UUID, date], str]:
    """(partnership, day) -> name of the tier held that day, for the pairs that held one. One query."""
    held: dict[UUID, list[TierAssignment]] = defaultdict(list)
    rows = TierAssignment.objects.filter(partnership__in={partnership for partnership, _day in pairs})
    for row in rows.select_related("tier"):
        held[row.partnership_id].append(row)
    return {
        (partnership, day): row.tier.name
        for partnership, day in pairs
        for row in held[partnership]
        if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
    }


def referral_refs_paid_by(batch_id: UUID) -> list[str]:
    """The referrals whose fee went out with a payment batch."""
    lines = StatementLine.objects.filter(
        statement__payment__batch=batch_id, earning__kind=PlanKind.REFERRAL_FEE, amount__gt=0
    )
    return sorted(set(lines.values_list("earning__fact__deal_ref", flat=True)))
