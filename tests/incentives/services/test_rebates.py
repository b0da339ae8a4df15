from datetime import UTC, date, datetime
from decimal import Decimal as D

from incentives.models import Earning, RebateProgress
from incentives.queries import ledger_is_whole
from incentives.services.rebates import accrue_rebates
from prm.decisions.queries import latest_decision

IN_Q1 = datetime(2026, 3, 17, 10, tzinfo=UTC)
IN_Q2 = datetime(2026, 4, 1, 10, tzinfo=UTC)


def accrue(world, at):
    return accrue_rebates(actor=world.system(), at=at)


def test_the_running_quarter_shows_where_it_stands(world, rebate_plan, invoice):
    invoice("800")
    invoice("900", number="R-2", on=date(2026, 3, 31))
    invoice("5000", number="R-3", on=date(2025, 12, 31))
    with world.scope("acme"):
        accrue(world, IN_Q1)
        row = RebateProgress.objects.get()
        assert (row.basis, row.amount, row.rate, row.fact_count) == (1700, 14, 2, 2)
        assert Earning.objects.count() == 0


def test_below_the_first_band_it_says_what_is_missing(world, rebate_plan, invoice):
    invoice("800")
    with world.scope("acme"):
        accrue(world, IN_Q1)
        row = RebateProgress.objects.get()
        assert (row.amount, row.next_at, row.next_worth) == (0, 1000, 0)


def test_a_finished_quarter_is_posted_once_and_a_late_invoice_adds_the_difference(world, rebate_plan, invoice):
    invoice("2000")
    with world.scope("acme"):
        accrue(world, IN_Q2)
        accrue(world, IN_Q2)
        first = Earning.objects.get()
        assert (first.amount, first.earned_on) == (20, date(2026, 3, 31))
        assert latest_decision(first).steps[-1].result == "20.00"
    invoice("500", number="R-2", on=date(2026, 3, 30))
    with world.scope("acme"):
        accrue(world, IN_Q2)
        assert sorted(Earning.objects.values_list("amount", flat=True)) == [D(10), D(20)]
        assert ledger_is_whole() == []
