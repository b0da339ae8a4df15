"""The demo's agreements: texts for six types, papers in every state, terms that were kept month by month, onboarding."""

import contextlib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.db.models import Count, Q

from agreements.enums import IN_FORCE, OPEN
from agreements.models import Agreement, AgreementTemplate
from agreements.rules.limits import Limit
from agreements.services.amendment import prepare_amendment
from agreements.services.approval import set_limits
from agreements.services.campaign import Offer, ask_partners, conclude_by_offer, start_campaign
from agreements.services.drafting import generate_agreement, negotiate_terms
from agreements.services.library import create_clause
from agreements.services.offboarding import assign_step, finish_step, open_offboarding, skip_step
from agreements.services.paper import PaperSigner, record_paper
from agreements.services.sealing import agreement_pdf, ensure_sealed
from agreements.services.signers import name_signers
from agreements.services.signing import (
    Assent,
    countersign_agreement,
    decline_agreement,
    request_changes,
    send_agreement,
    sign_agreement,
    void_agreement,
)
from agreements.services.template import create_template, publish_version, save_draft
from agreements.services.term import give_notice, keep_term, terminate_agreement
from prm.demo.world import DemoWorld
from prm.lib.actor import Actor
from programs.models import OnboardingStep, Partnership
from programs.services.onboarding import complete_step, hand_in_step

# How far the paper of a partnership got, by its number from the end; all the others are executed.
UNFINISHED = {
    "acme": {1: "partly_signed", 4: "draft", 5: "negotiation", 6: "sent"},
    "globex": {2: "sent", 3: "partly_signed"},
}
# Terms agreed by hand: (number, terms, why).
NEGOTIATED: dict[int, tuple[dict[str, int | bool], str]] = {
    0: ({"protection_days": 120, "payment_terms_days": 14}, "Founding partner"),
    9: ({"term_months": 24}, "Two-year plan agreed with their board"),
    14: ({"auto_renew": False}, "They decide each year"),
    22: ({"annual_revenue": 400_000}, "Volume commitment for the lower price list"),
}
ON_PAPER = 11
# The head of finance signs before the managing director; a first text was declined and sent again, changed.
IN_ORDER, DECLINED_FIRST = 0, 16
# The first of these with an agreement in force has amended it.
AMENDED = (0, 1, 2)
STUCK, HANDED_IN = (10, 21, 32), (33, 42)
BY_HAND = ("sign_in", "profile", "meeting", "task", "form", "upload")


DATA_CLAUSE = """Each side handles personal data of customers only for the joint business and deletes it when the customer asks.
"""


def seed(world: DemoWorld) -> None:
    chief = world.by_role("channel_chief")
    with world.scope():
        write_templates(world, chief)
    unfinished = UNFINISHED[world.spec.slug]
    ships = world.shelf["ships"]
    for place, ship in enumerate(ships):
        is_second = ship.partnership.partner.name == "Contoso Controls" and ship.kind == "technology"
        with world.scope():
            far = "sent" if is_second else unfinished.get(len(ships) - place, "executed")
            make_paper(world, ship, far, chief)
    # Two sealed examples; the others are made when somebody first opens them.
    for agreement_id, at in world.shelf.get("to_seal", ()):
        # Without the PDF engine's system libraries they wait too.
        with contextlib.suppress(OSError), world.scope():
            ensure_sealed(agreement_id, at=at)
    for moment in world.months():
        keep_terms(world, moment)
    for days in (14, 7, 1):
        keep_terms(world, world.ago(days, 1))
    with world.scope():
        end_some(world, chief)
        negotiate_beyond(world, chief)
    with world.scope():
        amend_one(world, chief)
        offer_to_all(world, chief)


def negotiate_beyond(world: DemoWorld, chief: Actor) -> None:
    """The vendor's limits, and terms beyond them that wait for the second person."""
    set_limits(
        {"protection_days": Limit(30, 120), "payment_terms_days": Limit(14, None), "term_months": Limit(6, 36)},
        actor=chief, at=world.ago(40, 10),
    )  # fmt: skip
    row = Agreement.objects.filter(status="negotiation").first()
    if row is not None:
        negotiate_terms(
            row, {**row.terms, "protection_days": 180}, why="Public tenders take half a year",
            actor=world.by_role("channel_manager"), at=world.ago(1, 15),
        )  # fmt: skip


