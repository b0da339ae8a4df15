"""Exactly one of many at once: approvals, payments, invitations, idempotency keys (security.md T30, T34, T44, T46)."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from deals.models import Opportunity, Registration
from incentives.enums import FactKind
from incentives.models import Earning, LedgerEntry, Payment, PaymentBatch, Statement, StatementLine
from incentives.queries import ledger_is_whole
from incentives.rules.terms import Terms
from incentives.services.commission import run_commissions
from incentives.services.facts import FactInput, record_facts
from incentives.services.holds import release_holds
from incentives.services.payments import (
    approve_batch,
    confirm_batch,
    export_batch,
    prepare_batch,
    set_funding_account,
    set_payout_account,
)
from incentives.services.plans import create_plan
from incentives.services.statements import approve_statement, close_month
from prm.accounts.invitations import invitation_token
from prm.accounts.models import Membership, User
from prm.accounts.services.invitation import invite_member
from prm.audit.models import AuditEntry
from prm.lib.errors import DomainError
from prm.outbox.models import OutboxEvent
from tests.support.api import ApiClient, key_for
from tests.support.deals import BASICS, make_products, submitted
from tests.support.racing import CROWD, ROUNDS, race, statuses

pytestmark = pytest.mark.django_db(transaction=True)
ONE_WINS = [200] + [409] * (CROWD - 1)
ONE_GOES_ON = [302] + [409] * (CROWD - 1)
APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
ACCOUNT = {"iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX", "currency": "USD"}


def clicks(world, name, path, data=None):
    """One person's browser, in as many windows: the same session, the same POST."""
    cookies = world.client(name).cookies

    def click(place):
        client = Client()
        client.cookies = cookies.copy()
        return client.post(path, data or {})

    return race(CROWD, click)


def happened(model=AuditEntry, **where):
    return model.objects.filter(**where).count()


def test_a_registration_is_approved_once(world):
    keys = [key_for(world, name) for name in ("sam", "alice")]
    for number in range(ROUNDS):
        row = submitted(
            world, customer_name=f"Customer {number} {number * 7919}", customer_domain=f"customer-{number}.example"
        )
        path = f"/api/v1/deals/registrations/{row.ref}/actions/approve/"
        answers = race(CROWD, lambda place, path=path: ApiClient(keys[place % 2]).post(path))
        assert statuses(answers) == ONE_WINS
        with world.scope("acme"):
            assert happened(target_id=row.pk, action="registration.approved") == 1
            assert happened(Opportunity, registration=row) == 1
            assert happened(OutboxEvent, name="deals.RegistrationApproved", payload__registration_id=str(row.pk)) == 1


@pytest.fixture
def paid_from(world):
    """A plan of 8 % without hold, and the accounts money leaves from and goes to."""
    with world.scope("acme"):
        create_plan(
            world.programs["acme"], name="Registered deals", kind="commission", terms=Terms(rate=D(8), hold_days=0),
            valid_from=date(2026, 1, 1), actor=world.actor("petra"), at=world.now,
        )  # fmt: skip
        fay = world.actor("fay")
        set_payout_account(world.northwind, holder="Northwind Ltd", **ACCOUNT, actor=fay, at=APRIL)
        set_funding_account(holder="Acme GmbH", **ACCOUNT, actor=fay, at=APRIL)


