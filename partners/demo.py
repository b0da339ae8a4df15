"""The demo's partners: who they are, where they are, who works there."""

from datetime import timedelta

from partners.models import Partner
from partners.services.partner import create_partner
from prm.accounts.services.vendor import add_member
from prm.demo.world import DemoWorld

People = tuple[tuple[str, str, str], ...]
CAST: dict[str, dict[str, tuple[str, People]]] = {
    "acme": {
        "northwind": ("Northwind Automation", (("bob", "Bob Tran", "admin"), ("nina", "Nina Alvarez", "seller"),
                                               ("xena", "Xena Ruiz", "admin"), ("amir", "Amir Said", "engineer"))),
        "contoso": ("Contoso Controls", (("carl", "Carl Jensen", "admin"),)),
        "wholesale": ("Wholesale Distribution", (("dora", "Dora Silva", "admin"),)),
    },
    "globex": {"initech": ("Initech Systems", (("ivan", "Ivan Petrov", "admin"), ("xena", "Xena Ruiz", "admin")))},
}  # fmt: skip
FIRST = ("Brightline", "Torrent", "Lumen", "Aldgate", "Kestrel", "Ostrava", "Nordlys", "Vantage", "Delta", "Harbor",
         "Juniper", "Sable", "Cobalt", "Meridian", "Ferro", "Quill", "Summit", "Tidewater", "Orchard", "Pinnacle")  # fmt: skip
SECOND = ("Controls", "Systems", "Engineering", "Tech", "Dataworks", "Industrial", "Networks", "Solutions")
PLACES = (("US", "Illinois", "Chicago"), ("US", "Texas", "Austin"), ("US", "Georgia", "Atlanta"), ("DE", "Hesse", "Frankfurt"),
          ("GB", "England", "Leeds"), ("CA", "Ontario", "Toronto"), ("NL", "Utrecht", "Utrecht"), ("PL", "Pomerania", "Gdynia"))  # fmt: skip
XENA = "xena@northwind.example"


def prepare(world: DemoWorld) -> None:
    """Makes the users, whose table no audience may write."""
    for slug, (_name, people) in CAST[world.spec.slug].items():
        for key, name, _role in people:
            world.user(XENA if key == "xena" else f"{key}@{slug}.example", name)


def seed(world: DemoWorld) -> None:
    """The named cast first, then the crowd, joined over the months of history."""
    manager = next(member for member in world.members.values() if member.role == "channel_manager")
    found: list[Partner] = []
    for slug, (name, people) in CAST[world.spec.slug].items():
        partner = create_partner(
            name=name, legal_name=f"{name} Ltd.", domain=f"{slug}-demo.com", country="US", region="Illinois", city="Chicago",
            currency=world.spec.currency, owner=manager, actor=world.system, at=world.start,
        )  # fmt: skip
        found.append(partner)
        for key, person, role in people:
            email = XENA if key == "xena" else f"{key}@{slug}.example"
            add_member(world.users[email], audience="portal", role=role, partner_id=partner.pk, name=person)
    names = [f"{first} {second}" for second in SECOND for first in FIRST]
    world.chance.shuffle(names)
    for number, name in enumerate(names[: world.spec.partners - len(found)]):
        country, region, city = world.chance.choice(PLACES)
        found.append(
            create_partner(
                name=name, legal_name=f"{name} Ltd.", domain=f"{name.lower().replace(' ', '-')}-demo.com", country=country,
                region=region, city=city, currency=world.spec.currency, owner=manager if number % 5 else None,
                actor=world.system, at=world.start + timedelta(days=12 * number, hours=10),
            )
        )  # fmt: skip
    world.shelf["partners"] = found
