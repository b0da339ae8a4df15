"""A POST repeated with the same Idempotency-Key has one effect and the same answer (Stripe's rules).

The answer is written in the transaction of the effect itself: after a crash either both are there or neither.
Refusals change nothing and are not kept; the same key may try again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from prm.api.errors import Unprocessable
from prm.api.models import IdempotentResponse
from prm.lib.errors import Invalid, Refused

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
# A repetition waits so long for the first one to end before it is told that it is in flight.
PATIENCE = "3s"


@dataclass(frozen=True)
class Key:
    caller: str
    route: str
    value: str
    request_hash: str

    @property
    def lock(self) -> int:
        digest = hashlib.sha256(f"{self.caller}\0{self.route}\0{self.value}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)


def key_of(request: HttpRequest, caller: str) -> Key | None:
    """The request's key; None where it gives none or is no POST. Raises Invalid for one that cannot be a key."""
    value = request.headers.get(HEADER, "")
    if not value or request.method != "POST":
        return None
    if len(value) > 255 or not value.isascii() or not value.isprintable():
        raise Invalid(_("An idempotency key is at most 255 printable ASCII characters."), code="idempotency-key")
    body = hashlib.sha256(request.get_full_path().encode() + b"\0" + request.body).hexdigest()
    return Key(caller, request.path[:300], value, body)


def once(key: Key, partner_id: UUID | None, at: datetime, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The kept answer, or that of `answer()`, kept when it succeeds.

    Raises Refused while the first request is in flight, Unprocessable when the key came with another request.
    """
    _take_lock(key)
    row = IdempotentResponse.objects.filter(caller=key.caller, route=key.route, key=key.value).first()
    if row and row.at > at - KEPT_FOR:
        if row.request_hash != key.request_hash:
            raise Unprocessable(_("This idempotency key was used with another request."), code="idempotency-key-reused")
        return _again(row)
    response = answer()
    if response.status_code < 400:
        _keep(row or IdempotentResponse(), key, partner_id, at, response)
    return response


def purge(*, at: datetime) -> int:
    """Forgets answers older than a day. Returns how many."""
    deleted, _by_model = IdempotentResponse.objects.filter(at__lte=at - KEPT_FOR).delete()
    return deleted


def _take_lock(key: Key) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.lock])
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        message = _("The first request with this idempotency key is still in flight.")
        raise Refused(message, code="idempotency-key-in-flight") from error


def _keep(row: IdempotentResponse, key: Key, partner_id: UUID | None, at: datetime, response: HttpResponse) -> None:
    row.caller, row.route, row.key, row.request_hash = key.caller, key.route, key.value, key.request_hash
    row.partner_id, row.at = partner_id, at
    row.status, row.body = response.status_code, response.content.decode()
    row.content_type = response.get("Content-Type", "")
    row.location = response.get("Location", "")
    row.save()


def _again(row: IdempotentResponse) -> HttpResponse:
    response = HttpResponse(row.body, status=row.status, content_type=row.content_type)
    response["Idempotency-Replayed"] = "true"
    if row.location:
        response["Location"] = row.location
    return response
