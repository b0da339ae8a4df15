"""What program managers do with a year and a half of deals: simulate terms, and announce others."""

from datetime import datetime, timedelta
from decimal import Decimal

from prm.demo.world import DemoWorld
from programs.models import Entitlement
from programs.services.entitlement import use_entitlement
from programs.services.simulation import simulate_month, start_simulation
from programs.services.version import publish_version

USES = {
    "demo_licenses": "Lab of their engineers", "leads_per_quarter": "Lead from the trade fair",
    "summit_seats": "Seat at the summit",
}  # fmt: skip
PRICES = {"named_manager": Decimal(400), "demo_licenses": Decimal(25), "leads_per_quarter": Decimal(15)}


def simulate(world: DemoWorld) -> None:
    """The resale terms being written, over the last twelve months."""
    designer, asked = world.by_role("program_manager"), world.ago(1, 10)
    row = start_simulation(
        world.shelf["next_terms"], months=12, revenue_metric="won_revenue", prices=PRICES, actor=designer, at=asked
    )
    for month in range(row.month_count):
        simulate_month(row.pk, month=month, at=asked + timedelta(seconds=month))


def announce(world: DemoWorld) -> None:
    """The referral terms change after their notice, and every member has its letter."""
    designer, at = world.by_role("program_manager"), world.ago(3, 11)
    publish_version(world.shelf["announced_terms"], valid_from=at.date() + timedelta(days=45), actor=designer, at=at)


def use_benefits(world: DemoWorld, at: datetime) -> None:
    """In a month a sixth of those with something left take one of it; the rest of a year expires."""
    running = Entitlement.objects.filter(closed_on=None, key__in=USES).order_by("pk")
    rows = [row for row in running[:200] if row.left]
    for row in rows[at.month % 6 :: 6]:
        use_entitlement(row, quantity=1, note=USES[row.key], actor=world.by_role("channel_manager"), at=at)
