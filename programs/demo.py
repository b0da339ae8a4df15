"""The demo's programs of all six types, the partnerships in them, and applications in every state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from partners.enums import Segment
from partners.models import Partner
from prm.accounts.models import Invitation
from prm.accounts.services.invitation import accept_invitation
from prm.demo.cast import APPLICANTS, Applicant
from prm.demo.world import DemoWorld
from prm.forms.models import FormVersion
from prm.forms.questions import Condition, Kind, Question
from prm.forms.services import add_question, publish_form, start_definition
from prm.lib.actor import Actor
from prm.matching.tokens import fold
from prm.packs.registry import pack_of
from programs.form_kinds import APPLICATION_FORM
from programs.journeys import suggested_steps
from programs.models import Application, Partnership, Program
from programs.questions import questions_weighing
from programs.rules.eligibility import Gate
from programs.rules.scorecard import WEIGHTS
from programs.services.applicant_letter import save_letter
from programs.services.applicants import set_applicants
from programs.services.application import save_application, submit_application, withdraw_application
from programs.services.benefit import define_benefit
from programs.services.coverage import set_coverage
from programs.services.journey import save_template
from programs.services.partnership import create_partnership
from programs.services.product import save_product
from programs.services.program import create_program, open_program
from programs.services.qualification import approve_application, reject_application, return_application, start_review
from programs.services.scoring import score_criterion
from programs.services.version import publish_version, save_terms, start_draft
from programs.terms import Terms

PROGRAMS = {
    "resale": ("Partner Program", ("Member", "Silver", "Gold"), "Sell, install and look after what we make."),
    "referral": ("Referral Circle", ("Referrer", "Preferred"), "Introduce customers; we do the selling and thank you for it."),
    "technology": ("Technology Alliance", ("Registered", "Validated"), "Products that work with ours, tested together."),
    "distribution": ("Distribution Network", ("Authorized",), "Stock, credit and logistics for resellers."),
    "alliance": ("Strategic Alliances", ("Ally",), "A few companies with whom we plan markets together."),
    "oem": ("OEM Program", ("Licensed", "Embedded"), "Our technology inside your product."),
}  # fmt: skip
FIRST_QUESTIONS = (
    Question(
        "found_us", Kind.CHOICE, "How did you hear of us?",
        choices=(("partner", "From a partner of yours"), ("event", "At an event"), ("search", "By searching")),
    ),
    Question("service_desk", Kind.YES_NO, "Do you run a service desk of your own?", is_required=True),
    Question(
        "desk_hours", Kind.TEXT, "When can your customers reach it?", help="Such as weekdays 8 to 18.",
        show_if=Condition("service_desk", ("yes",)),
    ),
)  # fmt: skip
BEGINNING = Question("begins_on", Kind.DATE, "When could your first two people begin training?")


@dataclass(frozen=True)
class Ship:
    """A partnership with its number in the order of joining, by which later seeds choose what becomes of it."""

    number: int
    partnership: Partnership
    joined: datetime

    @property
    def kind(self) -> str:
        return str(self.partnership.type)


def seed(world: DemoWorld) -> None:
    designer = world.by_role("program_manager")
    with world.scope():
        for sku, name, family, price in world.spec.products:
            save_product(
                sku=sku, name=name, family=family, list_price=Decimal(price), currency=world.spec.currency,
                actor=designer, at=world.start,
            )  # fmt: skip
        define_benefit(
            label="Summit seats", unit="count", every="year", summary="Seats at our yearly partner summit, hotel included",
            actor=designer, at=world.start,
        )  # fmt: skip
        for kind in PROGRAMS:
            make_journey(world, kind, designer)
        world.shelf["programs"] = {kind: make_program(world, kind, designer) for kind in PROGRAMS}
        change_terms(world, designer)
        for country, segment, wanted, most in COVERAGE:
            set_coverage(
                type="resale",
                country=country,
                segment=segment,
                wanted=wanted,
                most=most,
                actor=designer,
                at=world.start,
            )
        for title, text in LETTERS:
            save_letter(title=title, text=text, actor=designer, at=world.start)
        world.shelf["form"] = publish_questions(world, designer)
    world.shelf["ships"] = [ship for org in world.shelf["orgs"].values() for ship in join(world, *org)]
    for applicant in APPLICANTS[world.spec.slug]:
        apply(world, applicant)


def make_journey(world: DemoWorld, kind: str, designer: Actor) -> None:
    label, window = PROGRAMS[kind][0], pack_of(kind).onboarding_days
    save_template(
        type=kind, name=f"First {window} days: {label}", window_days=window, steps=suggested_steps(kind),
        actor=designer, at=world.start,
    )  # fmt: skip


def make_program(world: DemoWorld, kind: str, designer: Actor) -> Program:
    label, tiers, summary = PROGRAMS[kind]
    program = create_program(
        name=f"{world.vendor.name.split()[0]} {label}", type=kind, currency=world.spec.currency, tiers=tiers,
        summary=summary, ideal_segments=[Segment.MANUFACTURING, Segment.ENERGY, Segment.PUBLIC, Segment.FINANCE],
        ideal_technical_people=6, ideal_sales_people=4, actor=designer, at=world.start,
    )  # fmt: skip
    if kind == "resale":
        set_applicants(
            program, weights=WEIGHTS[kind], own=[(10, "References we called")], competitors=["Quandril"],
            gate=Gate(technical_people=1, needs_company_mail=True), actor=designer, at=world.start,
        )  # fmt: skip
    draft = start_draft(program, actor=designer, at=world.start)
    save_terms(draft, terms_of(kind, 150_000, 500_000), actor=designer, at=world.start, note="First terms")
    publish_version(draft, valid_from=world.start.date(), actor=designer, at=world.start)
    return open_program(program, actor=designer, at=world.start)


def publish_questions(world: DemoWorld, designer: Actor) -> FormVersion:
    """What the vendor asks beyond the standard questions, before today's applicants came; the last one was an afterthought."""
    asked, again = world.at_work(world.ago(120)), world.at_work(world.ago(75))
    form = start_definition(APPLICATION_FORM.key, actor=designer, at=asked)
    for question in FIRST_QUESTIONS:
        form = add_question(form, question, actor=designer, at=asked)
    publish_form(form, actor=designer, at=asked)
    form = add_question(form, BEGINNING, actor=designer, at=again)
    return publish_form(form, actor=designer, at=again)


