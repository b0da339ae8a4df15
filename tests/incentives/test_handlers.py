from datetime import UTC, date, datetime
from decimal import Decimal as D
from uuid import uuid4

from deals.models import Opportunity
from incentives.models import Fact
from incentives.services.payments import approve_batch, confirm_batch, export_batch, prepare_batch
from prm.lib.ids import uuid7
from prm.notifications.models import Notification
from prm.outbox.services import drain, emit
from tests.incentives.services.test_statements import APRIL, earned, issued  # noqa: F401 - fixtures


def told(world, audience="portal"):
    with world.scope("acme"):
        notices = Notification.objects.filter(recipient__audience=audience)
        return sorted(notices.values_list("subject", "recipient__name"))


def test_who_may_approve_hears_of_waiting_statements_but_not_who_prepared_them(world, issued):  # noqa: F811
    drain(world.acme.pk)
    assert told(world, "vendor") == [("1 statement waits for approval", name) for name in ("Alice", "Frank")]


def test_the_partner_is_told_of_its_statement_and_of_its_payment_and_nobody_else(world, issued):  # noqa: F811
    drain(world.acme.pk)
    statement = f"Statement {issued.ref}: USD 120.00"
    assert told(world) == [(statement, name) for name in ("Bob", "Nina", "Xena")]
    with world.scope("acme"):
        batch = prepare_batch(currency="USD", execute_on=date(2026, 4, 15), actor=world.actor("fay"), at=APRIL)
        approve_batch(batch, actor=world.actor("frank"), at=APRIL)
        export_batch(batch, actor=world.actor("fay"), at=APRIL)
        confirm_batch(batch, actor=world.actor("frank"), at=APRIL)
    drain(world.acme.pk)
    drain(world.acme.pk)
    paid = [("USD 120.00 is on its way to you", name) for name in ("Bob", "Nina", "Xena")]
    assert told(world) == sorted([*paid, *((statement, name) for name in ("Bob", "Nina", "Xena"))])


def test_a_won_deal_becomes_a_fact_once(world):
    from deals.events import OpportunityWon

    at = datetime(2026, 3, 1, tzinfo=UTC)
    with world.scope("acme"):
        deal = Opportunity.objects.create(
            partner=world.northwind, partnership=world.partnerships["northwind"], name="Fulton County", amount=D(5000),
            currency="USD", stage_changed_at=at,
        )  # fmt: skip
        event = OpportunityWon(
            event_id=uuid7(), opportunity_id=deal.pk, partnership_id=deal.partnership_id, amount=D(5000),
            currency="USD", won_on=date(2026, 3, 1), account_id=uuid4(),
        )  # fmt: skip
        emit(event, at=at, partner_id=deal.partner_id)
    drain(world.acme.pk)
    with world.scope("acme"):
        fact = Fact.objects.get()
    assert (fact.kind, fact.amount, fact.customer_name, fact.is_registered_deal) == (
        "deal_won",
        5000,
        "Fulton County",
        False,
    )
