from datetime import date

import pytest
from django.urls import reverse

from incentives.models import Earning, PaymentBatch, Plan, Statement
from incentives.services.commission import run_commissions
from incentives.services.holds import release_holds
from incentives.services.statements import approve_statement, close_month
from tests.incentives.services.test_statements import APRIL


def at(name, **kwargs):
    return reverse(f"workspace:incentives:{name}", kwargs={"vendor": "acme", **kwargs})


def portal(name, **kwargs):
    return reverse(f"portal:incentives:{name}", kwargs={"vendor": "acme", **kwargs})


@pytest.fixture
def calculated(world, plan, invoice):
    invoice("1000")
    with world.scope("acme"):
        run_commissions(actor=world.system(), at=APRIL)
        release_holds(actor=world.system(), at=APRIL)
        [statement] = close_month(date(2026, 3, 1), actor=world.actor("fay"), at=APRIL)
    return statement


@pytest.mark.parametrize("page", ["plan-list", "earning-list", "fact-list", "statement-list", "batch-list", "funding"])
def test_finance_opens_each_page(world, calculated, page):
    assert world.client("fay").get(at(page)).status_code == 200


def test_a_statement_opens_with_its_lines_and_its_explanation(world, calculated):
    client = world.client("fay")
    page = client.get(at("statement-detail", ref=calculated.ref))
    assert page.status_code == 200
    assert "Fulton County" in page.text
    with world.scope("acme"):
        earning = Earning.objects.get()
    page = client.get(at("earning-detail", pk=earning.pk))
    assert "As Gold it would have been 12 %: 120.00 USD." in page.text


def test_the_same_person_cannot_approve_and_a_double_click_changes_nothing(world, calculated):
    url = at("statement-approve", ref=calculated.ref)
    assert world.client("fay").post(url).status_code == 409
    frank = world.client("frank")
    assert frank.post(url).status_code == 302
    with world.scope("acme"):
        issued = Statement.objects.get()
    assert issued.status == "issued"
    assert frank.post(at("statement-approve", ref=issued.ref)).status_code == 409


def test_a_statement_waits_on_the_day_of_whoever_may_approve_it_and_did_not_prepare_it(world, calculated):
    today, page = (
        reverse("workspace:today:today", kwargs={"vendor": "acme"}),
        at("statement-detail", ref=calculated.ref),
    )
    fay, frank = world.client("fay"), world.client("frank")
    assert page in frank.get(today).text
    assert "March 2026, prepared by Fay" in frank.get(today).text
    assert page not in fay.get(today).text
    approve = at("statement-approve", ref=calculated.ref)
    assert approve in frank.get(page).text
    assert approve not in fay.get(page).text
    assert "a second person approves it" in fay.get(page).text
    frank.post(approve)
    assert page not in frank.get(today).text
    told = fay.get(page).text
    assert "approved the statement" in told
    assert "calculated the statement" in told


def test_payments_wait_on_the_day_of_a_second_person(world, calculated):
    today = reverse("workspace:today:today", kwargs={"vendor": "acme"})
    with world.scope("acme"):
        batch = PaymentBatch.objects.create(
            ref="PAY-TEST", execute_on=date(2026, 4, 10), currency="USD", total=80, count=1, status="draft",
            prepared_by=world.members["fay"], created_at=APRIL,
        )  # fmt: skip
    page = at("batch-detail", ref=batch.ref)
    assert page in world.client("frank").get(today).text
    assert page not in world.client("fay").get(today).text
    assert at("batch-cancel", ref=batch.ref) in world.client("fay").get(page).text
    assert at("batch-approve", ref=batch.ref) not in world.client("fay").get(page).text


@pytest.mark.parametrize(("kind", "starts"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_a_statement_downloads(world, calculated, kind, starts):
    pytest.importorskip("prm.imports.exports")
    answer = world.client("fay").get(at(f"statement-{kind}", ref=calculated.ref))
    assert answer.status_code == 200
    assert answer.content.startswith(starts)


def test_a_new_plan_is_made_in_two_steps(world):
    client = world.client("petra")
    program = world.programs["acme"]
    first = client.post(at("plan-create"), {"name": "Deals", "kind": "commission", "program": program.ref})
    assert first.status_code == 302
    terms = {"valid_from": "2026-01-01", "trigger": "invoice", "rate": "5", "tier_2": "8", "hold_days": "30",
             "registered_only": "on"}  # fmt: skip
    assert client.post(first.url, terms).status_code == 302
    with world.scope("acme"):
        plan = Plan.objects.get()
        assert (plan.name, str(plan.versions.get().parsed.tier_rates["Silver"])) == ("Deals", "8")
    assert client.get(at("plan-detail", ref=plan.ref)).status_code == 200
    assert client.get(at("plan-version", ref=plan.ref)).status_code == 200


def test_faulty_terms_are_told_and_nothing_is_made(world):
    url = at("plan-first", program=world.programs["acme"].ref, kind="commission")
    answer = world.client("petra").post(
        url, {"valid_from": "2026-01-01", "trigger": "invoice", "rate": "0", "hold_days": "30"}
    )
    assert answer.status_code == 400
    assert "The plan pays nothing" in answer.text
    with world.scope("acme"):
        assert Plan.objects.count() == 0


def test_a_viewer_without_the_right_is_refused(world):
    assert world.client("vera").get(at("statement-list")).status_code == 403


def test_the_partner_sees_its_money_once_issued(world, calculated):
    bob = world.client("bob")
    assert bob.get(portal("money")).status_code == 200
    assert bob.get(portal("statement-detail", ref=calculated.ref)).status_code == 404
    with world.scope("acme"):
        issued = approve_statement(calculated, actor=world.actor("frank"), at=APRIL)
    page = bob.get(portal("statement-detail", ref=issued.ref))
    assert page.status_code == 200
    assert "Fulton County" in page.text
    assert world.client("carl").get(portal("statement-detail", ref=issued.ref)).status_code == 404


def test_a_partner_keeps_its_bank_account(world):
    bob = world.client("bob")
    good = {"holder": "Northwind", "iban": "DE89370400440532013000", "bic": "", "currency": "eur"}
    assert bob.post(portal("payout"), good | {"iban": "DE00"}).status_code == 400
    assert bob.post(portal("payout"), good).status_code == 302
    assert "DE89 … 3000" in bob.get(portal("money")).text


def test_a_statement_is_still_found_by_the_name_it_had_before_it_was_issued(world, calculated):
    with world.scope("acme"):
        issued = approve_statement(calculated, actor=world.actor("frank"), at=APRIL)
    assert issued.ref != calculated.ref
    client = world.client("fay")
    assert client.get(at("statement-detail", ref=calculated.ref)).status_code == 200
    assert client.get(at("statement-detail", ref="STM-000000")).status_code == 404
    assert world.client("frank").post(at("statement-approve", ref=calculated.ref)).status_code == 409