LETTERS = (
    (
        "Territory full",
        "Dear {contact},\n\nthank you for applying to {program}. In your region we have as many partners as we can look "
        "after well, so we cannot take {company} on now. We keep your application and come back to you when that changes.",
    ),
    (
        "More engineers needed",
        "Dear {contact},\n\nour product asks for more technical people than {company} has today. We would be glad to see "
        "your application to {program} again once the team has grown; our courses are open to you meanwhile.",
    ),
)
# Resale partners wanted at least, and from when there are enough.
COVERAGE = (
    ("DE", Segment.MANUFACTURING, 2, 4), ("DE", Segment.ENERGY, 1, 3), ("US", Segment.MANUFACTURING, 2, 6),
    ("US", Segment.PUBLIC, 2, None), ("GB", Segment.FINANCE, 1, 2), ("FR", Segment.MANUFACTURING, 1, None),
    ("NL", Segment.ENERGY, None, 1),
)  # fmt: skip
# A second level for those who know the product, or have sold with it.
TECHNOLOGY = {"requires": {"2": {"any": [{"certified_people": 1}, {"deals_won": 3}]}}}
# Gold by revenue alone, or by less of it with a deal in every quarter.
NEXT_YEAR = {
    "figures": {"steady_deals": {"lowest": "deals_won", "by": "quarter", "over": "last 4 full quarters"}},
    "requires": {"3": {"any": [{"won_revenue": 600_000}, {"won_revenue": 400_000, "steady_deals": 1}]}},
}


