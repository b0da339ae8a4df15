from datetime import date, timedelta
from decimal import Decimal

import pytest

from prm.decisions.queries import decisions_for
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.outbox.models import OutboxEvent
from programs import metrics
from programs.models import TierAssignment, TierProposal, TierRequirement, TierReview
from programs.queries import tier_on, version_on
from programs.services.proposal import approve_proposal, decline_proposal
from programs.services.review import Findings, review_tiers
from programs.tasks import review_tiers as review_tiers_task

TODAY = date(2026, 3, 17)
TOMORROW = date(2026, 3, 18)


class Figures:
    """A registered pair of metrics whose values the test sets."""

    labels = {}

    def __init__(self):
        self.values, self.calls = {"t_revenue": {}, "t_people": {}}, []

    def read(self, reading, ids):
        if reading.metric == "t_revenue":
            self.calls.append((ids and len(ids), reading.period.start, reading.period.end))
        return self.values[reading.metric]

    def set(self, partnership, revenue, people):
        for name, value in (("t_revenue", revenue), ("t_people", people)):
            self.values[name][partnership.pk] = Decimal(value)


@pytest.fixture
def figures(monkeypatch):
    figures = Figures()
    for name, label, unit in (("t_revenue", "Won revenue", "money"), ("t_people", "Certified people", "count")):
        monkeypatch.setitem(metrics.METRICS, name, metrics.Metric(name, label, unit, figures))
    return figures


@pytest.fixture
def northwind(world, figures):
    with world.scope("acme"):
        program = world.programs["acme"]
        version = version_on(program, TODAY)
        for rank, revenue, people in ((2, 150_000, 2), (3, 500_000, 5)):
            tier = program.tiers.get(rank=rank)
            TierRequirement.objects.create(version=version, tier=tier, metric="t_revenue", threshold=revenue)
            TierRequirement.objects.create(version=version, tier=tier, metric="t_people", threshold=people)
        yield world.partnerships["northwind"]


def review(world, *partnerships, at=None):
    ids = [row.pk for row in partnerships or world.partnerships.values() if row.vendor_id == world.acme.pk]
    return review_tiers(ids, actor=world.system(), at=at or world.now)


def test_the_partner_is_promoted_from_the_next_day_and_told_why(world, northwind, figures):
    figures.set(northwind, 487_600, 4)
    assert review(world) == Findings(reviewed=3, changed=3, promoted=1, proposed=0)
    assert [str(tier_on(northwind, day)) for day in (TODAY, TOMORROW)] == ["Member", "Silver"]
    event = OutboxEvent.objects.get(name="programs.TierChanged")
    assert event.payload["why"] == ("All conditions of Silver hold: Certified people 4, Won revenue USD\u00a0487,600.")


def test_the_decision_says_what_would_have_changed_it(world, northwind, figures):
    figures.set(northwind, 487_600, 4)
    review(world, northwind)
    decision = decisions_for(northwind).get()
    assert decision.counterfactual == "1 more certified people and USD\u00a012,400 more won revenue: Gold"
    assert decision.result == "Silver from tomorrow"
    assert [(item.text, item.outcome) for item in decision.conditions] == [
        ("Silver: Certified people at least 2", True),
        ("Silver: Won revenue at least USD\u00a0150,000", True),
        ("Gold: Certified people at least 5", False),
        ("Gold: Won revenue at least USD\u00a0500,000", False),
    ]
    assert TierAssignment.objects.get(valid_to=None, partnership=northwind).decision_id == decision.pk


def test_figures_are_asked_for_all_at_once_over_twelve_months(world, northwind, figures):
    review(world)
    assert figures.calls == [(3, date(2025, 3, 18), TOMORROW)]


def test_running_it_again_the_same_day_changes_nothing(world, northwind, figures):
    figures.set(northwind, 200_000, 3)
    review(world)
    again = review(world, at=world.now + timedelta(hours=2))
    assert (again.promoted, again.proposed) == (0, 0)
    third = review(world, at=world.now + timedelta(hours=3))
    assert third == Findings(reviewed=3)
    assert TierAssignment.objects.filter(partnership=northwind).count() == 2
    assert OutboxEvent.objects.filter(name="programs.TierChanged").count() == 1
    assert TierReview.objects.count() == 3


def test_the_top_tier_waits_for_approval(world, northwind, figures):
    figures.set(northwind, 600_000, 6)
    assert review(world, northwind).proposed == 1
    assert review(world, northwind).proposed == 0
    assert str(tier_on(northwind, TOMORROW)) == "Member"
    proposal = TierProposal.objects.get()
    with pytest.raises(Forbidden):
        approve_proposal(proposal, actor=world.actor("sam"), at=world.now)
    approve_proposal(proposal, actor=world.actor("petra"), at=world.now)
    assert str(tier_on(northwind, TOMORROW)) == "Gold"
    with pytest.raises(WrongState):
        approve_proposal(proposal, actor=world.actor("petra"), at=world.now)


def test_a_declined_promotion_needs_a_reason_and_leaves_the_tier(world, northwind, figures):
    figures.set(northwind, 600_000, 6)
    review(world, northwind)
    proposal = TierProposal.objects.get()
    with pytest.raises(Invalid):
        decline_proposal(proposal, actor=world.actor("petra"), at=world.now, note=" ")
    decline_proposal(proposal, actor=world.actor("petra"), at=world.now, note="One-off deal.")
    assert str(tier_on(northwind, TOMORROW)) == "Member"


def test_the_review_takes_its_own_proposal_back(world, northwind, figures):
    figures.set(northwind, 600_000, 6)
    review(world, northwind)
    figures.set(northwind, 100, 0)
    review(world, northwind, at=world.now + timedelta(days=1))
    assert TierProposal.objects.get().status == "superseded"


def test_below_its_tier_is_written_down_between_reviews(world, northwind, figures):
    figures.set(northwind, 200_000, 3)
    review(world, northwind)
    figures.set(northwind, 10, 0)
    exempt, later = (world.now.replace(year=2027, month=month) for month in (1, 6))
    review(world, northwind, at=exempt)
    figures.set(northwind, 5, 0)
    review(world, northwind, at=later)
    assert decisions_for(northwind).first().result == "Stays Silver; the figures reach Member"
    assert str(tier_on(northwind, later.date())) == "Silver"


def test_the_task_reviews_running_partnerships_of_its_vendor_only(
    world, northwind, figures, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        review_tiers_task.run_now(vendor_id=str(world.acme.pk), at=world.now.isoformat())
    assert TierReview.objects.count() == 3


def test_the_number_of_statements_does_not_grow_with_the_partnerships(world, northwind, figures):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    review(world)
    later = world.now + timedelta(days=1)
    with CaptureQueriesContext(connection) as one:
        review(world, northwind, at=later)
    with CaptureQueriesContext(connection) as three:
        review(world, at=later)
    assert len(one) == len(three)


def test_the_portal_reads_its_own_review_only(world, northwind, figures):
    review(world)
    with world.scope("nina"):
        assert [item.partnership_id for item in TierReview.objects.all()] == [northwind.pk]
