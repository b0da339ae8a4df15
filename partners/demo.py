"""The demo's partners: who they are, where they are, who works there."""

from datetime import datetime, timedelta
from typing import Any

from partners.enums import LocationKind, ProspectSource, Segment, TouchKind
from partners.form_kinds import PARTNER_FIELDS
from partners.models import Partner, Tag
from partners.screenings import flags_of
from partners.services.access import request_access
from partners.services.contact import save_contact
from partners.services.group import save_group
from partners.services.handover import hand_over
from partners.services.location import save_location
from partners.services.merge import merge_partners
from partners.services.partner import create_partner
from partners.services.prospect import create_prospect, log_touch, move_prospect
from partners.services.screening import answer_screening, ask_screening, assess_screening, decide_flag, decide_screening
from partners.services.tag import tag_partners
from prm.accounts.models import Membership
from prm.accounts.services.vendor import add_member
from prm.demo.cast import FIRST_NAMES, LAST_NAMES, ORGS, XENA, Org
from prm.demo.world import DemoWorld
from prm.forms.questions import Kind, Question
from prm.forms.services import add_question, publish_form, start_definition

ABOUT = {
    "acme": "Designs, installs and looks after control systems for plants in the region.",
    "globex": "Plans and runs security for companies between fifty and two thousand seats.",
}
STREETS = ("Harbor Road", "Mill Street", "Foundry Lane", "Station Square", "Canal Street", "Market Street")


def seed(world: DemoWorld) -> None:
    """The named cast first, then the others, joined over the first year and a bit of history."""
    orgs = ORGS[world.spec.slug]
    world.shelf["orgs"] = {}
    with world.scope():
        publish_fields(world)
    for number, org in enumerate(orgs):
        people = org.people or crowd(world, org, number)
        for key, name, _role in people:
            world.user(address(org, key), name)
        joined = world.start if number < 3 else world.at_work(world.ago(540 - number * 500 / len(orgs), 11))
        with world.scope():
            partner = add_partner(world, org, number, joined)
            world.people[partner.pk] = [
                add_member(
                    world.users[address(org, key)], audience="portal", role=role, partner_id=partner.pk, name=name
                )
                for key, name, role in people
            ]
            world.members |= {
                key: member for (key, _name, _role), member in zip(org.people, world.people[partner.pk], strict=False)
            }
            add_contacts(world, partner, world.people[partner.pk], joined)
            add_locations(world, partner, number, joined)
        world.shelf["orgs"][org.key] = (org, partner, joined)
    with world.scope():
        recruit(world)
        screen(world)
        put_tags(world)
        merge_duplicate(world)
        change_hands(world)
        name_groups(world)
        ask_for_access(world)


def ask_for_access(world: DemoWorld) -> None:
    """A new colleague at the first partner, not let in yet."""
    _org, partner, _joined = next(iter(world.shelf["orgs"].values()))
    domain = partner.domain or "example.com"
    request_access(
        name="Ines Moreau", email=f"ines.moreau@{domain}", reason="I take over quotes for the public sector.",
        at=world.at_work(world.ago(1, 9)),
    )  # fmt: skip


def publish_fields(world: DemoWorld) -> None:
    """What the vendor's finance department wants to know of every partner."""
    designer = world.by_role("program_manager")
    form = start_definition(PARTNER_FIELDS.key, actor=designer, at=world.start)
    for field in (
        Question("customer_number", Kind.TEXT, "Customer number in ERP"),
        Question("credit_limit", Kind.MONEY, "Credit limit", currency=world.spec.currency),
        Question("checked_on", Kind.DATE, "Credit checked on"),
    ):
        form = add_question(form, field, actor=designer, at=world.start)
    publish_form(form, actor=designer, at=world.start)


def crowd(world: DemoWorld, org: Org, number: int) -> tuple[tuple[str, str, str], ...]:
    """An administrator, and mostly a seller; every third has an engineer too."""
    roles = ["admin", *(["seller"] if number % 4 else []), *(["engineer"] if number % 3 == 0 else [])]
    people = []
    for place, role in enumerate(roles):
        first = FIRST_NAMES[(number * 5 + place * 7) % len(FIRST_NAMES)]
        last = LAST_NAMES[(number * 3 + place * 5) % len(LAST_NAMES)]
        people.append((first.lower(), f"{first} {last}", role))
    return tuple(people)