def calculated(world, number):
    """A statement of 80.00 that waits for its approval, one month after the other."""
    year, month = 2000 + number // 12, number % 12 + 1
    later = datetime(year + month // 12, month % 12 + 1, 2, 9, tzinfo=UTC)
    fact = FactInput(
        kind=FactKind.INVOICE, source_key=f"invoice:R-{number}", partner_id=world.northwind.pk,
        partnership_id=world.partnerships["northwind"].pk, occurred_on=date(2026, 3, 1), amount=D(1000), currency="USD",
        reference=f"R-{number}", customer_name="Fulton County", deal_ref="REG-000001", is_registered_deal=True,
    )  # fmt: skip
    with world.scope("acme"):
        record_facts([fact], actor=world.actor("fay"), at=APRIL)
        run_commissions(actor=world.system(), at=APRIL)
        release_holds(actor=world.system(), at=APRIL)
        Earning.objects.filter(status="approved").update(held_until=date(year, month, 1))
        [statement] = close_month(date(year, month, 1), actor=world.actor("fay"), at=later)
    return statement


def money(name, **kwargs):
    return reverse(f"workspace:incentives:{name}", kwargs={"vendor": "acme", **kwargs})


def test_a_statement_is_issued_once_and_numbers_have_no_gap(world, paid_from):
    for number in range(ROUNDS):
        draft = calculated(world, number)
        answers = clicks(world, "frank", money("statement-approve", ref=draft.ref))
        assert statuses(answers) == ONE_GOES_ON
        with world.scope("acme"):
            issued = Statement.objects.get(pk=draft.pk)
            assert (issued.status, issued.ref[-5:]) == ("issued", f"{number + 1:05d}")
            assert happened(target_id=draft.pk, action="incentives.statement_issued") == 1
            assert happened(OutboxEvent, name="incentives.StatementIssued") == number + 1
            assert happened(StatementLine, is_issued=True) == number + 1


def calls(world, name, service, *args, **kwargs):
    """The service itself from as many requests of one person; what it was answered as a page would be."""

    def call(place):
        try:
            with world.scope(name):
                service(*args, **kwargs, actor=world.actor(name), at=APRIL)
        except DomainError as error:
            return error.status
        return 200

    return sorted(race(CROWD, call))


def test_a_partner_is_paid_once(world, paid_from):
    for number in range(ROUNDS):
        draft, done = calculated(world, number), number + 1
        with world.scope("acme"):
            approve_statement(draft, actor=world.actor("frank"), at=APRIL)
        assert calls(world, "fay", prepare_batch, currency="USD", execute_on=date(2026, 5, 4)) == ONE_WINS
        with world.scope("acme"):
            batch = PaymentBatch.objects.get(status="draft")
        for who, service in (("frank", approve_batch), ("fay", export_batch), ("frank", confirm_batch)):
            assert (service.__name__, calls(world, who, service, batch)) == (service.__name__, ONE_WINS)
        with world.scope("acme"):
            for act in ("prepared", "approved", "exported", "confirmed"):
                assert happened(action=f"incentives.payments_{act}") == done
            assert (happened(PaymentBatch), happened(Payment, status="confirmed", amount=80)) == (done, done)
            assert happened(Statement, status="settled", payment__batch=batch) == 1
            assert happened(LedgerEntry, account="bank", amount=-80) == done
            assert ledger_is_whole() == []


def test_an_invitation_is_accepted_once_and_the_others_see_the_same_page(world):
    for number in range(ROUNDS):
        email = f"new{number}@acme.example"
        with world.scope("acme"):
            offer = invite_member(email=email, role="viewer", actor=world.actor("alice"), at=datetime.now(UTC))
        path = reverse("public:accounts:join", kwargs={"token": invitation_token(offer.pk)})
        newcomer = {"name": "New", "password": "a good long sentence"}
        answers = race(CROWD, lambda place, path=path, newcomer=newcomer: Client().post(path, newcomer))
        assert statuses(answers) == [302] + [410] * (CROWD - 1)
        with world.scope("acme"):
            assert (happened(Membership, email=email), happened(action="joined", summary=email)) == (1, 1)
        assert User.objects.filter(email=email).count() == 1


def test_one_idempotency_key_makes_one_registration_and_one_answer(world):
    edge = make_products(world)[0]
    key = key_for(world, "nina")
    with world.scope("acme"):
        deal = {
            **BASICS,
            "partnership": world.partnerships["northwind"].ref,
            "expected_close_on": "2027-06-30",
            "lines": [{"product": edge.ref, "quantity": "1", "amount": "1000"}],
        }
    for number in range(ROUNDS):
        body = {**deal, "customer_name": f"Customer {number} {number * 7919}", "customer_domain": f"c-{number}.example"}

        def ask(place, body=body, number=number):
            return ApiClient(key).post("/api/v1/deals/registrations/", body, Idempotency_Key=f"deal-{number}")

        answers = race(CROWD, ask)
        made = [answer for answer in answers if answer.status_code == 201]
        in_flight = [answer.json()["code"] for answer in answers if answer.status_code != 201]
        assert [answer.content for answer in made] == [made[0].content] * len(made)
        assert sum("Idempotency-Replayed" not in answer for answer in made) == 1
        assert in_flight == ["idempotency-key-in-flight"] * (CROWD - len(made))
        with world.scope("acme"):
            [row] = Registration.objects.filter(customer_name=body["customer_name"])
            assert happened(target_id=row.pk, action="registration.submitted") == 1
