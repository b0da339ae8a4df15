"""The relay publishes no faster than the workers deliver."""

from datetime import timedelta

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from prm.accounts.events import MemberChanged
from prm.launch.broker import Broker
from prm.launch.processes import Supervisor
from prm.outbox.management.commands import relay
from prm.outbox.services import emit
from prm.outbox.tasks import deliver_event


@pytest.fixture
def published(monkeypatch):
    sent = []
    monkeypatch.setattr(deliver_event, "apply_async", lambda kwargs: sent.append(kwargs["event_id"]))
    return sent


def run_round(monkeypatch, waiting):
    monkeypatch.setattr(relay, "waiting", lambda: waiting)
    command = relay.Command()
    command.lease = timedelta(seconds=60)
    command.round()


@pytest.fixture
def five_events(world):
    with world.scope("acme"):
        for _number in range(5):
            emit(MemberChanged(membership_id=world.members["sam"].pk, role="admin"), at=world.now)


def test_it_publishes_what_the_queue_has_room_for(five_events, published, monkeypatch):
    run_round(monkeypatch, relay.MOST_WAITING - 2)
    assert len(published) == 2
    run_round(monkeypatch, relay.MOST_WAITING + 50)
    assert len(published) == 2
    run_round(monkeypatch, 0)
    assert len(set(published)) == len(published) >= 5


def test_what_waits_is_counted_at_the_broker(tmp_path, monkeypatch):
    broker = Broker.on_free_port(tmp_path)
    programs = Supervisor(tmp_path / "log", {})
    monkeypatch.setattr(deliver_event.app, "connection_for_write", lambda: Connection(broker.url(0)))
    programs.start("broker", broker.command())
    try:
        programs.wait_until(broker.is_ready, 20, "Valkey")
        assert relay.waiting() == 0
        with Connection(broker.url(0)) as connection:
            for number in range(3):
                connection.SimpleQueue(deliver_event.app.conf.task_default_queue).put({"number": number})
        assert relay.waiting() == 3
    finally:
        programs.stop()
    with pytest.raises(OperationalError):
        relay.waiting()