def address(org: Org, key: str) -> str:
    return XENA if key == "xena" else f"{key}@{org.key}.example"


def add_partner(world: DemoWorld, org: Org, number: int, joined: datetime) -> Partner:
    managers = [m for m in world.members.values() if m.audience == "vendor" and m.role == "channel_manager"]
    chance = world.chance
    partner = create_partner(
        name=org.name, legal_name=f"{org.name} {legal_form(org.country)}", domain=org.domain, country=org.country,
        region=org.region, city=org.city, street=f"{chance.randint(2, 180)} {chance.choice(STREETS)}",
        about=ABOUT[world.spec.slug] if number % 7 else "", phone=f"+1 555 01{number:02d}", currency=world.spec.currency,
        segments=sorted(chance.sample(Segment.values, 3)), technical_people=chance.randint(1, 24),
        sales_people=chance.randint(1, 15), since_on=joined.date(),
        owner=managers[0] if number % 8 != 7 else None, actor=world.system, at=joined,
        custom={
            "customer_number": f"{40_000 + number * 37}", "credit_limit": f"{(number % 9 + 1) * 25_000}",
            "checked_on": joined.date().isoformat(),
        } if number % 3 else {},
    )  # fmt: skip
    return partner


def legal_form(country: str) -> str:
    return {"US": "Inc.", "DE": "GmbH", "AT": "GmbH", "CH": "AG", "FR": "SAS", "NL": "B.V.", "IT": "S.r.l."}.get(
        country, "Ltd."
    )


def add_contacts(world: DemoWorld, partner: Partner, people: list[Membership], at: datetime) -> None:
    titles = {
        "admin": "Managing director",
        "seller": "Account executive",
        "engineer": "Lead engineer",
        "finance": "Finance",
    }
    for member in people[:2]:
        save_contact(
            partner, name=member.name, email=member.email, title=titles.get(member.role, ""),
            actor=world.system, at=at + timedelta(hours=1),
        )  # fmt: skip


def add_locations(world: DemoWorld, partner: Partner, number: int, at: datetime) -> None:
    """Everybody's headquarters, and for every fourth the workshop beside it."""
    told: dict[str, Any] = {"country": partner.country, "city": partner.city, "actor": world.system, "at": at}
    save_location(
        partner, name=f"{partner.city} office", kind=LocationKind.HEADQUARTERS, street=partner.street, region=partner.region,
        **told,
    )  # fmt: skip
    if number % 4 == 0:
        save_location(
            partner, name=f"{partner.city} workshop", kind=LocationKind.DELIVERY, street="1 Depot Way", **told
        )


def name_groups(world: DemoWorld) -> None:
    """Two questions the channel team asks each week, under a name."""
    chief, tag = world.by_role("program_manager"), Tag.objects.get(key="advisory board")
    for name, rule in (
        ("Advisory board, energy", {"tag": [tag.ref], "segment": [Segment.ENERGY.value]}),
        ("At home", {"status": ["active"], "country": [world.spec.country]}),
    ):
        save_group(name=name, rule=rule, actor=chief, at=world.ago(30, 10))


def change_hands(world: DemoWorld) -> None:
    """Three weeks ago a channel manager took on partners nobody looked after, told what to look at first."""
    found = [partner for _org, partner, _joined in world.shelf["orgs"].values() if partner.owner_id is None]
    managers = [m for m in world.members.values() if m.audience == "vendor" and m.role == "channel_manager"]
    note = "Nobody has called them for months. Start with whoever is still onboarding."
    hand_over(found[:2], managers[-1], note=note, actor=world.by_role("program_manager"), at=world.ago(21, 10))


def merge_duplicate(world: DemoWorld) -> None:
    """Somebody entered a partner a second time, with one more person; last week both became one again."""
    _org, partner, _joined = list(world.shelf["orgs"].values())[1]
    decider = world.by_role("program_manager")
    twin = create_partner(
        name=f"{partner.name} LLC", country=partner.country, city=partner.city, phone="+1 555 0199",
        currency=world.spec.currency, actor=decider, at=world.ago(60, 10),
    )  # fmt: skip
    save_contact(twin, name="Robin Archer", title="Purchasing", actor=decider, at=world.ago(60, 11))
    merge_partners(twin, into=partner, take=["phone"], actor=decider, at=world.ago(6, 10))


