"""Personal links in mails: the outbox row names one (`kind:id`), only the mail on its way out holds it."""

from collections.abc import Callable

from prm.accounts.invitations import SECRET_PREFIX, invitation_path

PathOf = Callable[[str], str]

_PATHS: dict[str, PathOf] = {SECRET_PREFIX.rstrip(":"): lambda rest: invitation_path(SECRET_PREFIX + rest)}


def register(kind: str, path_of: PathOf) -> None:
    """A room's own kind of personal link; `path_of` makes the path from what stands behind the colon."""
    _PATHS[kind] = path_of


def personal_path(secret: str) -> str:
    kind, _colon, rest = secret.partition(":")
    return _PATHS[kind](rest)
