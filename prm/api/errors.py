"""Every error of the API as problem+json (RFC 9457), with a code a program may rely on."""

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ValueRefused
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from prm.lib.errors import DomainError

CONTENT_TYPE = "application/problem+json"


class Unauthenticated(DomainError):
    """No key, or one that does not hold."""

    status = 401
    code = "unauthenticated"


class TooMany(DomainError):
    """The rate is used up; `wait` says for how many seconds."""

    status = 429
    code = "too-many-requests"

    def __init__(self, message: object, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Unprocessable(DomainError):
    """The request is sound and contradicts an earlier one."""

    status = 422
    code = "unprocessable"


def problem(
    status: int, code: str, detail: str, *, fields: dict[str, Any] | None = None, wait: float | None = None
) -> HttpResponse:
    """The answer itself. `fields` maps a field of the input to its messages."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body |= {"code": code, "detail": detail}
    if fields:
        body["fields"] = {name: _messages(text) for name, text in fields.items()}
    response = HttpResponse(json.dumps(body, cls=DjangoJSONEncoder), content_type=CONTENT_TYPE, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if wait is not None:
        response["Retry-After"] = str(int(wait) + 1)
    return response


def problem_of(error: Exception) -> HttpResponse | None:
    """The problem an exception is answered with, or None for one nobody expected."""
    match error:
        case TooMany():
            return problem(error.status, error.code, str(error), wait=error.wait)
        case DomainError():
            detail = str(error) or (_("There is no such thing.") if error.status == 404 else "")
            return problem(error.status, error.code, detail, fields=error.fields)
        case exceptions.ValidationError():
            return problem(400, "invalid", _("The input does not hold."), fields=_by_field(error.detail))
        case exceptions.APIException():
            detail = str(getattr(error.detail, "get", lambda *a: error.detail)("detail", error.detail))
            code = str(getattr(error.detail, "code", error.default_code)).replace("_", "-")
            return problem(error.status_code, code, detail, wait=getattr(error, "wait", None))
        case Http404():
            return problem(404, "not-found", _("There is no such thing."))
        case PermissionDenied():
            return problem(403, "forbidden", _("The right for this is missing."))
        case RequestDataTooBig():
            return problem(413, "too-large", _("The request is too large."))
        case ValueRefused() | SuspiciousOperation():
            return problem(400, "invalid", _("The request cannot be read."))
    return None


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler: whatever was begun is rolled back."""
    response = problem_of(error)
    if response is not None:
        roll_back()
    return response


def roll_back() -> None:
    """Undoes the request's changes when its scope ends."""
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        connection.set_rollback(True)


def _messages(text: Any) -> Any:
    if isinstance(text, dict):
        return {name: _messages(item) for name, item in text.items()}
    if isinstance(text, list | tuple):
        return [_messages(item) if isinstance(item, dict) else str(item) for item in text]
    return [str(text)]


def _by_field(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}
