"""Programs, applications, partnerships, journeys and promotions."""

from dataclasses import replace
from decimal import Decimal

from programs.links import application_token
from programs.models import (
    CommercialEvent,
    Demotion,
    Entitlement,
    EntitlementEntry,
    HandIn,
    JourneyTemplate,
    Program,
    SimulationLine,
    TierProposal,
)
from programs.services.applicant_letter import save_letter
from programs.services.application import submit_application
from programs.services.benefit import define_benefit
from programs.services.coverage import set_coverage
from programs.services.journey import Step, save_template
from programs.services.journey import start_draft as start_template
from programs.services.onboarding import lay_out_journey, start_journey
from programs.services.product import save_product
from programs.services.simulation import simulate_month, start_simulation
from programs.services.version import save_terms, start_draft
from programs.terms import terms_of


def prepare(world):
    system = {"actor": world.system(), "at": world.now}
    with world.scope("acme"):
        program = world.programs["acme"]
        northwind = world.partnerships["northwind"]
        world.things["product"] = save_product(
            sku="EDGE-4", name="Edge of Acme", list_price=Decimal(100), currency="USD", **system
        )
        world.things["draft"] = start_draft(program, **system)
        world.things["simulation"] = simulated(world, world.things["draft"])
        own = {"figures": {"own_share": {"percent": "won_revenue", "of": "registered_revenue"}}}
        save_terms(world.draft, replace(terms_of(world.draft), rules=own), **system)
        template = save_template(
            type="resale", name="First ninety days", window_days=90, steps=[Step("form", "Kick-off of Acme")], **system
        )
        lay_out_journey(northwind)
        start_journey(northwind, **system)
        world.things["step"] = northwind.onboarding_steps.get()
        world.things["template"] = start_template(template, **system)
        keys = {"partner": world.northwind, "partnership": northwind}
        HandIn.objects.create(step=world.step, note="Said by Northwind", handed_in_at=world.now, **keys)
        CommercialEvent.objects.create(
            kind="registration", is_strict=True, source_id=northwind.pk, acted_at=world.now, accepted_at=world.now, **keys
        )  # fmt: skip
        world.things["proposal"] = TierProposal.objects.create(
            partner=world.northwind, partnership=northwind, from_tier=northwind.tier,
            to_tier=program.tiers.get(rank=3), proposed_at=world.now,
        )  # fmt: skip
        world.things["demotion"] = Demotion.objects.create(
            partner=world.northwind, partnership=northwind, from_tier=program.tiers.get(rank=2),
            to_tier=northwind.tier, found_on=world.now.date(), to_keep="1 more certified person of Acme",
        )  # fmt: skip
        world.things["letter"] = save_letter(
            title="Territory of Acme full", text="No.", actor=world.system(), at=world.now
        )
        world.things["coverage_target"] = set_coverage(
            type="resale", country="DE", segment="energy", wanted=2, most=3, **system
        )
        world.things["benefit"] = define_benefit(label="Seats of Acme", unit="count", every="year", **system)
        world.things["entitlement"] = Entitlement.objects.create(
            key="seats_of_acme", label="Seats of Acme", starts_on=world.now.date(), ends_on=world.now.date().replace(year=2027),
            granted=3, **keys,
        )  # fmt: skip
        EntitlementEntry.objects.create(
            partner=world.northwind, entitlement=world.entitlement, kind="granted", quantity=3, entered_by="PRM",
            entered_at=world.now,
        )  # fmt: skip
        receipt = submit_application(
            program.ref,
            {
                "company_name": "Applicant of Acme", "country": "DE", "contact_name": "Ute Applicant",
                "contact_email": "ute@applicant.example",
            },
            at=world.now,
        )  # fmt: skip
        world.things["application"] = receipt


def simulated(world, draft):
    """One that runs, with Northwind's line of a month nobody of the cast was there in."""
    row = start_simulation(draft, months=2, actor=world.actor("petra"), at=world.now)
    simulate_month(row.pk, month=0, at=world.now)
    row.refresh_from_db()
    ship = world.partnerships["northwind"]
    SimulationLine.objects.create(simulation=row, partner_id=ship.partner_id, partnership=ship, before=[1], after=[1])
    return row


def ref_of(name):
    return lambda w: {"ref": getattr(w, name).ref}


def program(w, **more):
    return {"ref": w.programs["acme"].ref, **more}


def partnership(w, **more):
    return {"ref": w.partnerships["northwind"].ref, **more}


def token(w):
    return {"token": application_token(w.acme.pk, w.application.id)}


