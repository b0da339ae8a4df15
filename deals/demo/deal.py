"""One deal of the demo: registered, looked at, decided, moved and closed, or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from deals.enums import DecisionReason, LostReason, Stage
from deals.models import CustomerAccount, Opportunity, Registration
from deals.services import decision, opportunity, registration
from deals.services.registration import LineInput
from prm.demo.agenda import Agenda
from prm.demo.world import DemoWorld
from prm.lib.errors import Refused
from programs.models import Partnership, Product

PROJECTS = {
    "acme": ("Line 3 controls", "Pump station refit", "Cold store monitoring", "Packaging line", "Boiler house",
             "Vision inspection", "SCADA renewal", "Gateway rollout", "Substation telemetry", "Water works, phase 2"),
    "globex": ("Endpoint rollout", "Branch gateways", "Identity for suppliers", "Managed detection", "NIS2 readiness",
               "Zero trust pilot", "Plant network", "Head office renewal"),
}  # fmt: skip


HOW_MANY = {"acme": 90, "globex": 40}
CONTACTS = ("Dana Whitmore", "Luis Herrera", "Anna Schreiber", "Peter Lund", "Grace Obi", "Tomas Riedl", "Erin Falk")


FATES = (
    ("won", "lost", "open", "rejected", "withdrawn", "cancelled"),
    ("open", "won", "lost", "rejected", "cancelled", "withdrawn"),
    (50, 20, 12, 9, 5, 4),
)


REJECTIONS = (
    (DecisionReason.DIRECT_ENGAGEMENT, "Our own team has an offer out since spring."),
    (DecisionReason.NOT_ELIGIBLE, "Spare parts alone are not a project."),
    (DecisionReason.OTHER, "The site named belongs to another company."),
)


@dataclass
class Deal:
    """One registration and what its partner makes of it."""

    partnership: Partnership
    customer: CustomerAccount
    lines: list[tuple[Product, int]]
    title: str
    fate: str
    closes_after: int
    row: Any = None

    @property
    def amount(self) -> Decimal:
        return sum((Decimal(product.list_price) * quantity for product, quantity in self.lines), Decimal(0))


def plan_deals(
    world: DemoWorld, agenda: Agenda, sellers: list[Any], customers: list[CustomerAccount], products: list[Product]
) -> None:
    """Deals spread over history. The named partners have more of them, so that their pages have something to show."""
    chance, families = world.chance, sorted({product.family for product in products})
    weights = [9 if ship.number == 0 else 4 if ship.number in (1, 2) else 1 for ship, _partnership in sellers]
    for number in range(HOW_MANY[world.spec.slug]):
        _ship, partnership = chance.choices(sellers, weights)[0]
        customer = customers[number % len(customers)]
        family = families[(number // len(customers) + number) % len(families)]
        since = days_since_contract(world, partnership) - 5
        age = chance.randint(4, max(5, min(since, 520)))
        fate = chance.choices(FATES[0] if age > 130 else FATES[1], FATES[2])[0]
        deal = Deal(
            partnership, customer, lines_of(chance, products, family), chance.choice(PROJECTS[world.spec.slug]), fate,
            chance.randint(30, 100),
        )  # fmt: skip
        plan_deal(world, agenda, deal, world.ago(age, chance.randint(8, 16), chance.randint(0, 59)))


def days_since_contract(world: DemoWorld, partnership: Partnership) -> int:
    return (world.now - partnership.contracted_at).days if partnership.contracted_at else 0


def lines_of(chance: Any, products: list[Product], family: str) -> list[tuple[Product, int]]:
    """One or two products of a family; few of what is dear, many of what is cheap."""
    own = [product for product in products if product.family == family]
    chosen = chance.sample(own, min(len(own), chance.randint(1, 2)))
    return [
        (product, max(1, round(chance.randint(9_000, 62_000) / float(product.list_price) / len(chosen))))
        for product in chosen
    ]


def plan_deal(world: DemoWorld, agenda: Agenda, deal: Deal, at: datetime) -> None:
    """Registered, looked at, decided after a day or so, then moved through the pipeline until it closes."""
    chance, at = world.chance, world.at_work(at)
    agenda.add(at, partial(hand_in, world, deal))
    if deal.fate == "cancelled":
        agenda.add(at + timedelta(hours=5), partial(cancel, world, deal))
        return
    decided = world.at_work(at + timedelta(hours=chance.choice((3, 5, 20, 23, 26, 44, 47, 70))))
    agenda.add(decided - timedelta(minutes=35), partial(review, world, deal))
    agenda.add(decided, partial(decide, world, deal))
    if deal.fate == "rejected":
        return
    for stage, share in ((Stage.PROPOSAL, 0.25), (Stage.NEGOTIATION, 0.55), (Stage.COMMIT, 0.8)):
        agenda.add(decided + timedelta(days=deal.closes_after * share), partial(move, world, deal, stage))
    agenda.add(decided + timedelta(days=deal.closes_after), partial(close, world, deal))


def hand_in(world: DemoWorld, deal: Deal, at: datetime, *, submit: bool = True, **changes: Any) -> None:
    customer, seller = deal.customer, world.partner_actor(deal.partnership.partner_id, "seller", "admin")
    contact = world.chance.choice(CONTACTS)
    values = {
        "title": deal.title, "customer_name": customer.name, "customer_domain": customer.domain,
        "customer_city": customer.city, "customer_region": customer.region, "customer_country": customer.country,
        "contact_name": contact, "contact_email": f"{contact.split()[0].lower()}@{customer.domain or 'customer.example'}",
        "currency": world.spec.currency, "expected_close_on": at.date() + timedelta(days=deal.closes_after),
        "evidence": f"Site visit with {contact} on {at - timedelta(days=6):%d %b}; budget named for this year.",
        **changes,
    }  # fmt: skip
    lines = [
        LineInput(product, Decimal(quantity), Decimal(product.list_price) * quantity)
        for product, quantity in deal.lines
    ]
    deal.row = registration.save_draft(deal.partnership, values, lines, actor=seller, at=at)
    if submit:
        try:
            deal.row = registration.submit_registration(deal.row, actor=seller, at=at)
        except Refused:
            # Not every draft can be handed in: an earlier deal of theirs with this customer still runs.
            deal.fate = "draft"


def review(world: DemoWorld, deal: Deal, at: datetime) -> None:
    if deal.fate != "draft":
        deal.row = decision.start_review(deal.row, actor=world.by_role("channel_manager"), at=at)


def decide(world: DemoWorld, deal: Deal, at: datetime) -> None:
    manager = world.by_role("channel_manager")
    if deal.fate == "rejected":
        reason, note = world.chance.choice(REJECTIONS)
        deal.row = decision.reject_registration(deal.row, actor=manager, at=at, reason=reason, note=note)
    elif deal.fate != "draft":
        try:
            deal.row = decision.approve_registration(deal.row, actor=manager, at=at)
        except Refused:
            deal.row, deal.fate = decision.mark_duplicate(deal.row, actor=manager, at=at), "draft"


def opened(deal: Deal) -> Opportunity | None:
    return None if deal.fate == "draft" else Opportunity.objects.filter(registration=deal.row, status="open").first()


def move(world: DemoWorld, deal: Deal, stage: str, at: datetime) -> None:
    if row := opened(deal):
        opportunity.move_opportunity(
            row, actor=world.partner_actor(row.partner_id, "seller", "admin"), at=at, stage=stage
        )


def close(world: DemoWorld, deal: Deal, at: datetime) -> None:
    manager, row = world.by_role("channel_manager"), opened(deal)
    if row is None:
        return
    if deal.fate == "won":
        final = (row.amount * world.chance.randint(88, 112) / 100).quantize(Decimal(1))
        opportunity.win_opportunity(row, actor=manager, at=at, amount=final)
    elif deal.fate == "lost":
        reason = world.chance.choice(LostReason.values[:4])
        opportunity.lose_opportunity(row, actor=manager, at=at, reason=reason, note="Told by the customer")
    elif deal.fate == "withdrawn" and Registration.objects.get(pk=deal.row.pk).status == "approved":
        seller = world.partner_actor(row.partner_id, "seller", "admin")
        registration.withdraw_registration(deal.row, actor=seller, at=at, note="Project stopped by the customer")


def cancel(world: DemoWorld, deal: Deal, at: datetime) -> None:
    if deal.fate != "draft":
        seller = world.partner_actor(deal.partnership.partner_id, "seller", "admin")
        registration.cancel_registration(deal.row, actor=seller, at=at, note="Registered twice by mistake")