def amend_one(world: DemoWorld, chief: Actor) -> None:
    """One partner asked for reviews twice a year; both signed, and it holds since last month."""
    papers = {row.partnership_id: row for row in Agreement.objects.filter(status__in=IN_FORCE, amends=None)}
    ships = [ship for ship in world.shelf["ships"] if ship.number in AMENDED and ship.partnership.pk in papers]
    manager = world.by_role("channel_manager")
    for ship in ships[:1]:
        base = papers[ship.partnership.pk]
        row = prepare_amendment(
            base, terms={"review_months": 6}, why="They want to plan by the half-year", effective_on=world.today - timedelta(days=30),
            words="## Samples {#samples}\n\nEach review looks at the sample units of the half-year.", actor=manager, at=world.ago(34, 10),
        )  # fmt: skip
        row = send_agreement(row, actor=manager, at=world.ago(34, 11))
        theirs, admin = world.people[row.partner_id][0], world.partner_actor(row.partner_id, "admin")
        sign_agreement(row, assent_of(world, theirs, row, "Managing director"), actor=admin, at=world.ago(33, 11))
        signer = next(m for m in world.members.values() if m.pk == chief.membership_id)
        countersign_agreement(row, assent_of(world, signer, row, "Chief of channels"), actor=chief, at=world.ago(32, 9))


def see_to_the_end(world: DemoWorld, row: Agreement, chief: Actor) -> None:
    """The checklist of an end: two steps done, one late, one that does not apply, the rest ahead."""
    manager, last_day = world.by_role("channel_manager"), world.today - timedelta(days=5)
    opened = open_offboarding(
        row.partnership, agreement=row, last_day=last_day, reason=row.end_reason, actor=chief, at=world.ago(20, 16)
    )
    steps = {step.key: step for step in opened.steps.all()}
    finish_step(steps["certificates"], actor=manager, at=world.ago(3, 10), note="Titles are off the directory")
    finish_step(
        steps["registrations"], actor=manager, at=world.ago(2, 11), note="Two honored to their end, one handed over"
    )
    skip_step(steps["licenses"], reason="They had none", actor=manager, at=world.ago(2, 12))
    finance = next((m for m in world.members.values() if m.audience == "vendor" and m.role == "finance"), None)
    assign_step(steps["statement"], owner=finance, due_on=steps["statement"].due_on, actor=manager, at=world.ago(2, 12))


def offer_to_all(world: DemoWorld, chief: Actor) -> None:
    """A new version of a text nobody is signing now, put to the partners on the older one; every other has accepted."""
    busy = Agreement.objects.filter(status__in=OPEN).values("template_id")
    templates = AgreementTemplate.objects.exclude(pk__in=busy).exclude(versions__status="draft").exclude(type="resale")
    counted = templates.annotate(
        papers=Count(
            "agreements", filter=Q(agreements__status__in=IN_FORCE, agreements__executed_at__lte=world.ago(20, 9))
        )
    )
    template = counted.filter(papers__gt=0).order_by("-papers", "type").first()
    if template is None:
        return
    before = template.versions.get(status="active")
    clause = create_clause(
        key="personal-data", title="Personal data", body=DATA_CLAUSE, actor=chief, at=world.ago(17, 10)
    )
    version = save_draft(
        template, body=f"{before.body}\n\n{{{{> {clause.key}}}}}\n", parameters=before.parameters, note="Rules for personal data of customers",
        actor=chief, at=world.ago(16, 10),
    )  # fmt: skip
    publish_version(version, actor=chief, at=world.ago(15, 10))
    signer = next(m for m in world.members.values() if m.pk == chief.membership_id)
    campaign = start_campaign(
        version, due_on=world.today + timedelta(days=15), note=version.note, holds_new_business=True,
        offer=Offer(signer.name, "Chief of channels", signer.email, has_authority=True, ip="192.0.2.17"),
        actor=chief, at=world.ago(14, 10),
    )  # fmt: skip
    ask_partners(campaign, at=world.ago(14, 10))
    for row in list(Agreement.objects.filter(asks__campaign=campaign, status="sent").order_by("pk"))[::2]:
        assent = assent_of(world, world.people[row.partner_id][0], row, "Managing director")
        at = world.ago(9, 14)
        sign_agreement(row, assent, actor=world.partner_actor(row.partner_id, "admin"), at=at)
        conclude_by_offer(row, at=at)


