from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.models import OutboxEvent
from prm.outbox.services import drain
from programs.models import Demotion, Partnership, TierAssignment, TierPin, TierProposal
from programs.queries import tier_on, version_on
from programs.services.demotion import (
    confirm_demotion,
    decline_demotion,
    pin_tier,
    remind_of_demotions,
    unpin_tier,
    withdraw_demotion,
)
from programs.services.review import review_tiers, start_of_day
from tests.programs.test_review import figures, northwind  # noqa: F401 - fixtures

# Two years on nobody is in its first months any more; the program's review is on the first of January.
NEW_YEAR = date(2028, 1, 1)


def night(world, day):
    """The review of a day, for Northwind alone."""
    at = datetime(day.year, day.month, day.day, 1, tzinfo=world.now.tzinfo)
    start_of_day(day)
    return review_tiers([world.partnerships["northwind"].pk], actor=world.system(), at=at)


@pytest.fixture
def silver(world, northwind, figures):  # noqa: F811
    """Northwind reached Silver long ago and has lost its people since; a person is asked before notice is given."""
    figures.set(northwind, 200_000, 3)
    night(world, world.now.date())
    start_of_day(world.now.date() + timedelta(days=1))
    figures.set(northwind, 200_000, 1)
    # The first January lies in its first months, in which nothing is taken away.
    assert night(world, date(2027, 3, 16)).warned == 0
    return northwind


def policy(world, **review):
    version = version_on(world.programs["acme"], NEW_YEAR)
    version.rules = "review: {" + ", ".join(f"{key}: {value}" for key, value in review.items()) + "}"
    version.save(update_fields=["rules"])


def test_between_reviews_too_little_is_written_down_and_nothing_more(world, silver):
    night(world, NEW_YEAR - timedelta(days=1))
    assert not Demotion.objects.exists()
    assert str(tier_on(silver, NEW_YEAR)) == "Silver"


def test_a_review_asks_a_person_first_and_asks_once(world, silver):
    night(world, NEW_YEAR - timedelta(days=1))
    assert night(world, NEW_YEAR).warned == 1
    assert night(world, NEW_YEAR + timedelta(days=1)).warned == 0
    row = Demotion.objects.get()
    assert (row.status, str(row.from_tier), str(row.to_tier), row.to_keep) == (
        "proposed", "Silver", "Member", "1 more certified people",
    )  # fmt: skip
    with world.scope("nina"):
        assert not Demotion.objects.exists()


def test_a_night_that_was_missed_is_made_up_for(world, silver):
    night(world, NEW_YEAR - timedelta(days=1))
    assert night(world, NEW_YEAR + timedelta(days=3)).warned == 1


def test_the_level_falls_when_notice_and_grace_are_over(world, silver):
    night(world, NEW_YEAR - timedelta(days=1))
    night(world, NEW_YEAR)
    at = datetime(2028, 1, 3, 9, tzinfo=world.now.tzinfo)
    with pytest.raises(Forbidden):
        confirm_demotion(Demotion.objects.get(), actor=world.actor("sam"), at=at)
    row = confirm_demotion(Demotion.objects.get(), actor=world.actor("petra"), at=at)
    with pytest.raises(WrongState):
        confirm_demotion(row, actor=world.actor("petra"), at=at)
    assert (row.noticed_on, row.grace_from, row.effective_on) == (
        date(2028, 1, 3), date(2028, 3, 3), date(2028, 6, 1),
    )  # fmt: skip
    with world.scope("nina"):
        assert Demotion.objects.get().effective_on == date(2028, 6, 1)
    assert night(world, date(2028, 5, 31)).fallen == 0
    assert night(world, date(2028, 6, 1)).fallen == 1
    assert night(world, date(2028, 6, 1)).fallen == 0
    assert [str(tier_on(silver, day)) for day in (date(2028, 5, 31), date(2028, 6, 1))] == ["Silver", "Member"]
    assert Demotion.objects.get().status == "applied"
    assert TierAssignment.objects.filter(partnership=silver).count() == 3


def test_figures_that_come_back_keep_the_level(world, silver, figures):  # noqa: F811
    policy(world, demotions="automatic")
    night(world, NEW_YEAR - timedelta(days=1))
    night(world, NEW_YEAR)
    assert Demotion.objects.get().effective_on == date(2028, 5, 30)
    figures.set(silver, 200_000, 2)
    night(world, date(2028, 2, 1))
    assert Demotion.objects.get().status == "withdrawn"
    figures.set(silver, 200_000, 1)
    night(world, date(2028, 5, 30))
    assert str(tier_on(silver, date(2028, 6, 1))) == "Silver"
    drain(world.acme.pk)
    told = Notification.objects.filter(recipient=world.nina, kind__in=("programs.tier_at_risk", "programs.tier_kept"))
    assert [notice.subject for notice in told.order_by("at")] == [
        "Silver in Acme Resale ends on 30 May 2028 unless it recovers",
        "You keep Silver in Acme Resale",
    ]


def test_a_program_may_take_nothing_away(world, silver):
    policy(world, demotions="never")
    night(world, NEW_YEAR - timedelta(days=1))
    assert night(world, NEW_YEAR).warned == 0
    assert not Demotion.objects.exists()


