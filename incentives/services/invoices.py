"""Invoices and payments from a file: each row is matched to its deal and becomes a fact."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deals.models import Opportunity, Referral, Registration
from incentives.enums import FactKind
from incentives.models import Fact
from incentives.services.facts import FactInput, record_facts
from prm.imports.kinds import ChunkResult, Row
from prm.lib.actor import Actor

# What a registration is while its customer may be invoiced under it; anything else was never granted or was given up.
GRANTED = frozenset({"approved", "won"})
Deal = Registration | Referral | Opportunity


def load_invoices(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Records a chunk of invoices and payments. A number recorded before with the same amount is left as it is.

    Refuses, row by row, a deal nobody knows and a number recorded before with another amount: facts never change, a
    correction comes as a row of its own with a negative amount. Raises Forbidden without the right to import.
    """
    result = ChunkResult()
    deals = _deals_by_ref(row["deal"].upper() for row in rows)
    facts: dict[str, FactInput] = {}
    for position, row in enumerate(rows):
        deal = deals.get(row["deal"].upper())
        if deal is None:
            result.errors[position] = _("There is no such deal: %(ref)s") % {"ref": row["deal"]}
            continue
        fact = _fact_of(row, deal)
        facts[fact.source_key] = fact
    known = {fact.source_key: fact for fact in Fact.objects.filter(source_key__in=list(facts))}
    for position, row in enumerate(rows):
        before = known.get(_key(row))
        if before and (before.amount, before.currency) != (row["amount"], row["currency"]):
            facts.pop(_key(row), None)
            result.errors[position] = _(
                "%(number)s was recorded with %(amount)s %(currency)s. Enter a correction under a number of its own."
            ) % {"number": row["number"], "amount": f"{before.amount:.2f}", "currency": before.currency}
    recorded = record_facts(list(facts.values()), actor=actor, at=at)
    result.created, result.unchanged = recorded.created, recorded.known
    return result


def _key(row: Row) -> str:
    return f"{row['kind'] or FactKind.INVOICE}:{row['number']}"


def _fact_of(row: Row, deal: Deal) -> FactInput:
    return FactInput(
        kind=row["kind"] or FactKind.INVOICE,
        source_key=_key(row),
        partner_id=deal.partner_id,
        partnership_id=deal.partnership_id,
        occurred_on=row["occurred_on"],
        amount=row["amount"],
        currency=row["currency"],
        reference=row["number"],
        customer_name=deal.name if isinstance(deal, Opportunity) else deal.customer_name,
        deal_ref=deal.ref,
        is_registered_deal=_is_registered(deal),
    )


def _is_registered(deal: Deal) -> bool:
    if isinstance(deal, Opportunity):
        return deal.registration is not None or deal.referral is not None
    return isinstance(deal, Referral) or deal.status in GRANTED


def _deals_by_ref(refs: Iterable[str]) -> dict[str, Deal]:
    """Registrations, referrals and opportunities by their reference. Three queries."""
    wanted = set(refs)
    found: dict[str, Deal] = {}
    for rows in (
        Registration.objects.filter(ref__in=wanted),
        Referral.objects.filter(ref__in=wanted),
        Opportunity.objects.filter(ref__in=wanted).select_related("registration", "referral"),
    ):
        found |= {deal.ref: deal for deal in rows}
    return found