def terms_of(kind: str, silver: int, gold: int) -> Terms:
    figures: dict[str, tuple[Any, Any]] = {
        "resale": (
            {(2, "won_revenue"): silver, (3, "won_revenue"): gold, (3, "certified_people"): 2},
            {(1, "registered_deal_discount"): 5, (2, "registered_deal_discount"): 8, (3, "registered_deal_discount"): 12,
             (1, "protection_days"): 90, (2, "protection_days"): 90, (3, "protection_days"): 120,
             (1, "demo_licenses"): 1, (2, "demo_licenses"): 2, (3, "demo_licenses"): 5, (2, "summit_seats"): 1, (3, "summit_seats"): 3,
             (3, "leads_per_quarter"): 6, (3, "named_manager"): 1,
             (1, "support_hours"): 16, (2, "support_hours"): 8, (3, "support_hours"): 4},
        ),
        "referral": ({(2, "deals_won"): 4}, {(1, "support_hours"): 16, (2, "support_hours"): 8}),
        "technology": ({}, {(1, "demo_licenses"): 1, (2, "demo_licenses"): 4}),
        "distribution": ({}, {(1, "registered_deal_discount"): 4, (1, "protection_days"): 60, (1, "named_manager"): 1}),
        "alliance": ({}, {(1, "named_manager"): 1}),
        "oem": ({(2, "certified_people"): 2}, {(1, "support_hours"): 8, (2, "support_hours"): 4}),
    }  # fmt: skip
    requirements, benefits = figures[kind]
    rules = TECHNOLOGY if kind == "technology" else {}
    return Terms({k: Decimal(v) for k, v in requirements.items()}, {k: Decimal(v) for k, v in benefits.items()}, rules)


def change_terms(world: DemoWorld, designer: Actor) -> None:
    """The resale program's second version came a year in; a third one is being written."""
    resale, changed = world.shelf["programs"]["resale"], world.ago(200)
    second = start_draft(resale, actor=designer, at=changed)
    save_terms(second, terms_of("resale", 180_000, 500_000), actor=designer, at=changed, note="Silver asks for more")
    publish_version(second, valid_from=changed.date() + timedelta(days=35), actor=designer, at=changed)
    third = start_draft(resale, actor=designer, at=world.ago(4, 15))
    terms = terms_of("resale", 180_000, 600_000)
    del terms.requirements[3, "won_revenue"]
    save_terms(
        third, replace(terms, rules=NEXT_YEAR), actor=designer, at=world.ago(2, 16), note="For the next program year"
    )
    world.shelf["next_terms"] = third
    referral = start_draft(world.shelf["programs"]["referral"], actor=designer, at=world.ago(5, 11))
    more = terms_of("referral", 0, 0)
    more.requirements[2, "deals_won"], more.benefits[2, "support_hours"] = Decimal(6), Decimal(4)
    save_terms(
        referral, more, actor=designer, at=world.ago(4, 11), note="Preferred asks for more deals and is answered faster"
    )
    world.shelf["announced_terms"] = referral


def join(world: DemoWorld, org: Any, partner: Partner, joined: datetime) -> list[Ship]:
    """Approved for each kind the organization works in: the first at once, a second one later."""
    numbers = world.shelf.setdefault("numbers", [])
    ships = []
    for place, kind in enumerate(org.kinds):
        at = joined + timedelta(hours=2) if place == 0 else world.at_work(joined + timedelta(days=75))
        if org.key == "contoso" and place:
            at = world.at_work(world.ago(11))
        with world.scope():
            ship = create_partnership(
                partner, world.shelf["programs"][kind], owner=partner.owner, actor=world.system, at=at
            )
        ships.append(Ship(len(numbers), ship, at))
        numbers.append(ship.pk)
    return ships