def put_tags(world: DemoWorld) -> None:
    """Three words a channel team uses, and one for those to look after."""
    found = [partner for _org, partner, _joined in world.shelf["orgs"].values()]
    sam = world.by_role("channel_manager")
    for every, words in ((5, ["Advisory board"]), (4, ["Founding partner", "Case study"]), (9, ["Watch closely"])):
        tag_partners(found[::every], words, actor=sam, at=world.ago(40, 10))


# Name, city, stage, days since it was entered, days since anybody talked to it, partnership type.
PROSPECTS = (
    ("Riverbend Controls", "Tulsa", "identified", 4, None, "resale"),
    ("Ashgrove Robotics", "Dayton", "identified", 9, None, "technology"),
    ("Kestrel Process", "Omaha", "identified", 30, None, ""),
    ("Marlow Industrial", "Toledo", "contacted", 26, 20, "resale"),
    ("Sable Integration", "Boise", "contacted", 12, 6, "referral"),
    ("Pinecrest Electric", "Spokane", "interested", 40, 3, "resale"),
    ("Halyard Systems", "Norfolk", "interested", 55, 18, "distribution"),
    ("Stonebridge Automation", "Albany", "qualified", 70, 2, "resale"),
    ("Vantage Machine Vision", "Tempe", "qualified", 64, 5, "oem"),
    ("Oldfield Electric", "Macon", "declined", 90, 60, "resale"),
)
STEPS = {
    "identified": (), "contacted": (), "interested": ("engage",), "qualified": ("engage", "qualify"),
    "declined": ("decline",),
}  # fmt: skip


def recruit(world: DemoWorld) -> None:
    """The pipeline of prospects: some fresh, two gone quiet, one declined."""
    managers = [m for m in world.members.values() if m.audience == "vendor" and m.role == "channel_manager"]
    sources = [source for source in ProspectSource.values if source != ProspectSource.IMPORT]
    for number, (name, city, stage, entered, talked, kind) in enumerate(PROSPECTS):
        key = name.split(" ")[0].lower()
        first = FIRST_NAMES[(number * 7 + 3) % len(FIRST_NAMES)]
        row = create_prospect(
            name=name, domain=f"{key}-demo.com", city=city, country=world.spec.country, type=kind,
            source=sources[number % len(sources)], segments=Segment.values[number % 7 :][:2],
            about=ABOUT[world.spec.slug], owner=managers[0], actor=managers[0].actor(), at=world.ago(entered, 9),
            contact={
                "name": f"{first} {LAST_NAMES[(number * 5 + 1) % len(LAST_NAMES)]}", "title": "Managing director",
                "email": f"{first.lower()}@{key}-demo.com",
            },
        )  # fmt: skip
        if talked is None:
            continue
        talk: dict[str, Any] = {"actor": managers[0].actor(), "at": world.ago(talked, 14)}
        log_touch(
            row, kind=TouchKind.CALL, text="Told them what the program asks and gives; they want figures.", **talk
        )
        for action in STEPS[stage]:
            move_prospect(
                row, action, reason="Bound to a competitor for three years." if action == "decline" else "", **talk
            )


CLEAN = {
    "beneficial_owners": "Two founders hold 60 % and 40 %.", "government_ties": False, "sanctions": False,
    "investigation": False, "sub_partners": False,
}  # fmt: skip
TIES = {**CLEAN, "government_ties": True, "government_details": "A director sits on the city council."}


def screen(world: DemoWorld) -> None:
    """Due diligence: one cleared last year, one due again soon, one waiting with a red flag, one not answered yet."""
    found = list(world.shelf["orgs"].values())
    decider = world.by_role("program_manager")
    rounds = ((found[0], CLEAN, 300), (found[1], TIES, 700), (found[2], TIES, 3), (found[4], None, 2))
    for (_org, partner, _joined), answers, days in rounds:
        row = ask_screening(partner, actor=decider, at=world.ago(days, 9))
        if answers is None:
            continue
        row = answer_screening(
            row, answers=answers, actor=world.partner_actor(partner.pk, "admin"), at=world.ago(days - 1, 11)
        )
        assess_screening(row, actor=world.system, at=world.ago(days - 1, 11, 1))
        if days < 30:
            continue
        for flag in flags_of(row):
            reason = "The council has no say in what they sell; the director abstains where it buys."
            decide_flag(flag, "clear", actor=decider, at=world.ago(days - 1, 15), reason=reason)
        decide_screening(row, "clear", actor=decider, at=world.ago(days - 1, 16))
