"""The demo's programs of all six types, their tiers, products and partnerships at every stage."""

from datetime import datetime, timedelta
from decimal import Decimal

from partners.models import Partner
from prm.demo.world import DemoWorld
from prm.lib.actor import Actor
from prm.packs.types import PartnershipType
from programs.models import Partnership, Product, Program
from programs.services.onboarding import complete_step
from programs.services.partnership import activate_partnership, create_partnership, mark_contracted
from programs.services.program import create_program, open_program
from programs.services.version import publish_version, save_terms, start_draft
from programs.terms import Terms

TIERS = ("Member", "Silver", "Gold")
TERMS = Terms(
    requirements={(2, "won_revenue"): Decimal(150_000), (3, "won_revenue"): Decimal(500_000), (3, "certified_people"): Decimal(2)},
    benefits={
        (1, "registered_deal_discount"): Decimal(5), (2, "registered_deal_discount"): Decimal(8),
        (3, "registered_deal_discount"): Decimal(12), (1, "protection_days"): Decimal(90),
        (2, "protection_days"): Decimal(90), (3, "protection_days"): Decimal(120),
    },
)  # fmt: skip
# Of ten partners: five resell, and each other type has one.
MIX = ("resale", "resale", "referral", "resale", "technology", "resale", "distribution", "resale", "alliance", "oem")


def seed(world: DemoWorld) -> None:
    designer = world.by_role("program_manager")
    for sku, name, family, price in world.spec.products:
        Product.objects.create(
            sku=sku, name=name, family=family, list_price=Decimal(price), currency=world.spec.currency
        )
    programs = {kind: make_program(world, kind, designer) for kind in PartnershipType.values}
    world.shelf["programs"] = programs
    world.shelf["partnerships"] = [
        join(world, partner, programs["resale" if number < 3 else MIX[number % len(MIX)]], number)
        for number, partner in enumerate(world.shelf["partners"])
    ]
    # A company may hold several partnerships: the first one refers customers as well.
    world.shelf["referrer"] = join(world, world.shelf["partners"][0], programs["referral"], 0)


def make_program(world: DemoWorld, kind: str, designer: Actor) -> Program:
    label = PartnershipType(kind).label
    program = create_program(
        name=f"{world.spec.name} {label}", type=kind, currency=world.spec.currency,
        tiers=TIERS if kind == "resale" else ("Partner",), actor=designer, at=world.start,
    )  # fmt: skip
    draft = start_draft(program, actor=designer, at=world.start)
    save_terms(draft, TERMS if kind == "resale" else Terms(), actor=designer, at=world.start)
    publish_version(draft, valid_from=world.start.date(), actor=designer, at=world.start)
    return open_program(program, actor=designer, at=world.start) or program


def join(world: DemoWorld, partner: Partner, program: Program, number: int) -> Partnership:
    """Approved, most of them contracted, the older ones through their onboarding and active."""
    at = world.start + timedelta(days=12 * number, hours=11)
    partnership = create_partnership(partner, program, owner=partner.owner, actor=world.system, at=at)
    if number % 9 == 8:
        return partnership
    mark_contracted(partnership, actor=world.system, at=at + timedelta(days=6))
    partnership.refresh_from_db()
    if number % 5 == 4 or at > world.now - timedelta(days=60):
        first_step(world, partnership, at + timedelta(days=20))
    else:
        activate_partnership(partnership, actor=world.system, at=at + timedelta(days=30))
    partnership.refresh_from_db()
    return partnership


def first_step(world: DemoWorld, partnership: Partnership, at: datetime) -> None:
    from programs.models import OnboardingStep

    step = OnboardingStep.objects.filter(journey__partnership=partnership).order_by("position").first()
    if step is not None and step.status != "completed":
        complete_step(step, actor=world.system, at=at)
