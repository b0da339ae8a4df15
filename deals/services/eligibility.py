"""Qualification, conflict hint and benefit of a deal, before anything is written: what stands beside the form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.queries import TermInForce, lapsed_agreements, overdue_ask, terms_in_force
from deals.enums import DealType, Hint
from deals.models import Registration
from deals.queries import decision_minutes_p80, policy_on, recent
from deals.rules.eligibility import Facts, Qualification, qualify
from deals.rules.lines import customer_key, line_key
from deals.rules.party import party_of_deal
from deals.rules.policy import Policy
from deals.rules.protection import protect, reregister_from
from deals.services import promise
from deals.services.conflict import Answer, own_registration, private_answer
from prm.money.amounts import Money
from programs.benefits import PROTECTION_DAYS, REGISTERED_DEAL_DISCOUNT
from programs.models import Partnership
from programs.queries import RUNNING, benefit_value, vendor_day

P80_DAYS = 90


@dataclass(frozen=True)
class Benefit:
    """What approval would bring and when the answer comes."""

    percent: Decimal | None
    amount: Money | None
    value: Money
    tier: str
    protection: TermInForce
    answer: TermInForce
    protected_until: date
    answer_by: datetime
    p80_minutes: int | None


def qualification_of(
    row: Registration, line_keys: Iterable[str], answer: Answer | None, *, at: datetime
) -> Qualification:
    """Every condition for the registration as it stands, saved or not. `answer` is the private check's, if it was asked."""
    today = vendor_day(at)
    partnership = row.partnership
    policy = policy_on(partnership.program_id, today, partnership.program.currency)
    keys = frozenset(line_keys)
    facts = Facts(
        is_partnership_active=partnership.status in RUNNING and partnership.suspended_at is None,
        is_agreement_signed=partnership.contracted_at is not None,
        held=why_held(partnership, today),
        amount=row.amount or None,
        currency=row.currency,
        expected_close_on=row.expected_close_on,
        today=today,
        hint=answer.hint if answer else Hint.CLEAR,
        is_customer_for_line=bool(answer and answer.is_customer_for_line),
        held_by_own=own_registration(row, keys) or "",
        locked_until=_locked_until(row, keys, policy, today),
    )
    return qualify(facts, policy)


def why_held(partnership: Partnership, today: date) -> str:
    """Why the agreement lets nothing new be sent in: it is over, or its new version was to be accepted by now. Else empty.

    What is held already stays as it is.
    """
    over = lapsed_agreements([partnership.pk], today).get(partnership.pk)
    if over is not None and over.ended_on is not None:
        words = _("%(ref)s ended on %(day)s. Nothing new can be sent in until a new agreement is signed.")
        return words % {"ref": over.ref, "day": date_format(over.ended_on, "j M Y")}
    ask = overdue_ask(partnership.pk, today)
    if ask is not None and ask.agreement is not None:
        words = _("%(ref)s was to be accepted by %(day)s. Nothing new can be sent in until it is.")
        return words % {"ref": ask.agreement.ref, "day": date_format(ask.due_on, "j M Y")}
    return ""


def answer_for(row: Registration, line_keys: Iterable[str], *, at: datetime) -> Answer:
    """The private check of a registration that is handed in; typing asks through services.conflict.ask."""
    today = vendor_day(at)
    policy = policy_on(row.partnership.program_id, today, row.partnership.program.currency)
    return private_answer(party_of_deal(row), frozenset(line_keys), row.partner_id, today, policy.lookback_days)


def benefit_of(partnership: Partnership, amount: Decimal, currency: str, deal_type: str, *, at: datetime) -> Benefit:
    """The tier's registered-deal discount in money, the protection, and when the answer is promised and likely."""
    today = vendor_day(at)
    policy = policy_on(partnership.program_id, today, partnership.program.currency)
    terms = deal_terms(partnership, policy, today)
    discount, answer = terms.get(REGISTERED_DEAL_DISCOUNT), terms["decision_days"]
    percent = Decimal(discount.value) if discount else None
    protection = _protection(terms, partnership, policy, deal_type, today)
    value = Money(amount, currency)
    return Benefit(
        percent=percent,
        amount=(value * (percent / 100)).rounded() if percent is not None else None,
        value=value,
        tier=discount.origin if discount else "",
        protection=protection,
        answer=answer,
        protected_until=protect(today, protection.days).last_day,
        answer_by=promise.would_answer_by(answer.days, at=at),
        p80_minutes=decision_minutes_p80(recent(at, P80_DAYS)),
    )


def deal_terms(partnership: Partnership, policy: Policy, on: date) -> dict[str, TermInForce]:
    """What the agreement and the tier say about deals, and the policy where they say nothing."""
    return terms_in_force(
        partnership, on, {PROTECTION_DAYS: policy.standard_days, "decision_days": policy.decision_days}
    )


def protection_of(partnership: Partnership, policy: Policy, deal_type: str, on: date) -> TermInForce:
    """How many days a deal approved on a day is protected, and by which clause, tier or policy."""
    return _protection(deal_terms(partnership, policy, on), partnership, policy, deal_type, on)


def answer_days(partnership: Partnership, policy: Policy, on: date) -> int:
    """Within how many business days an answer is promised."""
    return deal_terms(partnership, policy, on)["decision_days"].days


def _protection(
    terms: dict[str, TermInForce], partnership: Partnership, policy: Policy, deal_type: str, on: date
) -> TermInForce:
    """An enterprise deal has days of its own; what was agreed by hand is the least any deal gets."""
    agreed = terms[PROTECTION_DAYS]
    if deal_type != DealType.ENTERPRISE:
        return agreed
    given = benefit_value(partnership, "protection_days_enterprise", on)
    days = int(given) if given else policy.enterprise_days
    if agreed.is_by_hand and agreed.days >= days:
        return agreed
    return replace(agreed, value=days, source="tier" if given else "program")


def _locked_until(row: Registration, keys: frozenset[str], policy: Policy, today: date) -> date | None:
    """The first day this partner may register an expired deal again, where the policy has such a rule."""
    if not policy.reregister_after_months:
        return None
    since = today - timedelta(days=policy.reregister_after_months * 31)
    expired = Registration.objects.filter(
        partner_id=row.partner_id, status="expired", closed_on__gte=since, protected_until__isnull=False
    ).prefetch_related("lines__product")
    mine = customer_key(name=row.customer_name, domain=row.customer_domain, region=row.customer_region)
    found = [
        reregister_from(old.protected_until, policy.reregister_after_months)
        for old in expired
        if old.protected_until
        and customer_key(name=old.customer_name, domain=old.customer_domain, region=old.customer_region) == mine
        and keys & _keys(old)
    ]
    return max((day for day in found if day > today), default=None)


def _keys(row: Registration) -> frozenset[str]:
    return frozenset(line_key(line.product_id, line.product.family) for line in row.lines.all())