def test_reviews_on_the_anniversary_of_the_contract(world, silver):
    policy(world, every="anniversary", demotions="automatic", exempt_months=24)
    assert night(world, date(2027, 3, 17)).warned == 0
    assert night(world, NEW_YEAR).warned == 0
    assert night(world, date(2028, 3, 16)).warned == 0
    assert night(world, date(2028, 3, 17)).warned == 1


def test_a_pin_keeps_the_level_up_to_its_day(world, silver):
    policy(world, demotions="automatic", notice_days=0, grace_days=0)
    petra = {"actor": world.actor("petra"), "at": world.now}
    pin_tier(silver, until=date(2028, 2, 1), reason="They moved offices", **petra)
    night(world, NEW_YEAR - timedelta(days=1))
    assert night(world, NEW_YEAR).warned == 0
    assert night(world, date(2028, 1, 31)).warned == 0
    # The pin is over, but no review takes place.
    assert night(world, date(2028, 2, 1)).warned == 0
    assert night(world, date(2029, 1, 1)).warned == 1
    with pytest.raises(Invalid):
        pin_tier(silver, until=world.now.date(), reason="Too late", **petra)
    with pytest.raises(Forbidden):
        pin_tier(silver, until=NEW_YEAR, reason="Not mine", actor=world.actor("sam"), at=world.now)
    unpin_tier(silver, **petra)
    with pytest.raises(Refused):
        unpin_tier(silver, **petra)
    assert TierPin.objects.get().lifted_at == world.now


def test_a_pin_given_after_notice_holds_the_fall_back(world, silver):
    policy(world, demotions="automatic", notice_days=10, grace_days=10)
    night(world, NEW_YEAR - timedelta(days=1))
    night(world, NEW_YEAR)
    pin_tier(silver, until=date(2028, 3, 1), reason="A deal is near", actor=world.actor("petra"), at=world.now)
    assert night(world, date(2028, 1, 21)).fallen == 0
    assert night(world, date(2028, 3, 1)).fallen == 1


def test_a_person_may_decline_or_let_them_keep_it_with_a_reason(world, silver):
    night(world, NEW_YEAR - timedelta(days=1))
    night(world, NEW_YEAR)
    petra = {"actor": world.actor("petra"), "at": world.now}
    for service in (decline_demotion, withdraw_demotion):
        with pytest.raises(Invalid):
            service(Demotion.objects.get(), note=" ", **petra)
    assert decline_demotion(Demotion.objects.get(), note="Their engineer is ill", **petra).status == "declined"
    night(world, date(2029, 1, 1))
    row = confirm_demotion(Demotion.objects.get(status="proposed"), **petra)
    assert withdraw_demotion(row, note="Agreed with their owner", **petra).status == "withdrawn"


def test_the_partner_is_reminded_once_a_date(world, silver):
    policy(world, demotions="automatic")
    night(world, NEW_YEAR - timedelta(days=1))
    night(world, NEW_YEAR)
    falls_on = Demotion.objects.get().effective_on
    counts = [
        remind_of_demotions(day=falls_on - timedelta(days=days), at=world.now) for days in (31, 30, 30, 14, 7, 2, 1, 0)
    ]
    assert counts == [0, 1, 0, 1, 1, 0, 1, 0]
    assert OutboxEvent.objects.filter(name="programs.DemotionsDue").count() == 4


def test_moves_cost_as_many_statements_for_many_as_for_few(world, northwind, figures):  # noqa: F811
    """Promotions, proposals, notices and falls in one night."""
    policy(world, demotions="automatic", notice_days=0, grace_days=30, exempt_months=0, approve="[Gold]")
    program, tiers = world.programs["acme"], list(world.programs["acme"].tiers.order_by("rank"))

    def members(number):
        made = []
        for name, rank, revenue, people in (("up", 1, 200_000, 3), ("top", 2, 600_000, 6), ("down", 2, 10, 0)):
            partner = Partner.objects.create(name=f"{name} {number}")
            row = Partnership.objects.create(
                partner=partner, program=program, type=program.type, tier=tiers[rank - 1], status="active",
                approved_at=world.now, contracted_at=world.now,
            )  # fmt: skip
            TierAssignment.objects.create(
                partner=partner, partnership=row, tier=tiers[rank - 1], valid_from=world.now.date(), reason="entry",
                assigned_by="PRM", assigned_at=world.now,
            )  # fmt: skip
            figures.set(row, revenue, people)
            made.append(row.pk)
        return made

    def cost(ids):
        first, later = (datetime(2028, month, 31 if month == 1 else 1, 1, tzinfo=world.now.tzinfo) for month in (1, 3))
        with CaptureQueriesContext(connection) as queries:
            found = review_tiers(ids, actor=world.system(), at=datetime(2028, 1, 1, 1, tzinfo=world.now.tzinfo))
            fell = review_tiers(ids, actor=world.system(), at=later)
        assert first < later
        return len(queries), found, fell

    few, found, fell = cost(members(0))
    assert (found.promoted, found.proposed, found.warned, fell.fallen) == (1, 1, 1, 1)
    many, found, fell = cost([pk for number in range(1, 6) for pk in members(number)])
    assert (found.promoted, found.proposed, found.warned, fell.fallen) == (5, 5, 5, 5)
    assert TierProposal.objects.count() == 6
    assert many == few
