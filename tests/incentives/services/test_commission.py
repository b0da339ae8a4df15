from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from incentives.models import Earning, Fact, LedgerEntry
from incentives.queries import balances, ledger_is_whole
from incentives.rules.terms import Terms
from incentives.services.commission import run_commissions
from incentives.services.holds import release_holds
from incentives.services.plans import publish_version
from prm.audit.models import AuditEntry
from prm.decisions.queries import latest_decision
from prm.lib.errors import Forbidden
from prm.outbox.models import OutboxEvent


def run(world, at=None, **options):
    return run_commissions(actor=world.system(), at=at or world.now, **options)


def test_an_invoice_of_a_registered_deal_earns_the_tiers_rate(world, plan, invoice):
    invoice("1234.56")
    with world.scope("acme"):
        result = run(world)
        earning = Earning.objects.get()
        decision = latest_decision(earning)
        assert (result.facts, result.earnings) == (1, 1)
        assert (earning.amount, earning.rate, earning.status) == (D("98.7600"), D(8), "held")
        assert earning.held_until == date(2026, 2, 14)
        assert decision.result == "98.76 USD"
        assert decision.counterfactual == "As Gold it would have been 12 %: 148.15 USD."
        assert balances(world.northwind.pk) == {"USD": {"expense": D("98.7600"), "held": D("-98.7600")}}


def test_running_twice_earns_once(world, plan, invoice):
    invoice("1000")
    with world.scope("acme"):
        run(world)
        assert run(world).earnings == 0
        assert Earning.objects.count() == 1


def test_a_fact_known_by_its_source_key_is_recorded_once(world, plan, invoice):
    assert invoice("1000").created == 1
    again = invoice("9999")
    assert (again.created, again.known) == (0, 1)
    with world.scope("acme"):
        assert Fact.objects.get().amount == 1000


def test_a_credit_note_takes_back_what_was_given(world, plan, invoice):
    invoice("1000")
    invoice("-1000", number="C-1")
    with world.scope("acme"):
        run(world)
        assert sorted(Earning.objects.values_list("amount", flat=True)) == [-80, 80]
        assert balances(world.northwind.pk)["USD"] == {"expense": 0, "held": 0}


def test_an_unregistered_deal_gets_an_explained_zero(world, plan, invoice):
    invoice("1000", is_registered_deal=False)
    with world.scope("acme"):
        run(world)
        earning = Earning.objects.get()
        assert (earning.amount, earning.status) == (0, "zero")
        assert latest_decision(earning).counterfactual.startswith("Registered before the invoice")
        assert LedgerEntry.objects.count() == 0


def test_the_version_in_force_on_the_day_decides(world, plan, invoice):
    with world.scope("acme"):
        publish_version(
            plan, terms=Terms(rate=D(1)), valid_from=date(2026, 2, 1), actor=world.actor("petra"), at=world.now
        )
    invoice("1000", number="R-1", on=date(2026, 1, 31))
    invoice("1000", number="R-2", on=date(2026, 2, 1))
    invoice("1000", number="R-0", on=date(2025, 12, 31))
    with world.scope("acme"):
        run(world)
        found = {e.fact.reference: e.amount for e in Earning.objects.select_related("fact")}
    assert found == {"R-1": 80, "R-2": 10}


def test_a_run_in_chunks_gives_the_same_and_one_event_a_chunk(world, plan, invoice):
    for number in range(5):
        invoice("100", number=f"R-{number}")
    with world.scope("acme"):
        before = AuditEntry.objects.filter(action="incentives.commissions_calculated").count()
        assert run(world, chunk=2).earnings == 5
        assert OutboxEvent.objects.filter(name="incentives.CommissionsCalculated").count() == 3
        assert AuditEntry.objects.filter(action="incentives.commissions_calculated").count() == before + 3
        assert ledger_is_whole() == []


def test_holds_end_on_the_vendors_day(world, plan, invoice):
    invoice("1000", on=date(2026, 2, 15))
    invoice("500", number="R-2", on=date(2026, 2, 16))
    with world.scope("acme"):
        run(world)
        # 17 March in Berlin: the first is held until the 17th, the second until the 18th.
        assert release_holds(actor=world.system(), at=world.now) == 1
        assert release_holds(actor=world.system(), at=world.now) == 0
        assert balances(world.northwind.pk)["USD"] == {"expense": 120, "held": -40, "payable": -80}


def test_only_finance_records_facts(world, plan):
    from incentives.services.facts import record_facts

    with world.scope("acme"), pytest.raises(Forbidden):
        record_facts([], actor=world.actor("sam"), at=world.now)


def test_the_database_refuses_an_unbalanced_posting(world):
    with world.scope("acme"), pytest.raises(IntegrityError, match="out of balance"), transaction.atomic():
        LedgerEntry.objects.create(
            posting_key="x", account="held", partner=world.northwind, amount=D("0.01"), currency="USD",
            booked_on=date(2026, 1, 1),
        )  # fmt: skip


def test_the_ledger_and_the_earnings_stand(world, plan, invoice):
    invoice("1000")
    with world.scope("acme"):
        run(world)
        for statement in (
            "UPDATE incentives_ledgerentry SET amount = 1",
            "DELETE FROM incentives_ledgerentry",
            "UPDATE incentives_earning SET amount = 1",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