def write_templates(world: DemoWorld, chief: Actor) -> None:
    body = files("agreements").joinpath("standard_text.md").read_text(encoding="utf-8")
    for kind, program in world.shelf["programs"].items():
        template = create_template(
            name=f"{program.name} agreement", type=kind, body=body, parameters={}, actor=chief, at=world.start
        )
        publish_version(template.versions.get(), actor=chief, at=world.start)
        if kind == "referral":
            save_draft(
                template, body=body, parameters={"payment_terms_days": 14}, note="Pay referral fees sooner",
                actor=chief, at=world.ago(3, 15),
            )  # fmt: skip


def make_paper(world: DemoWorld, ship: Any, far: str, chief: Actor) -> None:
    manager, partnership, at = world.by_role("channel_manager"), ship.partnership, world.at_work
    row = generate_agreement(partnership, actor=manager, at=at(ship.joined + timedelta(hours=4)))
    if ship.number == 5:
        void_agreement(row, actor=manager, at=at(ship.joined + timedelta(hours=6)), reason="Wrong legal name")
        row = generate_agreement(partnership, actor=manager, at=at(ship.joined + timedelta(hours=7)))
    effective_on = None
    if ship.number in (17, 18):
        # Their notice deadlines are today and in six days.
        effective_on = world.today - timedelta(days=305 - (ship.number - 17) * 6)
    if ship.number in NEGOTIATED or effective_on:
        terms, why = NEGOTIATED.get(ship.number, ({}, ""))
        row = negotiate_terms(
            row, terms, why=why, effective_on=effective_on, actor=manager, at=at(ship.joined + timedelta(days=1))
        )
    if far == "draft":
        return
    finance = [member for member in world.people[partnership.partner_id] if member.role == "finance"]
    if ship.number == IN_ORDER and finance:
        row = name_signers(
            row, [finance[0], world.people[partnership.partner_id][0]], actor=manager, at=at(ship.joined)
        )
    sent = at(ship.joined + timedelta(days=2, hours=1)) if far == "executed" else at(world.ago(2, 15))
    row = send_agreement(row, actor=manager, at=sent)
    if ship.number == DECLINED_FIRST and far == "executed":
        sent = at(sent + timedelta(days=1))
        row = send_after_decline(world, row, manager, sent)
    if far == "sent":
        return
    if ship.number == ON_PAPER and (scan := scan_of(row)):
        sign_by_hand(world, ship, row, scan, chief, at(sent + timedelta(days=3)))
        return
    if far == "negotiation":
        request_changes(
            row, reason="Please extend deal protection to 120 days for projects with a public tender.",
            actor=world.partner_actor(partnership.partner_id, "admin"), at=at(world.ago(1, 11)),
        )  # fmt: skip
        return
    signed = at(sent + timedelta(days=1, hours=3))
    if row.seats:
        assent = assent_of(world, finance[0], row, "Head of finance")
        sign_agreement(row, assent, actor=finance[0].actor(), at=at(sent + timedelta(hours=2)))
    sign_agreement(
        row, assent_of(world, world.people[partnership.partner_id][0], row, "Managing director"),
        actor=world.partner_actor(partnership.partner_id, "admin"), at=signed,
    )  # fmt: skip
    if far == "partly_signed":
        return
    executed = at(signed + timedelta(days=1, hours=1))
    signer = next(m for m in world.members.values() if m.pk == chief.membership_id)
    row = countersign_agreement(row, assent_of(world, signer, row, "Chief of channels"), actor=chief, at=executed)
    if ship.number < 2 and world.spec.slug == "acme":
        world.shelf.setdefault("to_seal", []).append((row.pk, executed + timedelta(minutes=2)))
    onboard(world, ship, executed)


