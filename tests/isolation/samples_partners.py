"""Partners and their contacts."""

from partners.services.contact import save_contact


def prepare(world):
    with world.scope("acme"):
        world.things["contact"] = save_contact(
            world.northwind, name="Ann of Northwind", email="ann@northwind.example", actor=world.system(), at=world.now
        )


def partner(w):
    return {"ref": w.northwind.ref}


def contact(w):
    return {"ref": w.northwind.ref, "contact": w.contact.ref}


OF_PARTNER = ["detail", "edit", "owner", "timeline", "suspend", "resume", "end"]
SAMPLES = {f"api:partners:partner-{verb}": partner for verb in ("detail", "suspend", "resume", "end")}
SAMPLES |= {f"workspace:partners:partner-{verb}": partner for verb in OF_PARTNER} | {
    "api:partners:contact-detail": lambda w: {"ref": w.contact.ref},
    "workspace:partners:contact-create": partner,
    "workspace:partners:contact-edit": contact,
    "workspace:partners:contact-remove": contact,
}
