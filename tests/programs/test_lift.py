"""Does the score predict: high scorers beside low ones, by whether business came in time."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programs.models import Application, CriterionScore, Partnership
from programs.queries.lift import lift_by_criterion, lift_of_total
from programs.rules.lift import Lift

LATER = timedelta(days=400)


@pytest.mark.parametrize(
    ("lift", "shares", "times"),
    [
        (Lift(10, 6, 10, 3), (60, 30), Decimal("2.0")),
        (Lift(12, 4, 11, 4), (33, 36), Decimal("0.9")),
        (Lift(10, 6, 9, 3), (60, 33), None),
        (Lift(10, 6, 10, 0), (60, 0), None),
        (Lift(0, 0, 0, 0), (None, None), None),
    ],
)
def test_how_many_times_likelier(lift, shares, times):
    assert ((lift.high_share, lift.low_share), lift.times) == (shares, times)


@pytest.fixture
def history(world):
    """Twelve with 5 for finances of whom nine had business, twelve with 1 of whom three had; all with 3 for segments."""

    def approved(number, score, days):
        at = world.now
        row = Application.objects.create(
            program=program, type="resale", status="approved", company_name=f"Company {number}", contact_name="x",
            contact_email="x@example.com", decided_at=at, score=80 if score == 5 else 30,
        )  # fmt: skip
        for criterion, points in (("finances", score), ("segments", 3)):
            CriterionScore.objects.create(
                application=row,
                criterion=criterion,
                weight=10,
                proposed=points,
                score=points,
                scored_by="rule",
                scored_at=at,
            )
        partner = type(world.northwind).objects.create(name=f"Company {number}")
        Partnership.objects.create(
            partner=partner, program=program, type="resale", application=row, approved_at=at,
            activated_at=at + timedelta(days=days) if days else None,
        )  # fmt: skip

    program = world.programs["acme"]
    with world.scope("acme"):
        for number in range(24):
            is_high, place = number < 12, number % 12
            approved(number, 5 if is_high else 1, 100 if place < (9 if is_high else 3) else 0)
    return approved


def test_criteria_are_told_apart_in_one_query(world, history):
    with world.scope("acme"), CaptureQueriesContext(connection) as queries:
        found = lift_by_criterion(world.now + LATER)
    assert found == [("finances", "", Lift(12, 9, 12, 3)), ("segments", "", Lift(0, 0, 0, 0))]
    assert found[0][2].times == Decimal("3.0")
    assert len([query for query in queries if "SELECT" in query["sql"] and "criterionscore" in query["sql"]]) == 1
    with world.scope("acme"):
        assert lift_of_total(world.now + LATER) == Lift(12, 9, 12, 3)


def test_business_that_came_late_does_not_count_and_the_recent_are_not_asked(world, history):
    with world.scope("acme"):
        history(100, 5, 181)
        assert lift_by_criterion(world.now + LATER)[0][2] == Lift(13, 9, 12, 3)
        assert lift_by_criterion(world.now + timedelta(days=179)) == []


def test_the_page_says_where_too_few_are_known(world, history):
    with world.scope("acme"):
        Application.objects.update(decided_at=timezone.now())
    page = world.client("vera").get("/w/acme/programs/applications/lift/").content.decode()
    assert "Nobody was approved long enough ago" in page
    with world.scope("acme"):
        Application.objects.update(decided_at=world.now - LATER)
        Partnership.objects.filter(activated_at__isnull=False).update(
            activated_at=world.now - LATER + timedelta(days=90)
        )
    page = world.client("vera").get("/w/acme/programs/applications/lift/").content.decode()
    for text in ("Financial health", "75 %", "3.0 ×", "too few"):
        assert text in page, text
