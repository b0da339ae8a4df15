"""An event reaches each of its handlers once, a failure is kept and tried again, and nobody hears what was withdrawn."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from prm.outbox import events, services, tasks
from prm.outbox.events import EVENT_TYPES, DomainEvent
from prm.outbox.models import HandledEvent, OutboxEvent
from prm.outbox.services import cancel_event, claim, deliver, drain, emit, handles, note_failure


@pytest.fixture
def heard(monkeypatch):
    """What the one handler of `Told` has heard. Registries forget both after the test."""
    monkeypatch.setattr(services, "HANDLERS", defaultdict(list))
    monkeypatch.setitem(EVENT_TYPES, Told.name, Told)
    heard = []

    @handles(Told)
    def hear(event):
        heard.append(event)
        if event.word == "fail":
            raise RuntimeError("the handler fell over")

    return heard


@dataclass(frozen=True, kw_only=True)
class Told(DomainEvent):
    word: str
    amount: Decimal = Decimal(0)
    day: date | None = None
    others: list[UUID] = field(default_factory=list)
    pairs: tuple[Decimal, ...] = ()


# Known while a test of this module runs only.
EVENT_TYPES.pop(Told.name)


def tell(world, word, **more):
    event = Told(word=word, **more)
    with world.scope("acme"):
        emit(event, at=more.pop("at", world.now))
    return event


def row_of(world, event):
    with world.scope("acme"):
        return OutboxEvent.objects.get(pk=event.event_id)


def test_an_event_comes_back_as_it_was_told(world, heard):
    with world.scope("acme"):
        event = Told(word="all", amount=Decimal("0.10"), day=date(2026, 2, 1), others=[uuid4()], pairs=(Decimal(1),))
        emit(event, at=world.now, partner_id=world.northwind.pk)
    assert drain(world.acme.pk) == 1
    [got] = heard
    assert (got.event_id, got.word, got.amount, got.day) == (event.event_id, "all", Decimal("0.10"), date(2026, 2, 1))
    assert (got.others, list(got.pairs)) == (event.others, [Decimal(1)])
    assert (got.vendor_id, got.partner_id, got.occurred_at) == (world.acme.pk, world.northwind.pk, world.now)


def test_a_field_that_later_code_no_longer_knows_is_left_out():
    event = Told.from_payload({**Told(word="old").payload(), "forgotten": 1})
    assert (event.word, event.day) == ("old", None)
    assert Told.required_fields() == ["word"]


def test_a_second_delivery_finds_the_work_done(world, heard):
    event = tell(world, "once")
    with world.scope("acme"):
        deliver(event.event_id, at=world.now)
        deliver(event.event_id)
        assert OutboxEvent.objects.get(pk=event.event_id).handled_at == world.now
    assert [e.word for e in heard] == ["once"]


def test_a_handler_that_has_done_its_work_is_passed_over(world, heard):
    event = tell(world, "once")
    name = f"{__name__}.heard.<locals>.hear"
    with world.scope("acme"):
        mark = HandledEvent.objects.create(event_id=event.event_id, handler=name, handled_at=world.now)
        deliver(event.event_id)
        assert str(mark) == name
    assert heard == []
    assert row_of(world, event).handled_at is not None


def test_what_is_withdrawn_in_time_reaches_nobody(world, heard):
    event = tell(world, "oops")
    with world.scope("acme"):
        assert cancel_event(event.event_id) is True
        assert cancel_event(event.event_id) is False
    assert drain(world.acme.pk) == 0
    assert heard == []


def test_what_the_relay_has_taken_is_withdrawn_no_more(world, heard):
    event = tell(world, "gone")
    with world.scope("acme"):
        OutboxEvent.objects.filter(pk=event.event_id).update(published_at=world.now)
        assert cancel_event(event.event_id) is False


def test_draining_goes_as_far_as_it_is_told(world, heard):
    first, second = tell(world, "first"), tell(world, "second")
    with world.scope("acme"):
        OutboxEvent.objects.filter(pk=second.event_id).update(available_at=world.now + timedelta(hours=1))
    assert drain(world.acme.pk, until=world.now) == 1
    assert row_of(world, first).handled_at is not None
    tell(world, "third")
    assert drain(world.acme.pk, limit=1) == 1
    assert [e.word for e in heard] == ["first", "second"]
    assert str(row_of(world, first)) == Told.name


def test_a_failure_is_written_beside_the_event_and_waits_longer_each_time(world, heard):
    event = tell(world, "fail")
    pauses = []
    for attempt in (1, 2):
        tasks.deliver_event(vendor_id=str(world.acme.pk), event_id=str(event.event_id))
        row = row_of(world, event)
        assert (row.attempts, row.handled_at, row.published_at) == (attempt, None, None)
        assert row.last_error == "RuntimeError('the handler fell over')"
        pauses.append(row.available_at - timezone.now())
    assert timedelta(seconds=8) < pauses[0] <= timedelta(seconds=10) < pauses[1] <= timedelta(seconds=20)
    with world.scope("acme"):
        assert not HandledEvent.objects.filter(event_id=event.event_id).exists()


def test_the_pause_is_an_hour_at_most_and_the_error_is_cut(world, heard):
    event = tell(world, "fail")
    with world.scope("acme"):
        OutboxEvent.objects.filter(pk=event.event_id).update(attempts=12)
        note_failure(event.event_id, "x" * 5000)
    row = row_of(world, event)
    assert len(row.last_error) == 4000
    assert timedelta(minutes=59) < row.available_at - timezone.now() <= timedelta(hours=1)


def test_a_delivery_by_the_relays_task_happens(world, heard):
    event = tell(world, "told")
    tasks.deliver_event(vendor_id=str(world.acme.pk), event_id=str(event.event_id))
    assert [e.word for e in heard] == ["told"]
    assert row_of(world, event).attempts == 1


def test_the_relay_claims_what_waits_and_again_only_after_the_lease(world, heard):
    event = tell(world, "waits")
    with world.scope("globex"):
        emit(Told(word="theirs"), at=world.now)
    claimed = claim()
    assert (event.event_id, world.acme.pk) in claimed
    assert {vendor for _event, vendor in claimed} == {world.acme.pk, world.globex.pk}
    assert claim() == []
    with world.scope("acme"):
        OutboxEvent.objects.filter(pk=event.event_id).update(published_at=timezone.now() - timedelta(minutes=2))
    assert claim(lease=timedelta(minutes=3)) == []
    assert claim() == [(event.event_id, world.acme.pk)]


def test_an_event_that_failed_too_often_waits_for_a_person(world, heard):
    event = tell(world, "fail")
    with world.scope("acme"):
        OutboxEvent.objects.filter(pk=event.event_id).update(attempts=services.MAX_ATTEMPTS)
    assert event.event_id not in {claimed for claimed, _vendor in claim()}


@pytest.mark.parametrize(
    ("module", "name"),
    [("deals.events", "deals.Happened"), ("prm.accounts.events", "accounts.Happened"), ("tests.a.b", "b.Happened")],
)
def test_an_event_is_named_after_its_room(monkeypatch, module, name):
    """The name stands in the outbox: a row of yesterday must find its class today."""
    monkeypatch.setattr(events, "EVENT_TYPES", {})
    happened = type("Happened", (events.DomainEvent,), {"__module__": module})
    assert (happened.name, events.EVENT_TYPES) == (name, {name: happened})
