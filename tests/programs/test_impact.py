from datetime import timedelta
from decimal import Decimal

import pytest

from prm.lib.errors import Invalid
from prm.notifications.models import Notification
from prm.outbox.services import drain
from programs import metrics
from programs.models import ImpactLetter, TierAssignment
from programs.services.impact import write_letters
from programs.services.version import publish_version, save_terms, start_draft
from programs.terms import Terms

ASKS = {(2, "t_revenue"): Decimal(200_000), (3, "t_revenue"): Decimal(500_000)}


class Revenue:
    labels = {}

    def __init__(self):
        self.values = {}

    def read(self, reading, ids):
        return self.values


@pytest.fixture
def revenue(monkeypatch):
    revenue = Revenue()
    monkeypatch.setitem(metrics.METRICS, "t_revenue", metrics.Metric("t_revenue", "Won revenue", "money", revenue))
    return revenue


@pytest.fixture
def published(world, revenue):
    """Northwind holds Silver; the next version asks 200,000 for it and gives less discount for more licenses."""
    with world.scope("acme"):
        northwind, program = world.partnerships["northwind"], world.programs["acme"]
        silver = program.tiers.get(rank=2)
        northwind.tier = silver
        northwind.save(update_fields=["tier"])
        TierAssignment.objects.filter(partnership=northwind).update(tier=silver)
        revenue.values = {northwind.pk: Decimal(150_000)}
        petra = {"actor": world.actor("petra"), "at": world.now}
        draft = start_draft(program, **petra)
        gives = {(1, "registered_deal_discount"): Decimal(5), (2, "registered_deal_discount"): Decimal(7),
                 (2, "protection_days"): Decimal(90), (2, "demo_licenses"): Decimal(3)}  # fmt: skip
        save_terms(draft, Terms(ASKS, gives), note="Silver asks for revenue", **petra)
        day = world.now.date() + timedelta(days=31)
        return publish_version(draft, valid_from=day, **petra)


@pytest.fixture
def delivered(world, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        drain(world.acme.pk)
    drain(world.acme.pk)
    return published


def letter(world):
    with world.scope("acme"):
        return ImpactLetter.objects.get(partner=world.northwind)


def test_each_member_is_written_what_changes_by_its_own_figures(world, delivered):
    row = letter(world)
    assert (row.held, row.reached_before, row.reached_after) == ("Silver", "Gold", "Member")
    assert row.to_keep == "USD\u00a050,000 more Won revenue".replace("Won", "won")
    assert row.benefits == [
        ["Demo licenses", "\u2013", "3"],
        ["Registered-deal discount", "8\u00a0%", "7\u00a0%"],
    ]


def test_nobody_gets_two(world, delivered):
    with world.scope("acme"):
        ids = list(ImpactLetter.objects.values_list("partnership_id", flat=True))
        assert write_letters(delivered.pk, ids, at=world.now) == 0
        assert len(ids) == ImpactLetter.objects.count() == 3


def test_people_are_told_and_read_their_own(world, delivered, time_machine):
    time_machine.move_to(world.now)
    with world.scope("acme"):
        told = Notification.objects.filter(kind="programs.terms_change", recipient=world.nina)
        assert [(notice.subject, notice.url) for notice in told] == [
            ("Acme Resale changes on 17 Apr 2026: what it means for you",
             f"/p/acme/programs/changes/?in={world.partnerships['northwind'].ref}"),
        ]  # fmt: skip
    page = world.client("nina").get("/p/acme/programs/changes/").content.decode()
    assert "To keep Silver you need:" in page
    assert "See what changes for you" in world.client("nina").get("/p/acme/programs/").content.decode()
    assert "To keep Silver" not in world.client("carl").get("/p/acme/programs/changes/").content.decode()


def test_shorter_notice_needs_a_reason(world, revenue):
    with world.scope("acme"):
        petra = {"actor": world.actor("petra"), "at": world.now}
        draft = save_terms(start_draft(world.programs["acme"], **petra), Terms(ASKS), **petra)
        soon = world.now.date() + timedelta(days=29)
        with pytest.raises(Invalid) as refused:
            publish_version(draft, valid_from=soon, **petra)
        assert set(refused.value.fields) == {"short_notice"}
        assert (
            publish_version(draft, valid_from=soon, short_notice="A regulator asks for it", **petra).valid_from == soon
        )


def test_without_news_the_page_says_so(world):
    assert "Nothing changes" in world.client("nina").get("/p/acme/programs/changes/").content.decode()