W = "workspace:programs:"
SAMPLES = {
    W + "product-edit": ref_of("product"),
    W + "application-score": lambda w: {"ref": w.application.ref, "criterion": "finances"},
    W + "partnership-detail": partnership,
    W + "partnership-act": lambda w: partnership(w, action="activate"),
    W + "partnership-stop": lambda w: partnership(w, action="suspend"),
    W + "tier-change": partnership,
    W + "partnership-expect": partnership,
    W + "partner-panel": lambda w: {"ref": w.northwind.ref},
    W + "program-act": lambda w: program(w, action="close"),
    W + "terms-yaml": lambda w: program(w, number=1),
    W + "level-conditions": lambda w: program(w, rank=2),
    W + "figure-edit": lambda w: program(w, figure="own_share"),
    "portal:programs:step-hand-in": ref_of("step"),
    "public:programs:apply": program,
    "public:programs:application": token,
    "public:programs:application-withdraw": token,
}
SAMPLES |= {f"api:programs:program-{verb}": program for verb in ("detail", "open", "close", "retire")}
SAMPLES |= {
    f"api:programs:application-{verb}": ref_of("application")
    for verb in ("detail", "start_review", "approve", "return", "reject")
}
SAMPLES |= {
    f"api:programs:partnership-{verb}": partnership for verb in ("detail", "activate", "end", "suspend", "resume")
}
SAMPLES |= {
    W + f"application-{verb}": ref_of("application")
    for verb in ["detail", "start_review", "approve", "return", "reject", "assign"]
}
SAMPLES |= {
    W + name: program
    for name in ["program-detail", "program-edit", "applicants-edit", "tier-create", "draft-start", "draft-discard"]
}
SAMPLES |= {W + name: program for name in ["terms-edit", "terms-publish", "terms-from-yaml", "simulation-create"]}
SAMPLES |= {W + f"demotion-{verb}": ref_of("demotion") for verb in ("detail", "confirm", "decline", "withdraw")}
SAMPLES["api:programs:coverage-target-detail"] = lambda w: {"id": w.coverage_target.pk}
SAMPLES |= {W + f"entitlement-{verb}": ref_of("entitlement") for verb in ("detail", "use", "give-back")}
SAMPLES |= {f"api:programs:entitlement-{verb}": ref_of("entitlement") for verb in ("detail", "use", "give_back")}
SAMPLES |= {W + f"letter-{verb}": ref_of("letter") for verb in ("edit", "remove")}
SAMPLES |= {W + "benefit-edit": ref_of("benefit"), "portal:programs:entitlement-detail": ref_of("entitlement")}
SAMPLES |= {W + name: partnership for name in ("tier-pin", "tier-unpin")}
SAMPLES |= {W + name: program for name in ["frame-edit", "figure-create"]}
SAMPLES |= {W + f"simulation-{verb}": ref_of("simulation") for verb in ("detail", "progress", "lines", "resume")}
SAMPLES |= {
    W + f"template-{verb}": ref_of("template")
    for verb in ("detail", "edit", "change", "publish", "discard", "step-create")
}
SAMPLES |= {
    W + f"template-step-{verb}": lambda w: {"ref": w.template.ref, "position": 1} for verb in ("edit", "move", "remove")
}
SAMPLES |= {
    f"api:programs:onboarding-step-{verb}": ref_of("step")
    for verb in ("detail", "complete", "skip", "reopen", "hand_in")
}
SAMPLES["api:programs:journey-detail"] = lambda w: {"id": w.step.journey_id}
SAMPLES |= {W + f"step-{verb}": ref_of("step") for verb in ("detail", "meet", "complete", "skip", "reopen")}
SAMPLES |= {W + f"proposal-{verb}": ref_of("proposal") for verb in ("detail", "approve", "decline")}

# The application page of an open program is for everybody.
OPEN = {"public:programs:apply", "public:programs:chooser", "public:partners:access"}
TASKS = {
    "programs.tasks.simulate_month": lambda w: {"simulation_id": str(w.simulation.pk), "month": 1},
    "programs.tasks.write_letters": lambda w: {
        "version_id": str(w.draft.pk),
        "ids": [str(w.partnerships["northwind"].pk)],
        "at": w.now.isoformat(),
    },
    "programs.tasks.move_windows": lambda w: {"ids": [str(w.step.journey_id)], "at": w.now.isoformat()},
    "programs.tasks.tell_of_dates": lambda w: {"ids": [str(w.step.pk)], "at": w.now.isoformat()},
    "programs.tasks.review_chunk": lambda w: {
        "ids": [str(w.partnerships["northwind"].pk)],
        "at": w.now.isoformat(),
    },
}


def one_more_journey(world, row, number):
    """Each type has one journey in use and one draft; a program has its own."""
    with world.scope("acme"):
        program = Program.objects.create(name=f"More {number}", type=row.type, currency="USD")
        JourneyTemplate.objects.create(type=row.type, program=program, name=f"More {number}", window_days=90)


MORE = {JourneyTemplate: one_more_journey}
