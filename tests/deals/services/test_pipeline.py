from datetime import date, timedelta
from decimal import Decimal

import pytest

from deals.metrics import APPROVED, REVENUE, WON
from deals.models import CustomerAccount, RegisteredLine
from deals.services.opportunity import lose_opportunity, move_opportunity, win_opportunity
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.money.calendar import Period
from prm.outbox.models import OutboxEvent
from programs.rules.figures import Reading
from tests.support.deals import approved, fresh, submitted

DAY = timedelta(days=1)


def measured(facts, ids, start, end, *where):
    return facts.read(Reading("", "sum", where, Period(start, end)), ids)


def won(world, row, amount=None, day=1):
    with world.scope("sam"):
        return win_opportunity(
            row.opportunities.get(), actor=world.actor("sam"), at=world.now + day * DAY, amount=amount
        )


def test_a_won_deal_closes_its_registration_and_makes_a_customer(world):
    row = approved(world)
    opportunity = won(world, row, Decimal("120000.00"))
    with world.scope("acme"):
        account = CustomerAccount.objects.get()
        assert (fresh(row).status, opportunity.status, opportunity.closed_on) == ("won", "won", date(2026, 3, 18))
        assert (account.is_customer, list(account.lines.values_list("line_key", flat=True))) == (True, ["edge"])
        assert RegisteredLine.objects.count() == 0
        event = OutboxEvent.objects.get(name="deals.OpportunityWon").payload
        assert (event["amount"], event["currency"], event["won_on"], event["registration_id"]) == (
            "120000.00", "USD", "2026-03-18", str(row.pk),
        )  # fmt: skip


def test_it_is_won_once(world):
    row = approved(world)
    opportunity = won(world, row)
    with world.scope("sam"), pytest.raises(WrongState):
        win_opportunity(opportunity, actor=world.actor("sam"), at=world.now + DAY)
    with world.scope("acme"):
        assert OutboxEvent.objects.filter(name="deals.OpportunityWon").count() == 1


def test_the_partner_moves_it_and_loses_it_but_does_not_win_it(world):
    row = approved(world)
    with world.scope("nina"):
        opportunity = row.opportunities.get()
        moved = move_opportunity(
            opportunity, actor=world.actor("nina"), at=world.now + DAY, stage="proposal", amount=Decimal(90_000)
        )
        assert (moved.stage, moved.amount, moved.stage_changed_at) == ("proposal", 90_000, world.now + DAY)
        with pytest.raises(Forbidden):
            win_opportunity(opportunity, actor=world.actor("nina"), at=world.now + DAY)
        with pytest.raises(Invalid):
            lose_opportunity(opportunity, actor=world.actor("nina"), at=world.now + DAY, reason="")
        with pytest.raises(Invalid):
            move_opportunity(opportunity, actor=world.actor("nina"), at=world.now + DAY, stage="somewhere")
        lost = lose_opportunity(opportunity, actor=world.actor("nina"), at=world.now + DAY, reason="competitor")
        assert (lost.status, lost.close_reason) == ("lost", "competitor")


def test_nothing_is_won_in_the_future(world):
    row = approved(world)
    with world.scope("sam"), pytest.raises(Invalid):
        win_opportunity(row.opportunities.get(), actor=world.actor("sam"), at=world.now, won_on=world.now.date() + DAY)


def test_metrics_measure_every_partnership_with_one_query(world, django_assert_num_queries):
    one = approved(world)
    other = approved(world, who="carl", partnership="contoso", lines=("vision",))
    submitted(world, lines=("manager",))
    won(world, one, Decimal("100000.00"))
    won(world, other, Decimal("50000.00"), day=40)
    north, contoso = world.partnerships["northwind"].pk, world.partnerships["contoso"].pk
    march = (date(2026, 3, 1), date(2026, 4, 1))
    with world.scope("acme"), django_assert_num_queries(3):
        assert measured(REVENUE, None, *march) == {north: Decimal("100000.00")}
        assert measured(WON, None, date(2026, 1, 1), date(2027, 1, 1)) == {north: 1, contoso: 1}
        assert measured(APPROVED, [north], *march) == {north: 1}


def test_the_day_after_the_span_does_not_count(world):
    won(world, approved(world), Decimal("100000.00"))
    with world.scope("acme"):
        assert measured(REVENUE, None, date(2026, 3, 1), date(2026, 3, 18)) == {}
        assert measured(REVENUE, None, date(2026, 3, 18), date(2026, 3, 19)) != {}
