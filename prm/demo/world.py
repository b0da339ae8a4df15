"""The demo world's frame: two vendors, their people, one clock and one source of chance, the same on every machine."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from allauth.account.models import EmailAddress

from prm.accounts.models import Membership, User
from prm.accounts.services.vendor import add_member, sign_up_vendor
from prm.demo.personas import PASSWORD
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context

MONTHS = 18
SEED = 20260317


@dataclass(frozen=True)
class VendorSpec:
    """One vendor: how it looks, what it sells, who works there, how many partners it has."""

    slug: str
    name: str
    industry: str
    timezone: str
    currency: str
    country: str
    accent: str
    people: tuple[tuple[str, str, str], ...]
    products: tuple[tuple[str, str, str, int], ...]
    partners: int


VENDORS = (
    VendorSpec(
        "acme", "Acme Automation", "Industrial automation", "America/Chicago", "USD", "US", "#14654a",
        (
            ("alice", "Alice Moreau", "admin"), ("sam", "Sam Okafor", "channel_manager"),
            ("petra", "Petra Lindqvist", "program_manager"), ("fay", "Fay Delgado", "finance"),
            ("frank", "Frank Ito", "finance"), ("vera", "Vera Novak", "viewer"),
            ("chidi", "Chidi Anand", "channel_chief"), ("mara", "Mara Voss", "marketing"),
        ),
        (
            ("EG-4", "Edge Gateway G4", "Gateways", 990), ("EG-4X", "Edge Gateway G4 rugged", "Gateways", 1490),
            ("EM-36", "Edge Manager, 36 months", "Software", 432), ("VL-2", "Vision Line 2", "Vision", 7380),
            ("VL-2S", "Vision Line 2 service", "Services", 1200), ("SC-1", "SCADA Connect", "Software", 2600),
            ("CM-D", "Commissioning, day", "Services", 1580), ("TR-D", "Training, day", "Services", 1350),
        ),
        40,
    ),
    VendorSpec(
        "globex", "Globex Security", "Cybersecurity", "Europe/Berlin", "EUR", "DE", "#7a3e9d",
        (
            ("eve", "Eve Hartmann", "admin"), ("jonas", "Jonas Weber", "channel_manager"),
            ("ilse", "Ilse Krause", "program_manager"), ("noor", "Noor Haddad", "finance"),
            ("tom", "Tom Brandt", "finance"),
        ),
        (
            ("SH-100", "Shield Endpoint, 100 seats", "Endpoint", 3900), ("SH-M", "Shield Managed", "Services", 2400),
            ("WG-2", "Watch Gateway 2", "Network", 5200), ("ID-1", "Identity Hub", "Identity", 6100),
        ),
        20,
    ),
)  # fmt: skip


@dataclass
class DemoWorld:
    """What the pillars' seeds share for one vendor. `now` is when the demo is made; history runs up to it."""

    spec: VendorSpec
    vendor: Vendor
    now: datetime
    chance: Random
    members: dict[str, Membership] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    shelf: dict[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        return self.now - timedelta(days=30 * MONTHS)

    @property
    def system(self) -> Actor:
        return Actor.system(self.vendor.pk, label=self.spec.name)

    def actor(self, name: str) -> Actor:
        return self.members[name].actor()

    def by_role(self, role: str, *, other_than: str = "") -> Actor:
        """The first member with a role; finance has two, for a second signature."""
        return next(m.actor() for n, m in self.members.items() if m.role == role and n != other_than)

    def months(self) -> list[datetime]:
        """The first moments of the months of history, oldest first, in the vendor's working day."""
        return [self.start + timedelta(days=30 * month, hours=9) for month in range(MONTHS)]

    def user(self, email: str, name: str) -> User:
        """A user with a verified address and the demo's password; made once, outside any scope."""
        if email not in self.users:
            user = User.objects.filter(email=email).first() or new_user(email, name)
            self.users[email] = user
        return self.users[email]


def new_user(email: str, name: str) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def found_vendor(spec: VendorSpec, *, now: datetime) -> DemoWorld:
    """Signs the vendor up and gives its people their roles."""
    owner_key, _name, _role = spec.people[0]
    users = {key: new_user(f"{key}@{spec.slug}.example", name) for key, name, _role in spec.people}
    vendor = sign_up_vendor(
        name=spec.name, owner=users[owner_key], slug=spec.slug, legal_name=f"{spec.name} Inc.", industry=spec.industry,
        timezone=spec.timezone, currency=spec.currency, country=spec.country, accent=spec.accent,
    )  # fmt: skip
    world = DemoWorld(spec, vendor, now, Random(f"{SEED}{spec.slug}"))
    with tenant_context(Audience.VENDOR, vendor.pk):
        world.members[owner_key] = Membership.objects.get(user=users[owner_key])
        for key, name, role in spec.people[1:]:
            world.members[key] = add_member(users[key], audience="vendor", role=role, name=name)
    return world


def today() -> datetime:
    """The moment the world is built for: this morning, so that a later start of the same day gives the same world."""
    return datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
