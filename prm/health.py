"""/healthz says the process lives and touches nothing; /readyz says it can serve. Neither tells the public why not.

They are answered before host check, sign-in and tenancy: a load balancer asks by address and has no session.
"""

import logging
from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

LONGEST_EVENT_WAIT_SECONDS = 300
BROKER_TIMEOUT_SECONDS = 2

log = logging.getLogger(__name__)


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return answer(200, "alive")
        if request.path == "/readyz":
            faults = [*database_faults(), *broker_faults()]
            for fault in faults:
                log.error("not ready: %s", fault)
            return answer(503, "not ready") if faults else answer(200, "ready")
        return self.get_response(request)


def answer(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


def database_faults() -> list[str]:
    """Reachable, migrated to this code, and no event older than the promise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT migrations, oldest_event_seconds FROM prm_health()")
            applied, oldest = cursor.fetchone()
    except DatabaseError as error:
        return [f"database: {error}"]
    missing = expected_migrations() - set(applied or [])
    faults = [f"migrations not applied: {', '.join(sorted(missing))}"] if missing else []
    if oldest > LONGEST_EVENT_WAIT_SECONDS:
        faults.append(f"outbox: the oldest event waits {oldest:.0f} s; does the relay run?")
    return faults


@cache
def expected_migrations() -> frozenset[str]:
    """What this release brings; read from disk once, it does not change while the process lives."""
    loader = MigrationLoader(None)
    return frozenset(f"{app}.{name}" for app, name in loader.disk_migrations)


def broker_faults() -> list[str]:
    try:
        broker().ping()
    except (redis.RedisError, OSError) as error:
        return [f"broker: {error}"]
    return []


@cache
def broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=BROKER_TIMEOUT_SECONDS)
