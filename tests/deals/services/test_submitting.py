from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from deals.models import Conflict, RegisteredLine, Registration, SealedReceipt
from deals.services.decision import approve_registration, reject_registration, return_registration
from deals.services.policy import publish_policy
from deals.services.registration import (
    cancel_registration,
    discard_draft,
    resubmit_registration,
    save_draft,
    submit_registration,
)
from prm.audit.queries import timeline_for
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.models import OutboxEvent
from tests.support.deals import BASICS, FULTON, approved, draft, fresh, line, make_products, submitted


def test_a_submission_is_sealed_and_promised_and_told(world):
    row = submitted(world)
    with world.scope("acme"):
        row = fresh(row)
        receipt = SealedReceipt.objects.get()
        assert (row.status, row.submitted_at, row.owner_id) == ("submitted", world.now, world.sam.pk)
        assert (row.sealed_at, receipt.sequence, receipt.content["customer"]) == (
            receipt.sealed_at, 1, "Fulton County Water Authority",
        )  # fmt: skip
        # Tuesday 11:00 in Berlin and two business days of eight hours: Thursday 11:00.
        assert row.act_by_at == datetime(2026, 3, 19, 10, 0, tzinfo=UTC)
        assert row.reporting_amount == Decimal("118800.00")
        assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["deals.RegistrationSubmitted"]
        assert [entry.action for entry in timeline_for(row, for_partner=True)] == [
            "registration.submitted", "registration.drafted",
        ]  # fmt: skip


