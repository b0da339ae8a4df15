"""While no agreement binds, or its new version should have been accepted, nothing new is taken; what is held stays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agreements.home import lapsed
from agreements.models import AcceptanceAsk
from agreements.queries import lapsed_agreements
from agreements.services.term import terminate_agreement
from deals.models import Registration
from deals.services.referral import submit_referral
from deals.services.registration import submit_registration
from prm.lib.errors import Refused
from prm.notifications.models import Notification
from tests.agreements.test_campaign import accept, ask_all, execute, publish, start
from tests.support import deals

DAY = timedelta(days=1)
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
        assert refusal.value.code == "agreement-lacking"
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


@pytest.fixture
def second(world, template):
    """Both partners stand on version 1; then version 2 is published."""
    execute(world, "northwind", "bob")
    execute(world, "contoso", "carl")
    return publish(world, template, "\n\nData protection.")


def referral(world, who, partnership, at):
    with world.scope(who):
        return submit_referral(world.partnerships[partnership], MESA, actor=world.actor(who), at=at)


def test_a_campaign_holds_new_business_from_the_day_after_until_the_partner_accepts(world, second):
    ask_all(world, start(world, second, holds_new_business=True))
    last, late = world.now + 20 * DAY, world.now + 21 * DAY
    assert referral(world, "nina", "northwind", last).ref
    with pytest.raises(Refused, match="was to be accepted by 6 Apr 2026"):
        referral(world, "carl", "contoso", late)
    with world.scope("acme"):
        paper = AcceptanceAsk.objects.get(partner=world.contoso).agreement
    accept(world, paper, "carl", late)
    assert referral(world, "carl", "contoso", late).ref


def test_without_the_wish_a_campaign_holds_nothing(world, second):
    ask_all(world, start(world, second))
    assert referral(world, "carl", "contoso", world.now + 21 * DAY).ref


def test_the_partner_is_told_what_is_at_stake(world, second):
    ask_all(world, start(world, second, holds_new_business=True))
    with world.scope("acme"):
        paper = AcceptanceAsk.objects.get(partner=world.northwind).agreement
        heard = Notification.objects.get(
            recipient=world.members["bob"], kind="agreements.sent", url__contains=paper.ref
        )
    assert "After that you can send in nothing new until you do." in heard.body
    page = world.client("bob").get(f"/p/acme/agreements/{paper.ref}/sign/").content.decode()
    assert "After that day you can send in nothing new until you do." in page
    assert "After that" in world.client("bob").get("/p/acme/today/").content.decode()
