"""The conflict check: one word for the partner who asks, everything for the reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from deals.enums import LIVE, UNDECIDED, ConflictKind, Hint
from deals.models import AccountLine, Conflict, ConflictProbe, CustomerAccount, Registration
from deals.queries import line_keys_of, policy_on
from deals.rules.conflict import Overlap, hint_for
from deals.rules.lines import customer_key, line_key
from deals.rules.party import party_of_deal
from deals.services.match_index import ACCOUNT, REGISTRATION
from prm.lib.actor import Actor
from prm.matching.queries import Match, find_matches
from prm.matching.score import Party, Reason, score_pair
from prm.tenancy.scope import beyond_partner
from programs.models import Partnership
from programs.queries import vendor_day

PROBES_AN_HOUR = 30
MOST = 20


@dataclass(frozen=True)
class Answer:
    """What may be told: a word, and whether a new-logo-only policy stands in the way."""

    hint: Hint
    is_customer_for_line: bool


@dataclass(frozen=True)
class Found:
    """An overlap with the row it is about; for reviewers only."""

    overlap: Overlap
    row: Registration | CustomerAccount
    reasons: tuple[Reason, ...]


@beyond_partner("the check compares with the claims and customers of everybody and tells one word")
def private_answer(
    party: Party, line_keys: frozenset[str], partner_id: UUID, today: date, lookback_days: int
) -> Answer:
    """Clear, possible overlap or existing customer. Never who, how many or how much."""
    found = find_overlaps(party, line_keys, partner_id=partner_id, since=today - timedelta(days=lookback_days))
    customers = [item.row.pk for item in found if item.overlap.is_customer and item.overlap.level == "same"]
    bought = AccountLine.objects.filter(account_id__in=customers, line_key__in=line_keys).exists()
    return Answer(hint_for(item.overlap for item in found), bought)


def ask(
    partnership: Partnership, party: Party, line_keys: Iterable[str], *, actor: Actor, at: datetime
) -> Answer | None:
    """The answer while somebody types. None once the partner asked about too many customers within an hour.

    The same customer asked again costs nothing; every question is kept.
    """
    key = customer_key(name=party.name, domain=party.domain, region=party.state, country=party.country)
    probes = ConflictProbe.objects.filter(partner_id=partnership.partner_id, at__gt=at - timedelta(hours=1))
    asked = set(probes.values_list("customer_key", flat=True))
    if key not in asked:
        if len(asked) >= PROBES_AN_HOUR:
            return None
        ConflictProbe.objects.create(
            partner_id=partnership.partner_id, member_id=actor.membership_id, customer_key=key, at=at
        )
    today = vendor_day(at)
    policy = policy_on(partnership.program_id, today, partnership.program.currency)
    return private_answer(party, frozenset(line_keys), partnership.partner_id, today, policy.lookback_days)


def own_registration(row: Registration, line_keys: Iterable[str]) -> str | None:
    """The ref of this partner's own live registration of the same customer and product line, if it has one."""
    keys = frozenset(line_keys)
    own = Registration.objects.filter(
        partner_id=row.partner_id, status__in=LIVE, registered_lines__line_key__in=keys
    ).exclude(pk=row.pk)
    asked = party_of_deal(row)
    for other in own.distinct().order_by("sealed_at"):
        if score_pair(asked, party_of_deal(other)).level == "same":
            return other.ref
    return None


def find_overlaps(
    party: Party,
    line_keys: frozenset[str],
    *,
    partner_id: UUID,
    since: date,
    registration: Registration | None = None,
) -> list[Found]:
    """Everything in the index that is or may be this customer, the surest first. Needs the vendor's role."""
    excluding = [registration.pk] if registration else []
    matches = find_matches(party, kinds=(ACCOUNT, REGISTRATION), limit=MOST, excluding=excluding)
    accounts = CustomerAccount.objects.in_bulk([m.target_id for m in matches if m.kind == ACCOUNT])
    relevant = Q(status__in=LIVE) | Q(closed_on__gte=since) | Q(decided_at__date__gte=since)
    deals = (
        Registration.objects.filter(relevant, pk__in=[m.target_id for m in matches if m.kind == REGISTRATION])
        .exclude(status="draft")
        .select_related("partner")
        .prefetch_related("lines__product")
        .in_bulk()
    )
    found = []
    for match in matches:
        if account := accounts.get(match.target_id):
            overlap = Overlap(
                ConflictKind.ACCOUNT, match.score.level, match.score.value, account.ref, is_customer=account.is_customer
            )
            found.append(Found(overlap, account, match.score.reasons))
        elif deal := deals.get(match.target_id):
            found.append(_with_registration(match, deal, line_keys, partner_id, registration))
    return found


def _with_registration(
    match: Match, deal: Registration, line_keys: frozenset[str], partner_id: UUID, registration: Registration | None
) -> Found:
    theirs = {line_key(line.product_id, line.product.family) for line in deal.lines.all()}
    mine = registration.sealed_at if registration else None
    overlap = Overlap(
        kind=ConflictKind.OWN if deal.partner_id == partner_id else ConflictKind.REGISTRATION,
        level=match.score.level,
        value=match.score.value,
        ref=deal.ref,
        shares_product=bool(theirs & line_keys),
        is_sealed_first=bool(deal.sealed_at and (mine is None or deal.sealed_at < mine)),
        is_protected=deal.status == "approved",
        is_undecided=deal.status in UNDECIDED,
        is_customer=deal.status == "won",
    )
    return Found(overlap, deal, match.score.reasons)


@transaction.atomic
def assess(registration: Registration, *, at: datetime) -> list[Found]:
    """Finds the overlaps of a registration anew and keeps them for the list and the reviewer. As the vendor only."""
    found = overlaps_of(registration, at=at)
    Conflict.objects.filter(registration=registration).delete()
    Conflict.objects.bulk_create(_conflict(registration, item, at) for item in found)
    return found


def overlaps_of(registration: Registration, *, at: datetime) -> list[Found]:
    """The overlaps as they are now, for the reviewer."""
    today = vendor_day(at)
    program = registration.partnership.program
    policy = policy_on(program.pk, today, program.currency)
    return find_overlaps(
        party_of_deal(registration),
        line_keys_of(registration),
        partner_id=registration.partner_id,
        since=today - timedelta(days=policy.lookback_days),
        registration=registration,
    )


def _conflict(registration: Registration, found: Found, at: datetime) -> Conflict:
    side: dict[str, Any] = {"account": found.row} if isinstance(found.row, CustomerAccount) else {"other": found.row}
    return Conflict(
        registration=registration,
        kind=found.overlap.kind,
        level=found.overlap.level,
        value=Decimal(str(found.overlap.value)),
        reasons=[reason.text for reason in found.reasons],
        shares_product=found.overlap.shares_product,
        is_sealed_first=found.overlap.is_sealed_first,
        found_at=at,
        created_at=at,
        **side,
    )
