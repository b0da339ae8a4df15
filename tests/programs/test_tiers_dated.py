from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.models import OutboxEvent
from programs.models import TierAssignment
from programs.queries import benefit_value, benefit_values, tier_on, tiers_on
from programs.services.partnership import change_tier
from programs.services.tier import apply_due_tiers

TODAY = date(2026, 3, 17)


@pytest.fixture
def northwind(world):
    with world.scope("acme"):
        yield world.partnerships["northwind"]


def tier(partnership, rank):
    return partnership.program.tiers.get(rank=rank)


def test_the_tier_of_a_past_day_stays_after_a_change(world, northwind):
    change_tier(northwind, tier(northwind, 2), actor=world.actor("petra"), at=world.now, why="Earned in the audit.")
    assert [str(tier_on(northwind, day)) for day in (date(2025, 6, 1), date(2026, 3, 16), TODAY)] == [
        "Member", "Member", "Silver",
    ]  # fmt: skip
    assert tier_on(northwind, date(2024, 12, 31)) is None


def test_a_benefit_follows_the_tier_of_the_day(world, northwind):
    change_tier(northwind, tier(northwind, 3), actor=world.system(), at=world.now, reason="review")
    assert benefit_value(northwind, "registered_deal_discount", TODAY - timedelta(days=1)) == Decimal(5)
    assert benefit_value(northwind, "registered_deal_discount", TODAY) == Decimal(12)
    assert benefit_value(northwind, "demo_licenses", TODAY) is None
    assert benefit_values("protection_days", TODAY)[northwind.pk] == Decimal(120)
    assert len(benefit_values("protection_days", TODAY)) == 3


def test_a_change_for_tomorrow_holds_from_tomorrow(world, northwind):
    tomorrow = TODAY + timedelta(days=1)
    silver = tier(northwind, 2)
    change_tier(northwind, silver, actor=world.system(), at=world.now, effective_on=tomorrow, reason="review")
    northwind.refresh_from_db()
    assert northwind.tier.rank == 1
    assert (apply_due_tiers(TODAY), apply_due_tiers(tomorrow), apply_due_tiers(tomorrow)) == (0, 1, 0)
    northwind.refresh_from_db()
    assert northwind.tier == silver
    assert tiers_on(None, tomorrow)[northwind.pk] == silver


def test_the_change_is_told_once_with_its_reason(world, northwind):
    change_tier(northwind, tier(northwind, 2), actor=world.actor("petra"), at=world.now, why="Earned in the audit.")
    events = OutboxEvent.objects.filter(name="programs.TierChanged")
    assert [(e.payload["why"], e.payload["effective_on"], e.partner_id) for e in events] == [
        ("Earned in the audit.", "2026-03-17", northwind.partner_id)
    ]


@pytest.mark.parametrize(
    ("who", "rank", "why", "refusal"),
    [("sam", 2, "x", Forbidden), ("petra", 2, " ", Invalid), ("petra", 1, "x", Refused)],
)
def test_what_is_refused_changes_nothing(world, northwind, who, rank, why, refusal):
    with pytest.raises(refusal):
        change_tier(northwind, tier(northwind, rank), actor=world.actor(who), at=world.now, why=why)
    assert TierAssignment.objects.filter(partnership=northwind).count() == 1


def test_a_change_before_the_present_tier_is_refused(world, northwind):
    with pytest.raises(Refused, match="began"):
        change_tier(
            northwind, tier(northwind, 2), actor=world.actor("petra"), at=world.now, why="x",
            effective_on=date(2024, 1, 1),
        )  # fmt: skip


def test_two_tiers_on_one_day_cannot_exist(world, northwind):
    with pytest.raises(IntegrityError, match="tier_assignment_one_a_day"), transaction.atomic():
        TierAssignment.objects.create(
            partner_id=northwind.partner_id, partnership=northwind, tier=tier(northwind, 3), valid_from=TODAY,
            reason="override", assigned_by="x", assigned_at=world.now,
        )  # fmt: skip
