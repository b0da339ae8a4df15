from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from partners.models import Partner
from prm.today.home import CARDS, STEPS, NextStep, next_steps
from prm.today.queue import DETECTORS, SUGGESTERS, QueueItem, Suggestion, queue_for, suggesting, waiting
from tests.support.deals import submitted


@pytest.fixture
def registries():
    kept = [dict(registry) for registry in (DETECTORS, SUGGESTERS, CARDS, STEPS)]
    for registry in (DETECTORS, SUGGESTERS, CARDS, STEPS):
        registry.clear()
    yield
    for registry, before in zip((DETECTORS, SUGGESTERS, CARDS, STEPS), kept, strict=True):
        registry.clear()
        registry.update(before)


def clock(now, hours, state="running"):
    return SimpleNamespace(
        state=state, due_at=now + timedelta(hours=hours), started_at=now - timedelta(hours=9), fraction_used=0.5,
        holder_label="partner",
    )  # fmt: skip


def test_the_queue_puts_the_least_time_left_first_and_paused_ones_behind(world, registries):
    items = [
        QueueItem("paused", "", "/", "home", clock=clock(world.now, 1, "paused")),
        QueueItem("no clock", "", "/", "home"),
        QueueItem("later", "", "/", "home", clock=clock(world.now, 5)),
        QueueItem("late", "", "/", "home", clock=clock(world.now, -1)),
    ]
    waiting("t.kind", label="Kind", permission=None)(lambda actor, at, limit, mine: (items[:limit], 9))
    queue = queue_for(world.actor("sam"), world.now)
    assert [item.subject for _kind, item in queue.rows] == ["late", "later", "paused", "no clock"]
    assert (queue.total, queue.more) == (9, 5)


def test_what_one_may_not_decide_does_not_wait_for_one(world, registries):
    waiting("t.kind", label="Kind", permission="t.decide")(
        lambda actor, at, limit, mine: ([QueueItem("x", "", "/", "home")], 1)
    )
    assert queue_for(world.actor("sam"), world.now).total == 0


def test_the_page_shows_the_queue_and_a_snoozed_suggestion_goes(world, registries):
    waiting("t.kind", label="Registration", permission=None)(
        lambda actor, at, limit, mine: ([QueueItem("Fulton County", "clean", "/somewhere/", "home")], 1)
    )
    suggesting("t.quiet", permission=None)(
        lambda actor, at, mine: [
            Suggestion("quiet:1", "Torrent", "Torrent went quiet", "No sign-in", "Plan a call", "/call/")
        ]
    )
    client, page = world.client("sam"), reverse("workspace:today:today", kwargs={"vendor": "acme"})
    text = client.get(page).text
    assert "Fulton County" in text
    assert "Torrent went quiet" in text
    snooze = reverse("workspace:today:snooze", kwargs={"vendor": "acme"})
    assert client.post(snooze, {"key": "quiet:1", "reason": ""}).status_code == 400
    assert client.post(snooze, {"key": "quiet:1", "reason": "on holiday"}).status_code == 302
    assert "Torrent went quiet" not in client.get(page).text
    assert "Torrent went quiet" in world.client("alice").get(page).text


def test_the_portal_opens_at_what_to_do_now(world, registries):
    next_steps("t.steps", permission=None)(
        lambda actor, at: [
            NextStep("Later", "", "Go", "/b/", "home"),
            NextStep("Answer a question", "Sam asks", "Answer", "/a/", "home", urgent=True),
        ]
    )
    text = world.client("nina").get("/p/acme/", follow=True).text
    assert text.index("Answer a question") < text.index("Later")
    assert world.client("nina").get("/w/acme/").status_code == 404


def test_an_empty_day_says_so(world, registries):
    assert "Nothing waits for you." in world.client("sam").get("/w/acme/", follow=True).text


def test_my_partners_are_told_from_the_teams(world):
    fulton = submitted(world)
    other = submitted(world, who="carl", partnership="contoso", lines=("vision",), customer_name="Mesa Pumps")
    with world.scope("acme"):
        Partner.objects.filter(pk=world.contoso.pk).update(owner=world.alice)
    sam, page = world.client("sam"), reverse("workspace:today:today", kwargs={"vendor": "acme"})
    for address, shown in (
        (page, {fulton, other}),
        (f"{page}?whose=team", {fulton, other}),
        (f"{page}?whose=mine", {fulton}),
    ):
        text = sam.get(address).text
        assert {row for row in (fulton, other) if row.ref in text} == shown, address
    assert "1 thing waits for you." in sam.get(f"{page}?whose=mine").text
    assert "Nothing of your partners waits" in world.client("petra").get(f"{page}?whose=mine").text
