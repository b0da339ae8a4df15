"""The demo's referrals: sent, answered, pursued, won or lost."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from deals.demo.deal import CONTACTS, days_since_contract
from deals.demo.desk import submitted_for
from deals.enums import LostReason, ReferralReason
from deals.models import CustomerAccount
from deals.services import opportunity, referral
from prm.demo.agenda import Agenda
from prm.demo.world import DemoWorld
from prm.lib.errors import Refused
from programs.models import Partnership


def plan_referrals(
    world: DemoWorld, agenda: Agenda, referrers: list[Partnership], customers: list[CustomerAccount]
) -> None:
    """Introductions, answered within two days, followed to the end; two wait for their first answer today."""
    chance = world.chance
    for number in range(5 * len(referrers)):
        partnership, customer = referrers[number % len(referrers)], customers[-1 - number % len(customers)]
        since = days_since_contract(world, partnership) - 5
        age = max(2, min(since, 20 + number * 470 // (5 * len(referrers))))
        fate = ("won", "open", "rejected", "won", "lost", "qualified")[number % 6]
        values = referral_values(world, customer, chance.randint(8, 60) * 1000)
        agenda.add(world.ago(age, 11), partial(refer, world, agenda, partnership, values, fate))
    for place, due in enumerate((world.today, world.today, world.today + timedelta(days=1))):
        partnership = referrers[place % len(referrers)]
        values = referral_values(world, customers[(7 + 5 * place) % len(customers)], 18_000 + 9_000 * place)
        at = submitted_for(world, due, referral.FIRST_ANSWER_DAYS) + timedelta(minutes=7 * place)
        agenda.add(at, partial(refer, world, agenda, partnership, values, ""), exactly=True)


def referral_values(world: DemoWorld, customer: CustomerAccount, amount: int) -> dict[str, Any]:
    contact = world.chance.choice(CONTACTS)
    return {
        "customer_name": customer.name, "customer_domain": customer.domain, "customer_country": customer.country,
        "contact_name": contact, "contact_email": f"{contact.split()[0].lower()}@{customer.domain}",
        "need": "They look for a supplier this quarter and asked us whom we know.", "amount": Decimal(amount),
        "currency": world.spec.currency, "is_consented": True,
    }  # fmt: skip


def refer(
    world: DemoWorld, agenda: Agenda, partnership: Partnership, values: dict[str, Any], fate: str, at: datetime
) -> None:
    manager, later = world.by_role("channel_manager"), world.at_work(at + timedelta(hours=22))
    sender = world.partner_actor(partnership.partner_id, "seller", "marketer", "admin")
    try:
        row = referral.submit_referral(partnership, values, actor=sender, at=at)
    except Refused:
        return
    if fate == "rejected":
        referral.reject_referral(
            row, actor=manager, at=later, reason=ReferralReason.NOT_A_FIT, note="Outside of what we make"
        )
    elif fate:
        referral.accept_referral(row, actor=manager, at=later)
        if fate != "open":
            agenda.add(at + timedelta(days=6), partial(pursue, world, agenda, row, fate))


def pursue(world: DemoWorld, agenda: Agenda, row: Any, fate: str, at: datetime) -> None:
    manager = world.by_role("channel_manager")
    referral.qualify_referral(row, actor=manager, at=at, note="Budget and date confirmed on the phone")
    if fate == "qualified":
        return
    deal = referral.open_referral_opportunity(row, actor=manager, at=at + timedelta(hours=2))

    def finish(when: datetime) -> None:
        if fate == "won":
            opportunity.win_opportunity(deal, actor=manager, at=when)
        else:
            opportunity.lose_opportunity(deal, actor=manager, at=when, reason=LostReason.BUDGET)

    agenda.add(at + timedelta(days=40), finish)