def test_a_draft_may_be_incomplete_but_not_handed_in(world):
    make_products(world)
    with world.scope("nina"):
        row = save_draft(
            world.partnerships["northwind"], {"customer_name": "Fulton"}, [], actor=world.actor("nina"), at=world.now
        )
        with pytest.raises(Invalid) as error:
            submit_registration(row, actor=world.actor("nina"), at=world.now)
        assert sorted(error.value.fields) == ["contact_name", "expected_close_on", "lines"]
        assert fresh(row).status == "draft"
    with world.scope("acme"):
        assert (SealedReceipt.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def test_the_contact_may_be_named_later(world):
    row = submitted(world, contact_name="", is_contact_deferred=True)
    assert row.status == "submitted"


def test_handing_in_twice_is_a_conflict(world):
    row = submitted(world)
    with world.scope("nina"), pytest.raises(WrongState):
        submit_registration(row, actor=world.actor("nina"), at=world.now)
    with world.scope("acme"):
        assert SealedReceipt.objects.count() == 1


@pytest.mark.parametrize(
    "again",
    [{}, {"customer_name": "FULTON COUNTY WATER AUTHORITY", "customer_domain": "https://www.fcwa.gov/"}],
)
def test_the_same_partner_cannot_register_it_twice(world, again):
    first = submitted(world)
    row = draft(world, who="bob", **again)
    with world.scope("bob"), pytest.raises(Refused) as error:
        submit_registration(row, actor=world.actor("bob"), at=world.now)
    assert error.value.code == "not-eligible-own"
    assert first.ref in str(error.value)


def test_two_people_of_a_partner_in_the_same_second_leave_one_claim(world):
    """What the check cannot see, the database refuses."""
    from deals.services.registration import _claim_lines

    first = submitted(world)
    row = draft(world, who="bob", customer_name="Another spelling")
    with world.scope("acme"):
        Registration.objects.filter(pk=row.pk).update(customer_name=first.customer_name)
        with pytest.raises(Refused):
            _claim_lines(fresh(row))
        assert RegisteredLine.objects.count() == 1


def test_another_product_line_at_the_same_customer_is_another_deal(world):
    submitted(world)
    row = submitted(world, lines=("vision",))
    assert row.status == "submitted"


def test_a_rejected_deal_may_be_registered_again(world):
    first = submitted(world)
    with world.scope("sam"):
        reject_registration(first, actor=world.actor("sam"), at=world.now, reason="not_eligible")
    again = submitted(world, at=world.now + timedelta(hours=1))
    assert again.status == "submitted"


def test_another_partner_may_register_the_same_and_waits_behind_it(world):
    first = submitted(world)
    second = submitted(world, who="carl", partnership="contoso")
    with world.scope("acme"):
        conflict = Conflict.objects.get(registration=second)
        assert (conflict.other_id, conflict.level, conflict.shares_product, conflict.is_sealed_first) == (
            first.pk, "same", True, True,
        )  # fmt: skip
        assert (fresh(first).hint, fresh(second).hint) == ("clear", "possible")


def test_existing_customers_of_the_product_line_are_refused_under_a_new_logo_policy(world):
    with world.scope("acme"):
        publish_policy(world.programs["acme"], {"is_new_logo_only": True}, actor=world.actor("petra"), at=world.now)
    from deals.services.opportunity import win_opportunity

    won = approved(world, who="carl", partnership="contoso")
    with world.scope("sam"):
        win_opportunity(won.opportunities.get(), actor=world.actor("sam"), at=world.now + timedelta(days=1))
    row = draft(world, at=world.now + timedelta(days=2))
    with world.scope("nina"), pytest.raises(Refused) as error:
        submit_registration(row, actor=world.actor("nina"), at=world.now + timedelta(days=2))
    assert error.value.code == "not-eligible-new_logo"
    assert "Contoso" not in str(error.value)
    other = submitted(world, at=world.now + timedelta(days=2), lines=("vision",))
    assert (other.status, other.hint) == ("submitted", "customer")


def test_a_partnership_without_a_signature_cannot_register(world):
    row = draft(world)
    with world.scope("acme"):
        world.partnerships["northwind"].contracted_at = None
        world.partnerships["northwind"].save()
    with world.scope("nina"), pytest.raises(Refused) as error:
        submit_registration(row, actor=world.actor("nina"), at=world.now)
    assert error.value.code == "not-eligible-agreement"


def test_less_than_the_least_value_is_refused(world):
    with world.scope("acme"):
        publish_policy(
            world.programs["acme"], {"minimum_amount": Decimal("118800.01")}, actor=world.actor("petra"), at=world.now
        )
    row = draft(world)
    with world.scope("nina"), pytest.raises(Refused) as error:
        submit_registration(row, actor=world.actor("nina"), at=world.now)
    assert error.value.code == "not-eligible-minimum"


def test_an_answer_goes_on_where_it_stood(world):
    row = submitted(world)
    later = world.now + timedelta(hours=3)
    with world.scope("sam"):
        return_registration(row, actor=world.actor("sam"), at=world.now + timedelta(hours=1), reason="unclear_close")
    with world.scope("nina"):
        row = resubmit_registration(row, actor=world.actor("nina"), at=later, values={"evidence": "We ran the pilot."})
        assert (row.status, row.minutes_with_partner, row.sealed_at) == ("in_review", 120, world.now)
        assert row.receipts.count() == 2
        # One hour was used before the question, so fifteen of sixteen are left.
        assert row.act_by_at == datetime(2026, 3, 19, 12, 0, tzinfo=UTC)


def test_an_answer_with_another_customer_takes_a_new_place_in_the_queue(world):
    row = submitted(world)
    later = world.now + timedelta(hours=3)
    with world.scope("sam"):
        return_registration(row, actor=world.actor("sam"), at=world.now, reason="unclear_customer")
    with world.scope("nina"):
        row = resubmit_registration(
            row,
            actor=world.actor("nina"),
            at=later,
            values={"customer_name": "Cobb County", "customer_domain": "cobb.gov"},
        )
        assert row.sealed_at == later


def test_a_handed_in_registration_cannot_be_edited_or_deleted(world):
    row = submitted(world)
    with world.scope("nina"):
        with pytest.raises(WrongState):
            save_draft(
                row.partnership, {"customer_name": "X"}, [], actor=world.actor("nina"), at=world.now, registration=row
            )
        with pytest.raises(WrongState):
            discard_draft(row, actor=world.actor("nina"), at=world.now)


def test_a_draft_can_be_thrown_away(world):
    row = draft(world)
    with world.scope("nina"):
        discard_draft(row, actor=world.actor("nina"), at=world.now)
        assert Registration.objects.count() == 0


def test_a_cancelled_claim_frees_the_customer(world):
    row = submitted(world)
    with world.scope("nina"):
        cancel_registration(row, actor=world.actor("nina"), at=world.now)
        assert RegisteredLine.objects.count() == 0
    assert submitted(world, who="bob").status == "submitted"


def test_a_product_cannot_stand_twice(world):
    make_products(world)
    with world.scope("nina"), pytest.raises(Invalid):
        save_draft(
            world.partnerships["northwind"], {**BASICS, **FULTON}, [line(), line()],
            actor=world.actor("nina"), at=world.now,
        )  # fmt: skip


def test_a_vendor_viewer_cannot_register_or_decide(world):
    row = submitted(world)
    with world.scope("vera"), pytest.raises(Forbidden):
        approve_registration(row, actor=world.actor("vera"), at=world.now)
