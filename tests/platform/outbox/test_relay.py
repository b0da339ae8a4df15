"""The relay's rounds: what waits is published, and a server that is away costs a round."""

import signal
from datetime import timedelta

import pytest
from celery.app.task import Task
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError
from django.db.backends.signals import connection_created
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerError

from prm.outbox.management.commands import relay
from prm.tenancy import guard
from prm.tenancy.management.commands.migrate import owner_connection

EVENT, VENDOR = "0197-event", "0197-vendor"


@pytest.fixture
def published(monkeypatch):
    """What a round published; two rounds find something, the third is told to stop."""
    sent = []
    monkeypatch.setattr(relay, "start_serving", lambda: None)
    monkeypatch.setattr(relay.signal, "signal", lambda *args: None)
    monkeypatch.setattr(Task, "apply_async", lambda task, *, kwargs: sent.append(kwargs))
    monkeypatch.setattr(relay, "claim", lambda *, limit, lease: [(EVENT, VENDOR)])
    monkeypatch.setattr(relay, "waiting", lambda: 0)
    return sent


def test_one_round_publishes_what_was_claimed(published):
    call_command("relay", once=True)
    assert published == [{"vendor_id": VENDOR, "event_id": EVENT}]


def test_rounds_go_on_until_the_relay_is_stopped(published, monkeypatch):
    handlers = {}
    monkeypatch.setattr(relay.signal, "signal", handlers.__setitem__)
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            handlers[signal.SIGTERM](signal.SIGTERM, None)

    monkeypatch.setattr(relay.time, "sleep", sleep)
    call_command("relay", interval=0.5)
    assert (pauses, len(published)) == ([0.5] * 3, 4)
    assert set(handlers) == {signal.SIGTERM, signal.SIGINT}


@pytest.mark.parametrize("error", [OperationalError("away"), BrokerError("away")])
def test_a_server_that_is_away_costs_a_round(published, monkeypatch, capsys, error):
    def fail(*, limit, lease):
        raise error

    monkeypatch.setattr(relay, "claim", fail)
    monkeypatch.setattr(relay.connection, "close", lambda: published.append("closed"))
    call_command("relay", once=True)
    assert published == ["closed"]
    assert capsys.readouterr().err.strip() == "relay: away"


def test_a_broker_that_goes_away_while_it_is_asked_is_one_that_is_away(monkeypatch):
    class Leaving(Connection):
        def channel(self):
            raise self.connection_errors[0]("gone")

    monkeypatch.setattr(relay.deliver_event.app, "connection_for_write", lambda: Leaving("memory://"))
    with pytest.raises(BrokerError, match="gone"):
        relay.waiting()


@pytest.mark.parametrize(
    ("given", "seconds", "lease"),
    [([], 1.0, 60.0), (["--interval", "0.25", "--lease", "2.5"], 0.25, 2.5)],
)
def test_the_relay_goes_round_each_second_and_publishes_again_after_a_minute_unless_told(
    published, monkeypatch, given, seconds, lease
):
    handlers, pauses, leases = {}, [], []
    monkeypatch.setattr(relay.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(relay, "claim", lambda *, limit, lease: leases.append((limit, lease)) or [])

    def sleep(pause):
        pauses.append(pause)
        if len(pauses) == 2:
            handlers[signal.SIGINT](signal.SIGINT, None)

    monkeypatch.setattr(relay.time, "sleep", sleep)
    call_command("relay", *given)
    assert pauses == [seconds] * 2
    assert leases == [(relay.MOST_WAITING, timedelta(seconds=lease))] * 3


@pytest.fixture
def login_of_the_owner(transactional_db):
    with owner_connection("default"):
        yield
        connection_created.disconnect(dispatch_uid="prm.tenancy.guard")


def test_the_relay_refuses_a_login_that_sees_everything(published, monkeypatch, login_of_the_owner):
    monkeypatch.setattr(relay, "start_serving", guard.start_serving)
    with pytest.raises(ImproperlyConfigured, match="prm_owner"):
        call_command("relay", once=True)
    assert published == []