def apply(world: DemoWorld, applicant: Applicant) -> None:
    """Kept as a draft or handed in; looked at, asked back, decided or withdrawn."""
    program, came = world.shelf["programs"][applicant.kind], world.at_work(world.ago(applicant.days, 14, 20))
    values, manager = answers_of(applicant), world.by_role("channel_manager")
    with world.scope():
        receipt = (save_application if applicant.outcome == "draft" else submit_application)(
            program.ref, values | {"own": own_answers(applicant, came)}, form_version=world.shelf["form"].pk, at=came
        )
        row = Application.objects.get(pk=receipt.id)
        later = world.at_work(came + timedelta(days=1, hours=2))
        if applicant.outcome in ("in_review", "returned", "rejected", "approved"):
            start_review(row, actor=manager, at=later)
            score_criterion(
                row, "segments" if applicant.kind == "referral" else "capability", score=min(5, applicant.strength),
                evidence="Call with their lead engineer",
                actor=manager, at=later + timedelta(minutes=40),
            )  # fmt: skip
        decided = world.at_work(later + timedelta(days=1))
        if applicant.outcome == "returned":
            return_application(row, actor=manager, at=decided, reason=applicant.note)
        elif applicant.outcome == "rejected":
            reject_application(row, actor=manager, at=decided, reason=applicant.note)
        elif applicant.outcome == "withdrawn":
            withdraw_application(row.pk, at=decided)
    if applicant.outcome == "approved":
        welcome(world, applicant, row, decided)


# What the stronger applicants name of it.
COMMITTED = {
    "seller": "Our head of sales", "engineer": "Two of our integration team", "sponsor": "The managing director",
    "plan": "Three pilots by summer, then five customers of ours that asked for it.", "budget": "40 days of training",
}  # fmt: skip


def answers_of(applicant: Applicant) -> dict[str, Any]:
    key = applicant.company.lower().split()[0]
    strong = applicant.strength
    asked = {question.key for question in questions_weighing(WEIGHTS[applicant.kind])}
    answers = {
        "relationships": "complementary" if strong > 2 else "overlapping",
        "finances": "profitable_years" if strong > 3 else "profitable" if strong > 1 else "undisclosed",
        "motivation": "Our customers ask for a whole solution, and yours is the part we cannot build ourselves.",
        "vendors": "Quandril Systems, mostly" if strong < 3 else "Several that make sensors",
        "standing": "over_10" if strong > 3 else "3_10" if strong > 1 else "1_3",
        **dict(list(COMMITTED.items())[:strong]),
    }
    return {
        "company_name": applicant.company, "domain": f"{key}-demo.com", "country": applicant.country,
        "region": applicant.region, "city": applicant.city, "contact_name": applicant.contact,
        "contact_email": f"{fold(applicant.contact.split()[0])}@{key}.example", "contact_title": applicant.title,
        "segments": [Segment.MANUFACTURING, Segment.ENERGY, Segment.PUBLIC, Segment.RETAIL][: max(1, strong - 1)],
        "technical_people": 2 * strong, "sales_people": strong + 1,
        "answers": {name: text for name, text in answers.items() if name in asked},
    }  # fmt: skip


def own_answers(applicant: Applicant, came: datetime) -> dict[str, Any]:
    """The stronger the applicant, the more of a service desk; a draft has not come that far."""
    if applicant.outcome == "draft":
        return {}
    answers: dict[str, Any] = {
        "found_us": ("search", "event", "partner")[applicant.strength % 3],
        "service_desk": applicant.strength > 2,
    }
    if applicant.strength > 2:
        answers["desk_hours"] = "Round the clock" if applicant.strength > 4 else "Weekdays 8 to 18"
    return answers | {"begins_on": (came + timedelta(days=45)).date().isoformat()}


def welcome(world: DemoWorld, applicant: Applicant, row: Application, decided: datetime) -> None:
    """Approved by the chief, invited as the partner's administrator, and joined the next day."""
    email = answers_of(applicant)["contact_email"]
    user = world.user(email, applicant.contact)
    chief, manager = world.by_role("channel_chief"), world.by_role("channel_manager")
    with world.scope():
        owner = next(m for m in world.members.values() if m.pk == manager.membership_id)
        approval = approve_application(row, actor=chief, at=decided, owner=owner, note=applicant.note)
        invitation = Invitation.objects.get(email=email)
        member = accept_invitation(
            invitation.pk, user=user, verified_email=email, at=world.at_work(decided + timedelta(hours=20))
        )
    world.people[approval.partner.pk] = [member]
    numbers = world.shelf["numbers"]
    world.shelf["ships"].append(Ship(len(numbers), approval.partnership, decided))
    numbers.append(approval.partnership.pk)
