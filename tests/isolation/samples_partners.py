"""Partners and their contacts."""

from partners.models import AccessRequest, Partner, Tag
from partners.services.contact import save_contact
from partners.services.group import save_group
from partners.services.handover import hand_over
from partners.services.location import save_location
from partners.services.merge import merge_partners
from partners.services.partner import assign_owner
from partners.services.prospect import create_prospect, log_touch
from partners.services.screening import answer_screening, ask_screening, assess_screening
from partners.services.tag import tag_partners


def prepare(world):
    with world.scope("acme"):
        world.things["contact"] = save_contact(
            world.northwind, name="Ann of Northwind", email="ann@northwind.example", actor=world.system(), at=world.now
        )
        world.things["location"] = save_location(
            world.northwind, name="Works of Northwind", country="US", actor=world.system(), at=world.now
        )
        tag_partners([world.northwind], ["Watched by Acme"], actor=world.system(), at=world.now)
        world.things["tag"] = Tag.objects.get()
        gone = Partner.objects.create(name="Duplicate of Acme", domain="duplicate.example")
        world.things["merge"] = merge_partners(gone, into=world.northwind, actor=world.system(), at=world.now)
        world.things["group"] = save_group(
            name="Whom Acme watches", rule={"tag": [world.tag.ref]}, actor=world.system(), at=world.now
        )
        world.things["handover"] = hand_over(
            [world.northwind], world.petra, note="Northwind wants a call.", actor=world.system(), at=world.now
        )
        assign_owner(world.northwind, world.sam, actor=world.system(), at=world.now)
        world.things["prospect"] = create_prospect(
            name="Prospect of Acme", domain="prospect.example.com", owner=world.sam, actor=world.system(), at=world.now,
            contact={"name": "Pia Prospect", "email": "pia@prospect.example"},
        )  # fmt: skip
        world.things["prospect_person"] = world.prospect.contacts.get()
        log_touch(world.prospect, kind="call", text="They want figures.", actor=world.system(), at=world.now)
        row = ask_screening(world.northwind, actor=world.system(), at=world.now)
        answers = {"beneficial_owners": "Olga of Northwind", "sanctions": False, "government_ties": True}
        row = answer_screening(row, answers=answers, actor=world.system(), at=world.now)
        world.things["screening"] = assess_screening(row, actor=world.system(), at=world.now)
        world.things["red_flag"] = world.screening.flags.get()
        world.things["access"] = AccessRequest.objects.create(
            partner=world.northwind, name="Ulf of Northwind", email="ulf@northwind.example", asked_at=world.now
        )


def screening(w):
    return {"ref": w.screening.ref}


def access(w):
    return {"ref": w.access.ref}


def red_flag(w):
    return {"ref": w.screening.ref, "flag": w.red_flag.pk}


def prospect(w):
    return {"ref": w.prospect.ref}


def prospect_person(w):
    return {"ref": w.prospect.ref, "contact": w.prospect_person.pk}


def partner(w):
    return {"ref": w.northwind.ref}


def contact(w):
    return {"ref": w.northwind.ref, "contact": w.contact.ref}


def two(w):
    return {"ref": w.northwind.ref, "other": w.contoso.ref}


def location(w):
    return {"ref": w.northwind.ref, "location": w.location.ref}


OF_PARTNER = ["detail", "edit", "owner", "timeline", "suspend", "resume", "end"]
SAMPLES = {f"api:partners:partner-{verb}": partner for verb in ("detail", "suspend", "resume", "end")}
SAMPLES |= {f"workspace:partners:partner-{verb}": partner for verb in OF_PARTNER} | {
    "api:partners:contact-detail": lambda w: {"ref": w.contact.ref},
    "workspace:partners:contact-create": partner,
    "workspace:partners:contact-edit": contact,
    "workspace:partners:contact-remove": contact,
}

OF_PROSPECT = [
    "detail", "edit", "owner", "contact", "engage", "qualify", "reopen", "decline", "convert", "log", "person-create",
]  # fmt: skip
SAMPLES |= {f"workspace:partners:prospect-{verb}": prospect for verb in OF_PROSPECT}
SAMPLES |= {f"workspace:partners:prospect-person-{verb}": prospect_person for verb in ("edit", "remove")}
SAMPLES |= {
    f"api:partners:prospect-{verb}": prospect
    for verb in ("detail", "contact", "engage", "qualify", "reopen", "decline", "convert", "log")
}
SAMPLES |= {f"workspace:partners:screening-{verb}": screening for verb in ("detail", "clear", "refuse", "give-back")}
SAMPLES |= {f"workspace:partners:flag-{verb}": red_flag for verb in ("clear", "uphold")}
SAMPLES |= {"workspace:partners:partner-diligence": partner, "workspace:partners:screening-ask": partner}
SAMPLES |= {f"api:partners:screening-{verb}": screening for verb in ("detail", "clear", "refuse")}
SAMPLES |= {f"workspace:partners:location-{verb}": location for verb in ("edit", "remove")}
SAMPLES |= {"workspace:partners:location-create": partner, "workspace:partners:partner-tags": partner}
SAMPLES |= {f"workspace:partners:tag-{verb}": lambda w: {"ref": w.tag.ref} for verb in ("edit", "remove")}
SAMPLES |= {f"portal:partners:location-{verb}": lambda w: {"ref": w.location.ref} for verb in ("edit", "remove")}
SAMPLES |= {f"api:partners:partner-{verb}": partner for verb in ("tag", "untag")}
SAMPLES |= {
    f"api:partners:{kind}-detail": lambda w, kind=kind: {"ref": w.things[kind].ref}
    for kind in ("location", "tag", "merge", "handover")
}
SAMPLES |= {"workspace:partners:partner-merge-with": partner, "workspace:partners:partner-merge": two}
SAMPLES |= {f"workspace:partners:merge-{verb}": lambda w: {"ref": w.merge.ref} for verb in ("detail", "undo")}
SAMPLES |= {"api:partners:partner-merge": partner, "api:partners:merge-undo": lambda w: {"ref": w.merge.ref}}
SAMPLES |= {f"workspace:partners:handover-{verb}": lambda w: {"ref": w.handover.ref} for verb in ("detail", "download")}
SAMPLES |= {
    f"{side}:partners:access-{verb}": access for side in ("workspace", "portal") for verb in ("decide", "decline")
}
SAMPLES |= {f"workspace:partners:group-{verb}": lambda w: {"ref": w.group.ref} for verb in ("edit", "remove")}