def send_after_decline(world: DemoWorld, row: Agreement, manager: Actor, at: datetime) -> Agreement:
    """They did not sign the notice period; the next text has a shorter one."""
    partner = world.partner_actor(row.partner_id, "admin")
    row = decline_agreement(row, reason="Our board accepts notice of 30 days at most.", actor=partner, at=at)
    terms = {**row.terms, "notice_days": 30}
    row = negotiate_terms(row, terms, why="Their board's rule", actor=manager, at=at + timedelta(hours=1))
    return send_agreement(row, actor=manager, at=at + timedelta(hours=2))


def scan_of(row: Agreement) -> bytes:
    """The text as a PDF; empty without the PDF engine's system libraries."""
    with contextlib.suppress(OSError):
        return agreement_pdf(row)
    return b""


def sign_by_hand(world: DemoWorld, ship: Any, row: Agreement, scan: bytes, chief: Actor, signed: datetime) -> None:
    """Brought back from a visit, scanned and recorded the next day."""
    signer = next(m for m in world.members.values() if m.pk == chief.membership_id)
    theirs = world.people[row.partner_id][0]
    recorded = signed + timedelta(days=1)
    record_paper(
        row, upload=scan, signed_on=signed.date(), partner=PaperSigner(theirs.name, "Managing director", theirs.email),
        vendor=PaperSigner(signer.name, "Chief of channels", signer.email), says_the_same=True, actor=chief, at=recorded,
    )  # fmt: skip
    onboard(world, ship, recorded)


def assent_of(world: DemoWorld, member: Any, row: Agreement, title: str) -> Assent:
    return Assent(
        name=member.name, title=title, email=member.email, has_authority=True, document_sha256=row.text_sha256,
        ip="192.0.2.17", user_agent="Mozilla/5.0 (demo)",
    )  # fmt: skip


def onboard(world: DemoWorld, ship: Any, executed: datetime) -> None:
    """What people tick off by hand; courses and first deals complete their steps themselves. A few are stuck."""
    manager, partnership = world.by_role("channel_manager"), ship.partnership
    steps = OnboardingStep.objects.filter(partnership=partnership, status__in=("pending", "action_required"))
    # Their engineers were trained at our works; nobody sat a course in the portal.
    by_hand = (*BY_HAND, "pass_course") if ship.kind == "oem" else BY_HAND
    for step in steps.filter(kind__in=by_hand, is_required=True).order_by("position"):
        done = executed + timedelta(days=int(step.due_days * 0.7) + 1, hours=2)
        if done >= world.now or (ship.number in STUCK and step.kind != "profile"):
            return
        if step.kind in ("form", "upload") and step.side == "partner":
            engineer = world.partner_actor(partnership.partner_id, "engineer", "admin")
            hand_in_step(step, actor=engineer, at=done, note="As agreed on the kick-off call.")
            if ship.number in HANDED_IN:
                return
            done += timedelta(hours=20)
        complete_step(step, actor=manager, at=min(done, world.now - timedelta(hours=7)))


def keep_terms(world: DemoWorld, moment: datetime) -> None:
    """One night of the periodic job; it finds reminders, renewals and ends that fell due since the last one."""
    with world.scope():
        due = Agreement.objects.filter(
            status__in=IN_FORCE, executed_at__lte=moment, action_on__lte=moment.date() + timedelta(days=120)
        )
        for agreement in due.order_by("action_on", "pk"):
            keep_term(agreement, actor=world.system, at=moment)


def end_some(world: DemoWorld, chief: Actor) -> None:
    """One partner gave notice, another agreement was terminated."""
    running = {row.partnership_id: row for row in Agreement.objects.filter(status__in=IN_FORCE, amends=None)}
    papers: list[tuple[int, Agreement, Partnership]] = [
        (ship.number, running[ship.partnership.pk], ship.partnership)
        for ship in world.shelf["ships"]
        if ship.partnership.pk in running
    ]
    for number, row, _partnership in papers:
        if number == 23:
            give_notice(
                row, actor=world.by_role("channel_manager"), at=world.ago(6, 11), reason="They change their business"
            )
        elif number == 13:
            row = terminate_agreement(
                row, ends_on=world.today - timedelta(days=5), reason="Both sides agreed to stop", actor=chief,
                at=world.ago(20, 16),
            )  # fmt: skip
            see_to_the_end(world, row, chief)
