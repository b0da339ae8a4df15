"""What stands on the demo's desk this morning: late, due today, in conflict, asked back, ending, drafted."""

from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from deals.demo.deal import PROJECTS, Deal, hand_in, lines_of, plan_deal
from deals.enums import DecisionReason
from deals.models import CustomerAccount, Registration
from deals.services import decision, extension, promise
from prm.demo.agenda import Agenda
from prm.demo.world import DemoWorld
from programs.models import Product

QUESTIONS = (
    (0, DecisionReason.MISSING_EVIDENCE, "Who at the customer asked for the offer, and when was it sent?"),
    (1, DecisionReason.UNCLEAR_CLOSE, "The tender closes in March; is the date right?"),
    (5, DecisionReason.UNCLEAR_CUSTOMER, "Which of the two sites is meant?"),
)


def plan_today(
    world: DemoWorld, agenda: Agenda, sellers: list[Any], customers: list[CustomerAccount], products: list[Product]
) -> None:
    """What stands on the desk this morning: late, due today and tomorrow, in conflict, asked back, ending, drafted."""
    families = sorted({product.family for product in products})
    partnerships = [partnership for _ship, partnership in sellers]
    numbers = count()

    def deal(seller: int, customer: int, fate: str = "", after: int = 60) -> Deal:
        number = next(numbers)
        lines = lines_of(world.chance, products, families[number % len(families)])
        return Deal(
            partnerships[seller % len(partnerships)], customers[customer % len(customers)], lines,
            PROJECTS[world.spec.slug][number % len(PROJECTS[world.spec.slug])], fate, after,
        )  # fmt: skip

    def submit(item: Deal, at: datetime, **changes: Any) -> None:
        agenda.add(at, partial(hand_in, world, item, **changes), exactly=True)

    today, day = world.today, timedelta(days=1)
    for place, due in enumerate((today - day, today, today, today, today + day, today + day, today + 2 * day)):
        item = deal((0, 0, 4, 1, 5, 8, 3)[place], 3 + 7 * place)
        submit(item, submitted_for(world, due, 2) + timedelta(minutes=11 * place))
    # Two partners, one customer: the second spells its name differently. The one sealed first is decided first.
    first, second = deal(0, 60), deal(1, 60)
    second.lines = first.lines
    submit(first, submitted_for(world, today, 2) + timedelta(minutes=5))
    name = f"{first.customer.name} Inc."
    submit(second, submitted_for(world, today + day, 2), customer_name=name, customer_domain="")
    # A claim on what another partner has protected.
    held, rival = deal(0, 61, "open", 200), deal(6, 61)
    rival.lines = held.lines
    plan_deal(world, agenda, held, world.ago(30, 10))
    submit(rival, submitted_for(world, today + day, 2) + timedelta(minutes=25))
    for place, (seller, reason, note) in enumerate(QUESTIONS):
        asked = deal(seller, 62 + place)
        submit(asked, world.ago(6, 10, 5 * place))
        agenda.add(
            world.ago(4 - place, 15),
            partial(ask_back, world, asked, reason, note),
        )
    for place, (seller, left) in enumerate(((0, 6), (0, 20), (1, 3), (4, 12), (0, 27), (7, 1), (2, 9))):
        ending = deal(seller, 65 + place, "open", 200)
        days = 60 if seller == 2 else 90
        plan_deal(world, agenda, ending, world.ago(days - left + 1, 9))
        if place in (1, 3):
            agenda.add(world.ago(1, 14, place), partial(ask_for_time, world, ending))
    for place, seller in enumerate((0, 0, 1)):
        submit(deal(seller, 73 + place), world.ago(1 + place, 16, 20), submit=False)


def submitted_for(world: DemoWorld, due: date, days: int) -> datetime:
    """A working hour before today that makes an answer due on the day; the nearest later one where that day is none."""
    best = world.ago(1, 11)
    with world.scope():
        for back in range(1, 12):
            for hour in (15, 13, 11, 9):
                at = world.ago(back, hour, 10)
                answer = promise.would_answer_by(days, at=at).astimezone(world.zone).date()
                if answer == due:
                    return at
                if answer > due:
                    best = at
    return best


def ask_back(world: DemoWorld, deal: Deal, reason: str, note: str, at: datetime) -> None:
    decision.return_registration(deal.row, actor=world.by_role("channel_manager"), at=at, reason=reason, note=note)


def ask_for_time(world: DemoWorld, deal: Deal, at: datetime) -> None:
    row = Registration.objects.get(pk=deal.row.pk)
    if row.status == "approved" and row.protected_until and row.protected_until > at.date():
        extension.request_extension(
            deal.row, actor=world.partner_actor(deal.partnership.partner_id, "seller", "admin"), at=at, days=30,
            reason="The customer moved its board meeting to next month; technical acceptance is done.",
        )  # fmt: skip
