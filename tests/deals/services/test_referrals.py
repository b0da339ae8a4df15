from datetime import timedelta
from decimal import Decimal

import pytest

from deals.models import Referral
from deals.services.opportunity import win_opportunity
from deals.services.referral import (
    accept_referral,
    flags_for,
    mark_referral_duplicate,
    mark_referral_paid,
    open_referral_opportunity,
    qualify_referral,
    reject_referral,
    submit_referral,
    withdraw_referral,
)
from prm.clocks.queries import clock_for
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.models import OutboxEvent
from prm.outbox.services import drain
from tests.support.deals import approved

MESA = {
    "customer_name": "Mesa Pumps",
    "customer_domain": "mesapumps.example",
    "contact_name": "Ruth Vance",
    "contact_email": "ruth@mesapumps.example",
    "amount": Decimal(20_000),
    "currency": "USD",
    "is_consented": True,
}


def referred(world, who="nina", partnership="northwind", at=None, **values):
    with world.scope(who):
        return submit_referral(
            world.partnerships[partnership], {**MESA, **values}, actor=world.actor(who), at=at or world.now
        )


def test_a_referral_goes_from_submission_to_the_fee(world):
    row = referred(world)
    sam, later = world.actor("sam"), world.now + timedelta(hours=2)
    with world.scope("sam"):
        row = accept_referral(row, actor=sam, at=later)
        assert (row.status, row.answered_at, clock_for(row).state) == ("accepted", later, "kept")
        qualify_referral(row, actor=sam, at=later)
        opportunity = open_referral_opportunity(row, actor=sam, at=later)
        win_opportunity(opportunity, actor=sam, at=later, amount=Decimal(18_000))
        row = Referral.objects.get()
        assert (row.status, row.live_key) == ("won", None)
        assert mark_referral_paid(row, actor=sam, at=later).status == "paid"
        told = OutboxEvent.objects.order_by("id").values_list("name", flat=True)
        assert list(told) == [
            "deals.ReferralSubmitted", "deals.ReferralAccepted", "deals.ReferralQualified", "deals.ReferralWon",
        ]  # fmt: skip
        won = OutboxEvent.objects.get(name="deals.ReferralWon").payload
        assert (won["amount"], won["currency"], won["referral_id"]) == ("18000", "USD", str(row.pk))
    drain(world.acme.pk)


@pytest.mark.parametrize(
    "own",
    [
        {"customer_domain": "www.northwind.example"},
        {"customer_domain": "", "contact_email": "friend@northwind.example"},
    ],
)
def test_ones_own_organization_cannot_be_referred(world, own):
    with pytest.raises(Refused) as error:
        referred(world, **own)
    assert error.value.code == "referral-self"
    with world.scope("acme"):
        assert Referral.objects.count() == 0


def test_a_partner_sends_a_customer_once_while_it_lives(world):
    first = referred(world)
    with pytest.raises(Refused) as error:
        referred(world, customer_name="MESA PUMPS Inc")
    assert error.value.code == "referral-duplicate"
    with world.scope("sam"):
        reject_referral(first, actor=world.actor("sam"), at=world.now, reason="not_a_fit")
    assert referred(world).status == "submitted"


def test_what_speaks_against_it_is_shown_to_the_reviewer(world):
    approved(world, who="carl", partnership="contoso", customer_name="Mesa Pumps", customer_domain="mesapumps.example")
    first = referred(world, is_consented=False)
    second = referred(world, who="carl", partnership="contoso", at=world.now + timedelta(hours=1))
    with world.scope("sam"):
        assert [flag.code for flag in flags_for(first)] == ["registration", "consent"]
        assert [(flag.code, flag.ref) for flag in flags_for(second)][-1] == ("referral", first.ref)


def test_rejecting_needs_a_reason_and_a_value_is_needed_for_the_pipeline(world):
    row = referred(world, amount=None)
    with world.scope("sam"):
        with pytest.raises(Invalid):
            reject_referral(row, actor=world.actor("sam"), at=world.now, reason="")
        accept_referral(row, actor=world.actor("sam"), at=world.now)
        row = qualify_referral(row, actor=world.actor("sam"), at=world.now)
        with pytest.raises(Invalid):
            open_referral_opportunity(row, actor=world.actor("sam"), at=world.now)


def test_the_partner_may_take_it_back_and_may_not_answer_it(world):
    row = referred(world)
    with world.scope("nina"):
        with pytest.raises(Forbidden):
            accept_referral(row, actor=world.actor("nina"), at=world.now)
        assert withdraw_referral(row, actor=world.actor("nina"), at=world.now).status == "withdrawn"


def test_a_duplicate_is_told_to_the_partner(world):
    row = referred(world)
    with world.scope("sam"):
        assert mark_referral_duplicate(row, actor=world.actor("sam"), at=world.now).status == "duplicate"
    drain(world.acme.pk)


def test_what_is_missing_is_named(world):
    with pytest.raises(Invalid) as error:
        referred(world, contact_email="", contact_name="")
    assert sorted(error.value.fields) == ["contact_email", "contact_name"]
