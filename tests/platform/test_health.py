import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from prm import health
from prm.launch.broker import Broker
from prm.outbox.models import OutboxEvent

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def ready(db, settings, broker: Broker) -> Iterator[None]:
    settings.REDIS_URL = broker.url(0)
    health.broker.cache_clear()
    yield
    health.broker.cache_clear()


def test_healthz_touches_nothing(client: Client, settings):
    settings.REDIS_URL = NOBODY_LISTENS
    # No database mark on this test: a query would fail it.
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_readyz_is_green_when_all_is_there(client: Client, ready):
    answer = client.get("/readyz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert answer["Cache-Control"] == "no-store"


def test_readyz_without_a_broker_says_why_in_the_log_alone(client: Client, ready, settings, caplog):
    settings.REDIS_URL = NOBODY_LISTENS
    health.broker.cache_clear()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert "not ready: broker:" in caplog.text


def test_readyz_notices_a_migration_that_is_not_applied(ready, monkeypatch: pytest.MonkeyPatch):
    expected = health.expected_migrations()
    assert len(expected) > 30
    assert health.database_faults() == []
    monkeypatch.setattr(health, "expected_migrations", lambda: expected | {"deals.9999_later"})
    assert health.database_faults() == ["migrations not applied: deals.9999_later"]


def test_readyz_notices_a_relay_that_does_not_run(ready, world):
    long_ago = timezone.now() - timedelta(minutes=11)
    with world.scope("acme"):
        OutboxEvent.objects.create(name="waits", payload={}, occurred_at=long_ago, available_at=long_ago)
    (fault,) = health.database_faults()
    assert re.fullmatch(r"outbox: the oldest event waits 6\d\d s; does the relay run\?", fault)


def test_the_login_role_sees_no_event_through_readiness(ready):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_outboxevent")
