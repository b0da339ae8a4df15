"""An event reaches each of its handlers once, a failure is kept and tried again, and nobody hears what was withdrawn."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Optional
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save
from django.utils import timezone

from partners.models import Partner
from prm.outbox import events, services, tasks
from prm.outbox.events import EVENT_TYPES, DomainEvent
from prm.outbox.models import HandledEvent, OutboxEvent
from prm.outbox.services import cancel_event, claim, deliver, drain, emit, emit_many, handles, note_failure


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


def test_what_failed_is_published_again_after_its_pause_and_does_not_wait_out_the_lease(world, heard):
    event, day = tell(world, "fail"), timedelta(days=1)
    assert claim(lease=day) == [(event.event_id, world.acme.pk)]
    tasks.deliver_event(vendor_id=str(world.acme.pk), event_id=str(event.event_id))
    assert claim(lease=day) == [], "the pause comes first"
    with world.scope("acme"):
        OutboxEvent.objects.filter(pk=event.event_id).update(available_at=world.now)
    assert claim(lease=day) == [(event.event_id, world.acme.pk)]


def test_a_failure_takes_nothing_back_that_was_delivered_meanwhile(world, heard):
    """Two workers have the event, the lease of the first being over: the second delivers, then the first fails."""
    event = tell(world, "told")

    def deliver_meanwhile(sender, **kwargs):
        OutboxEvent.objects.filter(pk=event.event_id).update(handled_at=world.now)

    pre_save.connect(deliver_meanwhile, sender=OutboxEvent)
    try:
        with world.scope("acme"):
            note_failure(event.event_id, "too late")
    finally:
        pre_save.disconnect(deliver_meanwhile, sender=OutboxEvent)
    assert row_of(world, event).handled_at == world.now
    assert claim() == []


def test_a_failure_is_in_the_log_of_the_worker(world, heard, caplog):
    event = tell(world, "fail")
    tasks.deliver_event(vendor_id=str(world.acme.pk), event_id=str(event.event_id))
    [line] = [record for record in caplog.records if record.name == "prm.outbox.tasks"]
    assert str(event.event_id) in line.getMessage()
    assert "the handler fell over" in str(line.exc_info[1])


def test_what_is_told_with_a_delay_is_there_at_once_and_reaches_nobody_before(world, heard):
    event = Told(word="later", partner_id=world.northwind.pk)
    with world.scope("acme"):
        emit(event, at=world.now, delay=timedelta(minutes=10))
        row = OutboxEvent.objects.get(pk=event.event_id)
        assert (row.name, row.partner_id, row.attempts, row.last_error) == (Told.name, world.northwind.pk, 0, "")
        assert (row.occurred_at, row.available_at) == (world.now, world.now + timedelta(minutes=10))
        assert (row.handled_at, row.published_at, row.vendor_id) == (None, None, world.acme.pk)
    assert drain(world.acme.pk, until=world.now + timedelta(minutes=9)) == 0
    assert drain(world.acme.pk, until=world.now + timedelta(minutes=10)) == 1
    assert [(e.partner_id, e.vendor_id, e.occurred_at) for e in heard] == [
        (world.northwind.pk, world.acme.pk, world.now)
    ]


def test_an_event_is_written_once(world, heard):
    event = tell(world, "once")
    with world.scope("acme"), pytest.raises(IntegrityError), transaction.atomic():
        emit(event, at=world.now)


def test_events_are_heard_in_the_order_they_happened(world, heard):
    later, first, second = Told(word="later"), Told(word="first"), Told(word="second")
    with world.scope("acme"):
        emit(later, at=world.now + timedelta(minutes=1))
        for event in (second, first):
            emit(event, at=world.now)
    assert drain(world.acme.pk) == 3
    assert [e.event_id for e in heard] == [*sorted((first.event_id, second.event_id)), later.event_id]
    assert drain(world.acme.pk) == 0


def test_one_handler_may_hear_several_events_and_one_event_have_several_handlers(world, monkeypatch):
    monkeypatch.setattr(services, "HANDLERS", defaultdict(list))
    monkeypatch.setattr(events, "EVENT_TYPES", dict(EVENT_TYPES))
    monkeypatch.setattr(services, "EVENT_TYPES", events.EVENT_TYPES)
    opened, closed = (type(name, (DomainEvent,), {"__module__": "doors.events"}) for name in ("Opened", "Closed"))
    heard = []

    @handles(opened, closed)
    def hear(event):
        heard.append(("hear", event.name))

    @handles(closed)
    def lock(event):
        heard.append(("lock", event.name))

    with world.scope("acme"):
        for number, kind in enumerate((opened, closed)):
            emit(kind(), at=world.now + timedelta(seconds=number))
    assert drain(world.acme.pk) == 2
    assert heard == [("hear", "doors.Opened"), ("hear", "doors.Closed"), ("lock", "doors.Closed")]
    with world.scope("acme"):
        marks = HandledEvent.objects.values_list("handler", flat=True)
        assert sorted(mark.rpartition(".")[2] for mark in marks) == ["hear", "hear", "lock"]


def test_a_failing_handler_takes_back_what_was_done_for_the_event_and_marks_nothing(world, monkeypatch, heard):
    @handles(Told)
    def before(event):
        Partner.objects.update(status="touched")

    services.HANDLERS[Told.name].reverse()
    event = tell(world, "fail")
    tasks.deliver_event(vendor_id=str(world.acme.pk), event_id=str(event.event_id))
    with world.scope("acme"):
        assert set(Partner.objects.values_list("status", flat=True)) == {"active"}
        assert HandledEvent.objects.count() == 0


def test_a_mark_says_when(world, heard):
    event = tell(world, "told")
    with world.scope("acme"):
        deliver(event.event_id, at=world.now)
        mark = HandledEvent.objects.get(event_id=event.event_id)
        assert (mark.handled_at, mark.handler) == (world.now, f"{__name__}.heard.<locals>.hear")
        assert OutboxEvent.objects.get(pk=event.event_id).attempts == 1


@dataclass(frozen=True, kw_only=True)
class Everything(DomainEvent):
    subject: UUID
    other: UUID | None = None
    former: Optional[Decimal] = None  # noqa: UP045 - the older spelling is read too
    at: datetime
    day: date
    amount: Decimal
    count: int
    is_last: bool
    words: list[str]
    days: list[date]


EVENT_TYPES.pop(Everything.name)


@pytest.mark.parametrize("is_full", [True, False])
def test_every_kind_of_value_goes_through_json_and_back(world, is_full):
    told = Everything(
        subject=uuid4(), at=world.now, day=date(2026, 2, 28), amount=Decimal("12.3400"), count=3, is_last=is_full,
        words=["a", "b"] if is_full else [], days=[date(2026, 1, 1)], vendor_id=world.acme.pk, occurred_at=world.now,
        **({"other": uuid4(), "former": Decimal("0.1"), "partner_id": uuid4()} if is_full else {}),
    )  # fmt: skip
    assert Everything.from_payload(json.loads(json.dumps(told.payload()))) == told
    assert set(Everything.required_fields()) == {
        "subject", "at", "day", "amount", "count", "is_last", "words", "days",
    }  # fmt: skip


def test_many_events_are_told_at_once_each_with_its_own_partner(world, heard):
    told = [Told(word="one", partner_id=world.northwind.pk), Told(word="two", partner_id=world.contoso.pk)]
    with world.scope("acme"):
        emit_many(told, at=world.now)
        emit_many([], at=world.now)
    assert drain(world.acme.pk) == 2
    # What is told at one instant is heard in no promised order.
    assert sorted((event.word, event.partner_id, event.occurred_at) for event in heard) == [
        ("one", world.northwind.pk, world.now),
        ("two", world.contoso.pk, world.now),
    ]
