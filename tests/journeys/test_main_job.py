"""The main job over HTTP, resale: from a stranger's application to the money on its way, every step on its own page."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import sepaxml
import xmlschema
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.models import Agreement
from deals.models import Opportunity, Referral, Registration
from enablement.models import Attempt, Award
from incentives.models import Earning, Fact, PaymentBatch, Statement
from incentives.queries import ledger_is_whole
from partners.models import Partner
from prm.clocks.queries import clock_for
from prm.imports.models import ImportBatch
from programs.models import Application, OnboardingStep, Partnership
from tests.enablement.conftest import right_answers
from tests.support.pdf import text_of

UTE, NILS = "ute@fabrikam.de", "nils@fabrikam.de"
ANSWERS = {
    "company_name": "Fabrikam GmbH", "domain": "fabrikam.de", "country": "DE", "contact_name": "Ute Falk",
    "contact_email": UTE, "segments": ["energy"], "technical_people": "8", "sales_people": "4",
    "answer_relationships": "complementary", "answer_finances": "profitable_years", "answer_motivation": "Growth",
}  # fmt: skip


def test_the_main_job(story):
    applies(story)
    is_approved(story)
    signs(story)
    is_onboarded(story)
    is_certified(story)
    registers(story)
    is_decided(story)
    is_won(story)
    refers(story)
    is_invoiced(story)
    is_calculated(story)
    is_stated(story)
    is_paid(story)


def applies(story):
    url = f"/apply/acme/{story.world.programs['acme'].ref}/"
    stranger = Client()
    page = stranger.get(url).content.decode()
    started = re.search(r'name="started" value="([^"]+)"', page).group(1)
    story.wait(seconds=30)
    receipt = story.say(stranger, url, {**ANSWERS, "started": started, "do": "submit"})
    assert "With us" in stranger.get(receipt.url).content.decode()
    assert story.heard() == {("programs.application_waiting", name) for name in ("Alice", "Petra", "Sam")}
    assert "application.submitted" in story.logged()
    assert story.outbox(UTE) == ["We have your application to Acme Resale"]


def is_approved(story):
    with story.acme():
        ref = Application.objects.get().ref
    story.wait(hours=1)
    url = f"/w/acme/programs/applications/{ref}/"
    assert "Scorecard" in story.read("sam", url)
    story.say("sam", f"{url}start-review/")
    story.say("sam", f"{url}approve/")
    assert "Qualif" in story.read("sam", url)
    story.say("sam", f"{url}approve/", status=409)
    assert story.logged() == {
        "application.review_started", "application.approved", "partner.added", "partner.contact_saved", "invited",
        "partnership.approved", "agreement.generated",
    }  # fmt: skip
    assert story.outbox(UTE)[0] == "Sam invites you to work with Acme"
    story.joins("ute", UTE)
    assert story.logged() == {"joined"}
    story.say("ute", "/p/acme/accounts/team/invite/", {"email": NILS, "name": "Nils", "role": "seller"})
    story.joins("nils", NILS)
    assert (story.heard(), story.logged()) == ({("accounts.team_joined", "Ute Falk")}, {"invited", "joined"})


def signs(story):
    with story.acme():
        row = Agreement.objects.get()
    story.wait(hours=1)
    ours, theirs = f"/w/acme/agreements/{row.ref}/", f"/p/acme/agreements/{row.ref}/"
    assert story.client("ute").get(theirs).status_code == 404
    story.say("sam", f"{ours}send/")
    shown = story.read("ute", f"{theirs}sign/")
    sha256 = re.search(r'name="document_sha256" value="([0-9a-f]{64})"', shown).group(1)
    assert (story.heard(), story.logged()) == ({("agreements.sent", "Ute Falk")}, {"agreement.sent"})
    story.wait(hours=1)
    assent = {"title": "Owner", "has_authority": "on", "document_sha256": sha256, "drawing": ""}
    story.say("ute", f"{theirs}sign/", {**assent, "name": "Ute Falk", "email": UTE})
    story.say("ute", f"{theirs}sign/", {**assent, "name": "Ute Falk", "email": UTE}, status=409)
    assert story.heard() == {("agreements.countersign", "Alice"), ("agreements.countersign", "Petra")}
    assert story.logged() == {"agreement.signed"}
    story.wait(hours=1)
    story.say("sam", f"{ours}countersign/", {**assent, "name": "Sam", "email": "sam@acme.example"}, status=403)
    story.say("alice", f"{ours}countersign/", {**assent, "name": "Alice", "email": "alice@acme.example"})
    assert story.heard() == {
        ("agreements.executed", "Ute Falk"), ("programs.onboarding_started", "Ute Falk"),
        ("programs.onboarding_started", "Nils"),
    }  # fmt: skip
    assert story.logged() == {
        "agreement.executed", "agreement.sealed", "sealing_key.made", "stored", "partnership.contracted",
        "onboarding.started", "onboarding.completed",
    }  # fmt: skip
    sealed = story.client("ute").get(f"{theirs}file/").content
    words = text_of(sealed).replace("\n", "").replace(" ", "")
    for said in ("Evidenceofsignature", sha256, "UteFalk", "alice@acme.example", "2026-03-1714:00:30UTC"):
        assert said in words, said
    assert story.client("sam").get(f"{ours}file/").content == sealed


def is_onboarded(story):
    story.wait(days=1)
    with story.acme():
        steps = {step.title: step for step in OnboardingStep.objects.all()}
        assert {t: (s.status, str(s.due_on)) for t, s in steps.items()} == {
            "Sign the agreement": ("completed", "2026-03-17"), "Kick-off call": ("pending", "2026-03-24"),
            "Provision the demo system": ("pending", "2026-03-27"), "Pass Edge basics": ("pending", "2026-04-16"),
            "Register your first deal": ("pending", "2026-05-16"),
        }  # fmt: skip
    mine, ours = "/p/acme/programs/first-steps/", "/w/acme/programs/onboarding/steps/"
    assert "Kick-off call" in story.read("ute", mine)
    story.say("ute", f"{mine}{steps['Kick-off call'].ref}/hand-in/", {"note": "Held today"})
    assert (story.heard(), story.logged()) == ({("programs.step_handed_in", "Sam")}, {"onboarding.handed_in"})
    story.say("sam", f"{ours}{steps['Kick-off call'].ref}/complete/")
    story.say("sam", f"{ours}{steps['Provision the demo system'].ref}/complete/")
    assert (story.heard(), story.logged()) == (set(), {"onboarding.completed"})


def is_certified(story):
    story.wait(days=1)
    course = story.world.course
    from django.urls import reverse

    def page(name, **kwargs):
        return reverse(f"portal:enablement:{name}", kwargs={"vendor": "acme", **kwargs})

    assert "Edge basics" in story.read("nils", page("course-list"))
    assert "Unpack" in story.read("nils", page("course-detail", ref=course.ref))
    with story.acme():
        lessons = list(course.lessons.all())
    for lesson in lessons:
        story.read("nils", page("lesson-detail", ref=lesson.ref))
        story.say("nils", page("lesson-done", ref=lesson.ref))
    where = story.say("nils", page("quiz-start", ref=course.ref)).url
    with story.acme():
        attempt = Attempt.objects.get()
    answers = right_answers(story.world, attempt)
    posted = {f"q{number}": answers[question["id"]] for number, question in enumerate(attempt.questions, 1)}
    story.say("nils", where, posted)
    story.say("nils", where, posted, status=409)
    assert "100 %" in story.read("nils", where)
    assert story.heard() == {
        ("enablement.awarded", "Nils"), ("programs.activated", "Nils"), ("programs.activated", "Ute Falk"),
        ("programs.partner_activated", "Sam"),
    }  # fmt: skip
    assert story.logged() == {
        "enrolment.started", "enrolment.completed", "attempt.started", "attempt.passed", "award.given",
        "onboarding.completed", "partnership.activated",
    }  # fmt: skip
    with story.acme():
        award = Award.objects.get()
        assert Partnership.objects.get(partner__domain="fabrikam.de").status == "active"
    pdf = story.client("nils").get(page("certificate-file", ref=award.ref)).content
    assert "Edgeassociate" in text_of(pdf).replace("\n", "").replace(" ", "")


def deal(story, **changes):
    with story.acme():
        partnership = Partnership.objects.get(partner__domain="fabrikam.de", type="resale")
    return {
        "partnership": str(partnership.pk), "customer_name": "Fulton County Water Authority",
        "customer_domain": "fcwa.gov", "contact_name": "Marcus Reed", "expected_close_on": "2026-04-30",
        "deal_type": "standard", "currency": "USD", "evidence": "We ran the pilot.", "do": "submit",
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-product": str(story.world.edge.pk),
        "lines-0-quantity": "120", "lines-0-amount": "118800.00", **changes,
    }  # fmt: skip


def registers(story):
    story.wait(days=4)
    preview = story.say("nils", "/p/acme/deals/new/", deal(story, do="check"), status=200).content.decode()
    for words in ("5,940.00", "5 % of", "Protected for 60 days", "Clear."):
        assert words in preview, words
    with story.acme():
        assert Registration.objects.count() == 0
    story.say("nils", "/p/acme/deals/new/", deal(story))
    with story.acme():
        row = Registration.objects.get()
    assert "Submitted" in story.read("nils", f"/p/acme/deals/{row.ref}/")
    assert story.heard() == {("deals.registration_submitted", "Sam")}
    assert story.logged() == {"registration.drafted", "registration.submitted"}
    # Another partner learns one word of it.
    carl = {**deal(story, do="check"), "partnership": str(story.world.partnerships["contoso"].pk)}
    overlap = story.say("carl", "/p/acme/deals/new/", carl, status=200).content.decode()
    assert ("Possible overlap." in overlap, "Fabrikam" in overlap, row.ref in overlap) == (True, False, False)


def is_decided(story):
    with story.acme():
        row = Registration.objects.get()
    story.wait(hours=5)
    url = f"/w/acme/deals/registrations/{row.ref}/"
    assert "Fulton County Water Authority" in story.read("sam", url)
    story.say("sam", f"{url}approve/", {"reason": "clear"})
    story.say("sam", f"{url}approve/", {"reason": "clear"}, status=409)
    with story.acme():
        row = Registration.objects.get()
        assert (row.status, str(row.protected_until)) == ("approved", "2026-05-22")
        clock = clock_for(row)
        assert (clock.is_kept, clock.breached_at) == (True, None)
    assert story.heard() == {("deals.registration_approved", "Nils")}
    assert story.logged() == {
        "registration.approved", "account.created", "opportunity.opened", "onboarding.completed",
    }  # fmt: skip
    assert "22 May 2026" in story.read("nils", f"/p/acme/deals/{row.ref}/")


def is_won(story):
    story.wait(days=16)
    with story.acme():
        row = Opportunity.objects.get()
    assert story.client("nils").post(f"/w/acme/deals/pipeline/{row.ref}/win/").status_code == 404
    story.say("sam", f"/w/acme/deals/pipeline/{row.ref}/win/", {"amount": "118800.00", "reason": "fit"})
    with story.acme():
        assert Registration.objects.get().status == "won"
        fact = Fact.objects.get()
        assert (fact.kind, fact.amount, fact.is_registered_deal) == ("deal_won", 118_800, True)
    assert story.heard() == {("deals.won", "Nils")}
    assert story.logged() == {"opportunity.won", "registration.won", "incentives.facts_recorded"}


def refers(story):
    """The same partner on its second partnership, in the referral program."""
    with story.acme():
        partner = Partner.objects.get(domain="fabrikam.de")
    programs = "/w/acme/programs/partnerships/"
    joined = {"partner": str(partner.pk), "program": str(story.world.programs["referral"].pk)}
    story.say("sam", f"{programs}new/", joined)
    with story.acme():
        second = Partnership.objects.get(partner=partner, type="referral")
    story.say("sam", f"{programs}{second.ref}/contract/")
    story.say("sam", f"{programs}{second.ref}/activate/")
    assert story.heard() == {
        ("programs.activated", "Nils"), ("programs.activated", "Ute Falk"), ("programs.partner_activated", "Sam"),
    }  # fmt: skip
    assert story.logged() == {"partnership.approved", "partnership.contracted", "partnership.activated"}
    lead = {
        "partnership": str(second.pk), "customer_name": "Cobb County Airport", "customer_domain": "cobbair.gov",
        "contact_name": "Ann Lee", "contact_email": "ann@cobbair.gov", "amount": "20000", "currency": "USD",
        "is_consented": "on",
    }  # fmt: skip
    story.say("nils", "/p/acme/deals/referrals/new/", lead)
    with story.acme():
        referral = Referral.objects.get()
    assert (story.heard(), story.logged()) == ({("deals.referral_submitted", "Sam")}, {"referral.submitted"})
    story.wait(hours=1)
    url = f"/w/acme/deals/referrals/{referral.ref}/"
    for step in ("accept", "qualify"):
        story.say("sam", f"{url}{step}/")
    story.say("sam", f"{url}open/", {"amount": "20000"})
    with story.acme():
        pipeline = Opportunity.objects.get(referral=referral)
    story.wait(days=1)
    story.say("sam", f"/w/acme/deals/pipeline/{pipeline.ref}/win/", {"amount": "20000", "reason": "fit"})
    with story.acme():
        assert Referral.objects.get().status == "won"
    assert story.heard() == {("deals.referral_answered", "Nils")}
    assert story.logged() == {
        "referral.accepted", "referral.qualified", "referral.opportunity", "opportunity.opened", "opportunity.won",
        "incentives.facts_recorded",
    }  # fmt: skip


def is_invoiced(story):
    """Finance imports the invoice through the import screen: upload, columns, trial, run."""
    story.wait(days=1)
    with story.acme():
        ref = Registration.objects.get().ref
    rows = (
        f"Invoice number;Invoice date;Registration;Net amount;Currency\nINV-2026-181;2026-04-09;{ref};118800.00;USD\n"
    )
    rows += "INV-2026-182;2026-04-09;REG-000000;10.00;USD\n"
    file = SimpleUploadedFile("invoices.csv", rows.encode())
    story.say("fay", "/w/acme/imports/new/", {"kind": "incentives.invoices", "file": file})
    with story.acme():
        batch = ImportBatch.objects.get()
    columns = {"number": "0", "occurred_on": "1", "deal": "2", "amount": "3", "currency": "4", "kind": ""}
    story.say("fay", f"/w/acme/imports/{batch.ref}/columns/", columns)
    assert "There is no such deal: REG-000000" in story.read("fay", f"/w/acme/imports/{batch.ref}/")
    with story.acme():
        assert Fact.objects.filter(kind="invoice").count() == 0
    story.say("fay", f"/w/acme/imports/{batch.ref}/run/")
    with story.acme():
        fact = Fact.objects.get(kind="invoice")
        assert (fact.amount, fact.reference, fact.deal_ref, fact.is_registered_deal) == (
            118_800, "INV-2026-181", ref, True,
        )  # fmt: skip
    assert "INV-2026-181" in story.read("fay", "/w/acme/incentives/facts/")
    assert (story.heard(), story.logged()) == (
        set(), {"imports.uploaded", "imports.started", "imports.done", "incentives.facts_recorded"},
    )  # fmt: skip


def is_calculated(story):
    """The nightly run by hand: the incentive and the fee, both held, both explained to the partner."""
    story.say("sam", "/w/acme/incentives/earnings/calculate/", status=403)
    for _again in range(2):
        story.say("fay", "/w/acme/incentives/earnings/calculate/")
    with story.acme():
        earned = {row.kind: row for row in Earning.objects.all()}
        assert {k: (r.basis, r.rate, r.amount, str(r.held_until), r.status) for k, r in earned.items()} == {
            "commission": (118_800, 5, 5_940, "2026-05-09", "held"),
            "referral_fee": (20_000, 10, 2_000, "2026-05-09", "held"),
        }  # fmt: skip
    page = story.read("nils", f"/p/acme/incentives/earnings/{earned['commission'].pk}/")
    for words in ("5,940.00", "118,800.00", "As Silver it would have been 8 %: 9504.00 USD."):
        assert words in page, words
    assert story.client("carl").get(f"/p/acme/incentives/earnings/{earned['commission'].pk}/").status_code == 404
    assert (story.heard(), story.logged()) == (set(), {"incentives.commissions_calculated"})
    story.wait(days=31)
    story.say("fay", "/w/acme/incentives/earnings/calculate/")
    with story.acme():
        assert set(Earning.objects.values_list("status", flat=True)) == {"approved"}
    assert (story.heard(), story.logged()) == (set(), {"incentives.holds_released"})


def is_stated(story):
    """One statement for both partnerships; whoever prepared it may not approve it."""
    story.say("fay", "/w/acme/incentives/statements/close/", {"month": "2026-05"}, status=400)
    story.wait(days=23)
    assert 'type="month" name="month" value="2026-05"' in story.read("fay", "/w/acme/incentives/statements/close/")
    story.say("fay", "/w/acme/incentives/statements/close/", {"month": "2026-05"})
    assert story.heard() == {("incentives.statements_waiting", name) for name in ("Alice", "Frank")}
    assert story.logged() == {"incentives.statement_calculated"}
    with story.acme():
        statement = Statement.objects.get()
        assert (statement.total, statement.currency, statement.status) == (Decimal("7940.00"), "USD", "calculated")
        lines = list(statement.lines.order_by("amount").values_list("partnership__type", "amount"))
        assert lines == [("referral", Decimal(2_000)), ("resale", Decimal(5_940))]
    url = f"/w/acme/incentives/statements/{statement.ref}/"
    assert story.client("ute").get(f"/p/acme/incentives/statements/{statement.ref}/").status_code == 404
    story.say("fay", f"{url}approve/", status=409)
    story.say("frank", f"{url}approve/")
    with story.acme():
        statement = Statement.objects.get()
        assert (statement.status, statement.ref, str(statement.pay_on)) == ("issued", "S-2026-00001", "2026-06-17")
    assert story.heard() == {("incentives.statement_issued", "Nils"), ("incentives.statement_issued", "Ute Falk")}
    assert story.logged() == {"incentives.statement_issued"}
    base = f"/p/acme/incentives/statements/{statement.ref}/"
    page = story.read("nils", base)
    for words in ("Acme Resale", "Acme Referral", "5,940.00", "2,000.00", "7,940.00", "Fulton County", "Cobb County"):
        assert words in page, words
    rows = list(csv.reader(io.StringIO(story.client("nils").get(f"{base}csv/").content.decode("utf-8-sig"))))
    assert [row[5:] for row in rows] == [
        ["Basis", "Rate, %", "Amount", "Currency"], ["118800.0000", "5.0000", "5940.0000", "USD"],
        ["20000.0000", "10.0000", "2000.0000", "USD"],
    ]  # fmt: skip
    workbook = openpyxl.load_workbook(io.BytesIO(story.client("nils").get(f"{base}xlsx/").content))
    assert [row[7] for row in workbook.active.iter_rows(values_only=True)] == ["Amount", 5940, 2000]
    words = text_of(story.client("nils").get(f"{base}pdf/").content).replace("\n", "").replace(" ", "")
    for said in ("S-2026-00001", "5,940.00", "2,000.00", "7,940.00", "FultonCounty"):
        assert said in words, (said, words)
    assert story.client("carl").get(base).status_code == 404


def is_paid(story):
    account = {"iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "currency": "USD"}
    story.say("nils", "/p/acme/incentives/account/", {**account, "holder": "Nils"}, status=403)
    story.say("ute", "/p/acme/incentives/account/", {**account, "holder": "Fabrikam GmbH"})
    story.say("fay", "/w/acme/incentives/payments/account/", {**account, "holder": "Acme Inc."})
    story.say("fay", "/w/acme/incentives/payments/new/", {"currency": "USD", "execute_on": "2026-06-15"})
    with story.acme():
        batch = PaymentBatch.objects.get()
        assert (batch.total, batch.count, batch.status) == (Decimal("7940.00"), 1, "draft")
    url = f"/w/acme/incentives/payments/{batch.ref}/"
    story.say("fay", f"{url}approve/", status=409)
    story.say("fay", f"{url}export/", status=409)
    story.say("frank", f"{url}approve/")
    story.say("fay", f"{url}export/")
    file = story.client("fay").get(f"{url}file/").content
    schema = xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd")
    schema.validate(file.decode())
    found = ElementTree.fromstring(file)
    names = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    assert [item.text for item in found.findall(".//p:InstdAmt", names)] == ["7940.00"]
    assert [item.text for item in found.findall(".//p:CdtrAcct//p:IBAN", names)] == [account["iban"]]
    assert "17 Jun 2026" in story.read("nils", "/p/acme/incentives/")
    assert (story.heard(), story.logged()) == (
        set(),
        {
            "incentives.payout_account_set", "incentives.funding_account_set", "incentives.payments_prepared",
            "incentives.payments_approved", "incentives.payments_exported",
        },
    )  # fmt: skip
    story.wait(days=13)
    story.say("frank", f"{url}confirm/")
    story.say("frank", f"{url}confirm/", status=409)
    with story.acme():
        assert Statement.objects.get().status == "settled"
        assert set(Earning.objects.values_list("status", flat=True)) == {"paid"}
        assert Referral.objects.get().status == "paid"
        assert ledger_is_whole() == []
    assert story.heard() == {("incentives.payment_confirmed", "Nils"), ("incentives.payment_confirmed", "Ute Falk")}
    assert story.logged() == {"incentives.payments_confirmed", "referral.paid"}
    assert "Settled" in story.read("nils", "/p/acme/incentives/statements/")
