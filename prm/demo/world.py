"""The demo world's frame: two vendors, their people, one clock and one source of chance, the same on every machine."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from prm.accounts.models import Membership, User
from prm.accounts.services.vendor import add_member, sign_up_vendor
from prm.demo.personas import PASSWORD
from prm.lib.actor import Actor
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, Scope, tenant_context

MONTHS = 18
SEED = 20260317


@dataclass(frozen=True)
class VendorSpec:
    """One vendor: how it looks, what it sells, who works there. Its partners stand in cast.py."""

    slug: str
    name: str
    industry: str
    timezone: str
    currency: str
    country: str
    accent: str
    legal_name: str
    people: tuple[tuple[str, str, str], ...]
    products: tuple[tuple[str, str, str, int], ...]


VENDORS = (
    VendorSpec(
        "acme", "Acme Automation", "Industrial automation", "America/Chicago", "USD", "US", "#14654a",
        "Acme Automation Inc.",
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
    ),
    VendorSpec(
        "globex", "Globex Security", "Cybersecurity", "Europe/Berlin", "EUR", "DE", "#7a3e9d",
        "Globex Security GmbH",
        (
            ("eve", "Eve Hartmann", "admin"), ("jonas", "Jonas Weber", "channel_manager"),
            ("ilse", "Ilse Krause", "program_manager"), ("noor", "Noor Haddad", "finance"),
            ("tom", "Tom Brandt", "finance"), ("kaya", "Kaya Demir", "channel_chief"),
        ),
        (
            ("SH-100", "Shield Endpoint, 100 seats", "Endpoint", 3900), ("SH-M", "Shield Managed", "Services", 2400),
            ("WG-2", "Watch Gateway 2", "Network", 5200), ("ID-1", "Identity Hub", "Identity", 6100),
        ),
    ),
)  # fmt: skip


@dataclass
class DemoWorld:
    """What the pillars' seeds share for one vendor. `now` is the first moment of the vendor's today: all of history lies
    before it, and what is due today is due after it. `shelf` is where one pillar's seed leaves things for the next."""

    spec: VendorSpec
    vendor: Vendor
    now: datetime
    chance: Random
    members: dict[str, Membership] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    people: dict[Any, list[Membership]] = field(default_factory=dict)
    shelf: dict[str, Any] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.spec.timezone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def start(self) -> datetime:
        return self.ago(30 * MONTHS + 8)

    @property
    def system(self) -> Actor:
        return Actor.system(self.vendor.pk, label=self.spec.name)

    def scope(self) -> AbstractContextManager[Scope]:
        """One transaction as the vendor. A seed opens many: a year in one transaction would be slow."""
        return tenant_context(Audience.VENDOR, self.vendor.pk)

    def ago(self, days: float, hour: int = 10, minute: int = 0) -> datetime:
        """A time of day on the vendor's clock, so many days before today."""
        day = self.today - timedelta(days=int(days))
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def at_work(self, moment: datetime) -> datetime:
        """The moment itself, or the same time on the Monday after where it falls on a weekend; never after now."""
        local = moment.astimezone(self.zone)
        moved = local + timedelta(days=(7 - local.weekday()) % 7 if local.weekday() > 4 else 0)
        return min(moved.astimezone(UTC), self.now - timedelta(minutes=self.chance.randint(1, 50)))

    def actor(self, name: str) -> Actor:
        return self.members[name].actor()

    def by_role(self, role: str, *, other_than: str = "") -> Actor:
        """The first member with a role; finance has two, for a second signature."""
        return next(m.actor() for n, m in self.members.items() if m.role == role and n != other_than)

    def partner_actor(self, partner_id: Any, *roles: str) -> Actor:
        """Somebody of a partner with one of the roles, else its administrator."""
        people = self.people[partner_id]
        return next((person for role in roles for person in people if person.role == role), people[0]).actor()

    def months(self) -> list[datetime]:
        """A morning in each month of history, oldest first; the last one is within thirty days of today."""
        return [self.ago(30 * months, 9) for months in range(MONTHS, 0, -1)]

    def user(self, email: str, name: str) -> User:
        """A user with a verified address and the demo's password; made once, outside any scope."""
        if email not in self.users:
            self.users[email] = new_user(email, name)
        return self.users[email]


@cache
def hashed_password() -> str:
    """Everybody's password, hashed once: a hash that is slow on purpose would be half of the seeding."""
    return make_password(PASSWORD)


def new_user(email: str, name: str) -> User:
    """The user, or the one there is: somebody works with both vendors, and both may be built at the same time."""
    user, is_new = User.objects.get_or_create(email=email, defaults={"name": name, "password": hashed_password()})
    if is_new:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def found_vendor(spec: VendorSpec, *, now: datetime | None = None) -> DemoWorld:
    """Signs the vendor up and gives its people their roles."""
    owner_key, _name, _role = spec.people[0]
    now = now or start_of_today(spec.timezone)
    users = {key: new_user(f"{key}@{spec.slug}.example", name) for key, name, _role in spec.people}
    vendor = sign_up_vendor(
        name=spec.name, owner=users[owner_key], slug=spec.slug, legal_name=spec.legal_name, industry=spec.industry,
        timezone=spec.timezone, currency=spec.currency, country=spec.country, accent=spec.accent,
        at=now - timedelta(days=30 * MONTHS + 9),
    )  # fmt: skip
    world = DemoWorld(spec, vendor, now, Random(f"{SEED}{spec.slug}"))
    with world.scope():
        world.members[owner_key] = Membership.objects.get(user=users[owner_key])
        for key, name, role in spec.people[1:]:
            world.members[key] = add_member(users[key], audience="vendor", role=role, name=name)
    return world


def start_of_today(zone: str) -> datetime:
    """Midnight of the vendor's today, so that a later start on the same day gives the same world."""
    local = datetime.now(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
