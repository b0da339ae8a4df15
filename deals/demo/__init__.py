"""The demo's deals: customer accounts, a year and a half of registrations and referrals told in the order of time, and
a desk with something on it today."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from importlib.resources import files
from pathlib import Path
from uuid import UUID

from django.conf import settings

from deals.demo.deal import plan_deals
from deals.demo.desk import plan_today
from deals.demo.outlook import announce, simulate, use_benefits
from deals.demo.referral import plan_referrals
from deals.models import CustomerAccount
from deals.services.policy import publish_policy
from deals.tasks import expire_protections, warn_of_ending_protections
from prm.demo.agenda import Agenda
from prm.demo.world import DemoWorld
from prm.imports.services.run import start_import, work_through
from prm.imports.services.upload import set_mapping, upload_file
from prm.outbox.services import drain
from programs.models import Partnership, Product, TierProposal
from programs.queries import RUNNING
from programs.services.entitlement import keep_entitlements
from programs.services.proposal import approve_proposal
from programs.services.review import review_tiers, start_of_day

OWN_FILE = files("prm.demo").joinpath("accounts.csv")
REAL_FILE = Path(settings.BASE_DIR).parent / "shared" / "data" / "gov-accounts" / "accounts.csv"


def seed(world: DemoWorld) -> None:
    customers = make_accounts(world)
    with world.scope():
        make_policies(world)
        products = list(Product.objects.order_by("family", "sku"))
        ships = [s for s in world.shelf["ships"] if s.kind in ("resale", "distribution")]
        running = {
            p.pk: p for p in Partnership.objects.exclude(contracted_at=None).select_related("program", "partner")
        }
        sellers = [(s, running[s.partnership.pk]) for s in ships if s.partnership.pk in running]
        referrers = [
            running[s.partnership.pk]
            for s in world.shelf["ships"]
            if s.kind == "referral" and s.partnership.pk in running
        ]
    agenda = Agenda(world)
    plan_deals(world, agenda, sellers, customers, products)
    plan_referrals(world, agenda, referrers, customers)
    plan_months(world, agenda)
    plan_today(world, agenda, sellers, customers, products)
    agenda.play()
    drain(world.vendor.pk)
    with world.scope():
        month_of_jobs(world, world.ago(1, 22))
        simulate(world)
        announce(world)


def make_accounts(world: DemoWorld) -> list[CustomerAccount]:
    """The world's own customers; for Acme a file of real public bodies as well where the machine has it."""
    slug, text = world.spec.slug, OWN_FILE.read_text("utf-8")
    with world.scope():
        import_accounts(world, "".join(own_lines(text, slug)).encode(), f"{slug}-customers.csv")
        customers = list(CustomerAccount.objects.order_by("domain"))
    if slug == "acme" and REAL_FILE.is_file():
        with world.scope():
            import_accounts(world, REAL_FILE.read_bytes(), REAL_FILE.name)
    return customers


def own_lines(text: str, slug: str) -> Iterator[str]:
    """The header and this vendor's rows, without the column that names the vendor."""
    for line in text.splitlines(keepends=True):
        vendor, _comma, rest = line.partition(",")
        if vendor in ("vendor", slug):
            yield rest


def import_accounts(world: DemoWorld, content: bytes, name: str) -> None:
    """As the import screens do it: checked first, then run."""
    chief, at = world.by_role("channel_chief"), world.start
    batch = upload_file("deals.accounts", content, name=name, actor=chief, at=at)
    set_mapping(batch, batch.mapping, actor=chief, at=at)
    batch = work_through(batch, actor=chief, at=at)
    batch = start_import(batch, actor=chief, at=at)
    work_through(batch, actor=chief, at=at)


def make_policies(world: DemoWorld) -> None:
    for kind in ("resale", "distribution"):
        publish_policy(
            world.shelf["programs"][kind], {"minimum_amount": Decimal(2_000)}, actor=world.by_role("program_manager"),
            at=world.start,
        )  # fmt: skip


def plan_months(world: DemoWorld, agenda: Agenda) -> None:
    """The nightly jobs, once a month: ends and warnings of protections, the tier review and what a person makes of it."""
    for moment in world.months():
        agenda.add(moment, partial(month_of_jobs, world), exactly=True)


def month_of_jobs(world: DemoWorld, at: datetime) -> None:
    drain(world.vendor.pk)
    expire_protections.run_now(vendor_id=world.vendor.pk, at=at.isoformat())
    warn_of_ending_protections.run_now(vendor_id=world.vendor.pk, at=at.isoformat())
    designer = world.by_role("program_manager")
    start_of_day(at.date())
    # The newest promotions wait for a person today.
    if at < world.ago(75):
        for proposal in TierProposal.objects.filter(status="proposed").order_by("pk"):
            approve_proposal(proposal, actor=designer, at=at, note="Confirmed with their channel manager")
    ids: list[UUID] = list(
        Partnership.objects.filter(status__in=RUNNING, contracted_at__lt=at).order_by("pk").values_list("pk", flat=True)
    )
    review_tiers(ids, actor=world.system, at=at + timedelta(minutes=5))
    keep_entitlements(actor=world.system, at=at + timedelta(minutes=9))
    use_benefits(world, at + timedelta(hours=8))
