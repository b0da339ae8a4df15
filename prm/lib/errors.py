"""Errors a person may read. Each states the fact and carries the status it is answered with."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a message for the person concerned. Nothing was changed when it is raised."""

    status = 400
    code = "refused"

    def __init__(self, message: object, *, code: str | None = None, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """The input does not hold; `fields` names what is wrong by field."""

    status = 400
    code = "invalid"


class Forbidden(DomainError):
    """The object is known to the actor, the right is missing."""

    status = 403
    code = "forbidden"


class NotFound(DomainError):
    """Unknown and foreign objects alike."""

    status = 404
    code = "not-found"


class WrongState(DomainError):
    """The lifecycle has no such transition from the present state."""

    status = 409
    code = "wrong-state"


class Refused(DomainError):
    """The state would allow it, a business condition does not."""

    status = 409
    code = "refused"
