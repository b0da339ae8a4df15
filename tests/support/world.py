"""The named cast of the tests: two vendors of the same shape, their partners and people (architecture section 8)."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from partners.models import Partner
from prm.accounts.models import Membership, User
from prm.accounts.services.vendor import add_member, sign_up_vendor
from prm.accounts.sign_in import SIGNED_IN_AT, start_session
from prm.lib.actor import Actor
from prm.packs.types import PartnershipType
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, Scope, tenant_context
from programs.models import Partnership, Program, ProgramVersion, Tier, TierAssignment, TierBenefit

NOW = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)
AGELESS = datetime(2100, 1, 1, tzinfo=UTC)
TERMS_FROM = date(2025, 1, 1)
PASSWORD = "correct horse battery"

VENDOR_CAST = {
    "acme": {
        "alice": "admin",
        "sam": "channel_manager",
        "petra": "program_manager",
        "fay": "finance",
        "frank": "finance",
        "vera": "viewer",
    },
    "globex": {"eve": "admin"},
}
PARTNER_CAST = {
    "northwind": ("acme", {"bob": "admin", "nina": "seller"}),
    "contoso": ("acme", {"carl": "admin"}),
    "wholesale": ("acme", {"dora": "admin"}),
    "initech": ("globex", {"ivan": "admin"}),
}


@dataclass
class World:
    """Vendors, partners and members by name: world.acme, world.northwind, world.sam, world.actor("sam")."""

    vendors: dict[str, Vendor] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    partnerships: dict[str, Partnership] = field(default_factory=dict)
    # What single rooms add, for instance the isolation samples.
    things: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW

    def __getattr__(self, name: str) -> Any:
        for cast in ("vendors", "partners", "members", "things"):
            if name in self.__dict__[cast]:
                return self.__dict__[cast][name]
        raise AttributeError(name)

    def actor(self, name: str) -> Actor:
        return self.members[name].actor()

    def system(self, vendor: str = "acme") -> Actor:
        return Actor.system(self.vendors[vendor].pk)

    def scope(self, name: str) -> AbstractContextManager[Scope]:
        """The scope this person's request runs in, or a whole vendor's by the vendor's name."""
        if name in self.vendors:
            return tenant_context(Audience.VENDOR, self.vendors[name].pk)
        member = self.members[name]
        return tenant_context(Audience(member.audience), member.vendor_id, member.partner_id)

    def client(self, name: str, *, signed_in: datetime | None = None) -> Client:
        """A signed-in test client of this person: always just now, or at a moment that is told."""
        return client_of(self.members[name].user, signed_in=signed_in)


def client_of(user: User, *, signed_in: datetime | None = None) -> Client:
    """A client whose sign-in neither ages nor ends, unless a moment is told: stories last for months."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    start_session(session, signed_in or AGELESS)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": session[SIGNED_IN_AT], "reauthenticated": True}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


def build_world() -> World:
    world = World()
    for slug, people in VENDOR_CAST.items():
        first, *others = people
        owner = make_user(first, slug)
        vendor = sign_up_vendor(name=slug.capitalize(), owner=owner, slug=slug, timezone="Europe/Berlin")
        world.vendors[slug] = vendor
        users = {name: make_user(name, slug) for name in others}
        with tenant_context(Audience.VENDOR, vendor.pk):
            world.members[first] = Membership.objects.get(user=owner)
            for name in others:
                world.members[name] = add_member(users[name], audience="vendor", role=people[name])
            program = Program.objects.create(
                name=f"{vendor.name} Resale", type=PartnershipType.RESALE, status="open", currency=vendor.currency
            )
            world.programs[slug] = program
            for rank, tier in enumerate(("Member", "Silver", "Gold"), start=1):
                Tier.objects.create(program=program, name=tier, rank=rank)
            add_version(program)
    for name, (slug, people) in PARTNER_CAST.items():
        add_partner(world, name, slug, people)
    xena = make_user("xena", "northwind")
    for partner, slug in (("northwind", "acme"), ("initech", "globex")):
        with world.scope(slug):
            key = "xena" if slug == "acme" else "xena_at_globex"
            world.members[key] = add_member(
                xena, audience="portal", role="seller", partner_id=world.partners[partner].pk
            )
    return world


def add_partner(world: World, name: str, vendor: str, people: dict[str, str]) -> Partner:
    users = {person: make_user(person, name) for person in people}
    with world.scope(vendor):
        partner = Partner.objects.create(
            name=name.capitalize(), domain=f"{name}.example", owner=world.members["sam"] if vendor == "acme" else None
        )
        world.partners[name] = partner
        program = world.programs[vendor]
        world.partnerships[name] = Partnership.objects.create(
            partner=partner, program=program, type=program.type, tier=program.tiers.get(rank=1), status="active",
            approved_at=NOW, contracted_at=NOW, activated_at=NOW, owner=partner.owner,
        )  # fmt: skip
        TierAssignment.objects.create(
            partner=partner, partnership=world.partnerships[name], tier=program.tiers.get(rank=1),
            valid_from=TERMS_FROM, reason="entry", assigned_by="PRM", assigned_at=NOW,
        )  # fmt: skip
        for person, role in people.items():
            world.members[person] = add_member(users[person], audience="portal", role=role, partner_id=partner.pk)
    return partner


def add_version(program: Program) -> ProgramVersion:
    """Published terms in force for a year: 5, 8 and 12 % on registered deals, 60, 90 and 120 days of protection."""
    version = ProgramVersion.objects.create(
        program=program, number=1, status="published", valid_from=TERMS_FROM, published_at=NOW
    )
    for tier, discount, days in zip(program.tiers.order_by("rank"), (5, 8, 12), (60, 90, 120), strict=True):
        TierBenefit.objects.create(version=version, tier=tier, key="registered_deal_discount", value=discount)
        TierBenefit.objects.create(version=version, tier=tier, key="protection_days", value=days)
    return version


def make_user(name: str, organization: str) -> User:
    return User.objects.create_user(f"{name}@{organization}.example", PASSWORD, name=name.capitalize())
