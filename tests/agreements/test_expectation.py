"""Enablement before expectation: no revenue is asked of a partner whose people have not learned it, unless by name."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agreements.models import CommitmentPeriod
from agreements.rules.ledger import Span, expected
from agreements.services.commitments import add_commitment
from agreements.services.ledger import measure_commitments, owing
from prm.decisions.queries import decisions_for
from programs.queries import expectation_of
from programs.services.activation import expect_before_enabled
from programs.services.journey import Step, save_template
from programs.services.onboarding import lay_out_journey, record_step, start_journey
from tests.agreements.test_ledger import END, START, night, noon

STEPS = [Step("sign_in", "Sign in", due_days=3), Step("pass_course", "Learn", due_days=40)]


@pytest.fixture
def revenue(world, executed):
    """Northwind owes 1,000 a quarter and has a course to pass first."""
    with world.scope("acme"):
        system = {"actor": world.system(), "at": noon(START)}
        save_template(type="resale", name="First 90 days", window_days=90, steps=STEPS, **system)
        lay_out_journey(executed.partnership)
        start_journey(executed.partnership, **system)
        return add_commitment(
            executed, measure="won_revenue", value=1000, cadence="quarterly", consequence="none", starts_on=START,
            ends_on=END, actor=world.actor("sam"), at=world.now,
        )  # fmt: skip


def quarters(world, row):
    with world.scope("acme"):
        return list(CommitmentPeriod.objects.filter(commitment=row).order_by("starts_on"))


def test_a_period_is_asked_from_a_day_in_proportion():
    span = Span(date(2026, 1, 1), date(2026, 1, 10), Decimal("0.5"))
    assert expected(span, date(2025, 12, 1)) is span
    assert expected(span, date(2026, 1, 9)) == Span(date(2026, 1, 9), date(2026, 1, 10), Decimal("0.1"))
    assert expected(span, date(2026, 1, 11)) is None


def test_revenue_is_not_asked_before_the_course_is_passed(world, revenue):
    night(world, date(2026, 5, 20))
    [first] = quarters(world, revenue)
    assert (first.status, first.target) == ("open", 1000)
    page = world.client("sam").get(f"/w/acme/agreements/commitments/{first.ref}/").content.decode()
    assert "enablement comes first. Still to do: Learn" in page
    assert "Still to do: Learn" in world.client("bob").get(f"/p/acme/agreements/promises/{first.ref}/").content.decode()
    night(world, date(2026, 6, 17))
    first, second = quarters(world, revenue)
    assert (first.status, first.due, first.waived_by) == ("waived", 0, "Enablement before expectation")
    assert first.waived_why == "Required and not done by then: Learn"
    assert second.status == "open"
    with world.scope("acme"):
        decision = decisions_for(first).first()
    assert [(item.text, item.outcome, item.detail) for item in decision.conditions][1:] == [
        ("Required enablement is complete", False, "Learn")
    ]
    assert decision.counterfactual == ""


def test_from_the_day_it_is_passed_what_is_left_is_asked(world, revenue):
    night(world, date(2026, 6, 1))
    passed = date(2026, 7, 17)
    with world.scope("acme"):
        record_step(revenue.partnership, "pass_course", actor=world.system(), at=noon(passed))
        assert expectation_of(revenue.partnership, passed - timedelta(days=1)).may is False
    night(world, date(2026, 9, 17))
    first, second, third = quarters(world, revenue)
    assert (first.status, first.waived_why) == ("waived", "Its people were enabled after this period.")
    # 62 of the 92 days from 17 June to 16 September were left.
    assert (second.status, second.target) == ("broken", 674)
    assert third.target == 1000
    assert night(world, date(2026, 9, 17)) == 0


def test_a_named_override_lets_it_run_from_that_day(world, revenue):
    with world.scope("acme"):
        expect_before_enabled(
            revenue.partnership, actor=world.actor("alice"), at=noon(date(2026, 4, 16)), reason="They sell already"
        )
    night(world, date(2026, 4, 20))
    [first] = quarters(world, revenue)
    assert (first.status, first.target) == ("at_risk", 674)
    page = world.client("sam").get(f"/w/acme/agreements/commitments/{first.ref}/").content.decode()
    assert "Asked before enablement is complete, by Alice: They sell already" in page
    with world.scope("acme"):
        record_step(revenue.partnership, "pass_course", actor=world.system(), at=noon(date(2026, 5, 20)))
        since = expectation_of(revenue.partnership, date(2026, 6, 1)).since
    assert since == date(2026, 4, 16)


def test_a_partner_without_a_journey_owes_from_the_first_day(world, executed):
    with world.scope("acme"):
        row = add_commitment(
            executed, measure="won_revenue", value=1000, cadence="quarterly", consequence="none", starts_on=START,
            ends_on=END, actor=world.actor("sam"), at=world.now,
        )  # fmt: skip
        measure_commitments(owing(date(2026, 6, 17)), actor=world.system(), at=noon(date(2026, 6, 17)))
    assert quarters(world, row)[0].status == "broken"
