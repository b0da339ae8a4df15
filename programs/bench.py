"""The ground later pillars measure on: a vendor with its people, a program with tiers, and partners in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from partners.models import Partner
from prm.accounts.models import Membership, User
from prm.accounts.services.vendor import sign_up_vendor
from prm.lib.actor import Actor
from prm.lib.ids import make_ref
from prm.packs.types import PartnershipType
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context
from programs.models import Partnership, Product, Program, ProgramVersion, Tier, TierAssignment, TierBenefit

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
TIERS = (("Member", 60), ("Silver", 90), ("Gold", 120))


@dataclass(frozen=True)
class Field:
    """One vendor's ground. Partners and partnerships stand in the same order."""

    vendor: Vendor
    user: User
    owner: Membership
    program: Program
    product: Product
    tiers: list[Tier]
    partners: list[Partner]
    partnerships: list[Partnership]

    @property
    def system(self) -> Actor:
        return Actor.system(self.vendor.pk)

    @property
    def partner_ids(self) -> list[UUID]:
        return [partner.pk for partner in self.partners]

    @property
    def partnership_ids(self) -> list[UUID]:
        return [partnership.pk for partnership in self.partnerships]


def found_vendor(slug: str, partners: int) -> Field:
    """Signs the vendor up through its service; its partners are written at once."""
    user = User.objects.create_user(f"owner@{slug}.example", None, name="Olga Owner")
    vendor = sign_up_vendor(name=slug.capitalize(), owner=user, slug=slug)
    with tenant_context(Audience.VENDOR, vendor.pk):
        program = Program.objects.create(
            name="Resale", type=PartnershipType.RESALE, status="open", currency=vendor.currency
        )
        tiers = [
            Tier.objects.create(program=program, name=name, rank=rank)
            for rank, (name, _days) in enumerate(TIERS, start=1)
        ]
        _publish_terms(program, tiers)
        product = Product.objects.create(sku="EG-4", name="Edge Gateway", family="Gateways", list_price=Decimal(990))
        rows = [
            Partner(ref=ref, name=f"Partner {ref}", domain=f"{ref.lower()}.example") for ref in _refs("PAR", partners)
        ]
        Partner.objects.bulk_create(rows)
        ships = [
            Partnership(
                ref=ref, partner=partner, program=program, type=program.type, tier=tiers[place % len(tiers)],
                status="active", approved_at=SINCE, contracted_at=SINCE, activated_at=SINCE,
            )
            for place, (ref, partner) in enumerate(zip(_refs("PSH", partners), rows, strict=True))
        ]  # fmt: skip
        Partnership.objects.bulk_create(ships)
        TierAssignment.objects.bulk_create(
            TierAssignment(
                partner_id=ship.partner_id, partnership=ship, tier=tiers[place % len(tiers)], valid_from=SINCE.date(),
                reason="entry", assigned_by="PRM", assigned_at=SINCE,
            )
            for place, ship in enumerate(ships)
        )  # fmt: skip
        return Field(vendor, user, Membership.objects.get(user=user), program, product, tiers, rows, ships)


def _publish_terms(program: Program, tiers: list[Tier]) -> None:
    version = ProgramVersion.objects.create(
        program=program, number=1, status="published", valid_from=date(2025, 1, 1), published_at=SINCE
    )
    for tier, (_name, days) in zip(tiers, TIERS, strict=True):
        TierBenefit.objects.create(version=version, tier=tier, key="protection_days", value=days)


def _refs(kind: str, count: int) -> list[str]:
    refs: set[str] = set()
    while len(refs) < count:
        refs.add(make_ref(kind))
    return sorted(refs)
