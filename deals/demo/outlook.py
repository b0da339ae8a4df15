"""What program managers do with a year and a half of deals: simulate terms, and announce others."""

from datetime import timedelta
from decimal import Decimal

from prm.demo.world import DemoWorld
from programs.services.simulation import simulate_month, start_simulation
from programs.services.version import publish_version

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
