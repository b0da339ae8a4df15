"""While no agreement binds, nothing new is taken; what is held already stays."""

from datetime import UTC, date, datetime

import pytest

from agreements.home import lapsed
from agreements.queries import lapsed_agreements
from agreements.services.term import terminate_agreement
from deals.models import Registration
from deals.services.referral import submit_referral
from deals.services.registration import submit_registration
from prm.lib.errors import Refused
from tests.support import deals

LAST = date(2026, 6, 30)
BEFORE, AFTER = datetime(2026, 6, 30, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC)
MESA = {
    "customer_name": "Mesa Pumps", "contact_name": "Ruth Vance", "contact_email": "ruth@mesapumps.example",
    "is_consented": True,
}  # fmt: skip


@pytest.fixture
def over(world, executed):
    with world.scope("acme"):
        return terminate_agreement(
            executed, ends_on=LAST, reason="Not renewed", actor=world.actor("alice"), at=world.now
        )


def of(world, at):
    with world.scope("acme"):
        return lapsed_agreements([row.pk for row in world.partnerships.values()], at.date())


def test_it_lapses_the_day_after_and_only_where_there_was_one(world, over):
    assert of(world, BEFORE) == {}
    assert of(world, AFTER) == {over.partnership_id: over}


def test_nothing_new_is_registered_or_referred_and_what_is_held_stays(world, over):
    held = deals.approved(world, at=BEFORE)
    row = deals.draft(world, at=AFTER, customer_name="Mesa Pumps", customer_domain="mesapumps.example")
    with world.scope("nina"):
        with pytest.raises(Refused, match=f"{over.ref} ended on 30 Jun 2026") as refusal:
            submit_registration(row, actor=world.actor("nina"), at=AFTER)
        assert refusal.value.code == "not-eligible-agreement"
        with pytest.raises(Refused, match="until a new agreement is signed") as refusal:
            submit_referral(world.partnerships["northwind"], MESA, actor=world.actor("nina"), at=AFTER)
        assert refusal.value.code == "agreement-lapsed"
    with world.scope("acme"):
        assert Registration.objects.get(pk=held.pk).status == "approved"
    with world.scope("carl"):
        assert submit_referral(world.partnerships["contoso"], MESA, actor=world.actor("carl"), at=AFTER).ref


def test_the_partner_reads_it_first_on_its_home(world, over):
    with world.scope("bob"):
        assert lapsed(world.actor("bob"), BEFORE) == []
        [step] = lapsed(world.actor("bob"), AFTER)
    assert step.urgent
    assert (step.title, over.ref in step.url) == (f"{over.title} has ended", True)
    with world.scope("carl"):
        assert lapsed(world.actor("carl"), AFTER) == []
