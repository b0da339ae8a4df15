"""The tenant scope: which vendor and audience the present transaction works for.

Recipe: docs/security.md, "Tenancy". Context is transaction-local only; the login role owns nothing, so a forgotten
context is a loud permission error (42501), never an empty or a foreign list.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


class Audience(StrEnum):
    """Each audience is one database role; the policies name roles and nothing else."""

    VENDOR = "vendor"
    PORTAL = "portal"
    DISTRIBUTOR = "distributor"
    PUBLIC = "public"

    @property
    def role(self) -> str:
        return f"prm_{self.value}"


@dataclass(frozen=True)
class Scope:
    audience: Audience
    vendor_id: UUID
    partner_id: UUID | None = None


class NoTenantScope(RuntimeError):
    """A tenant table was asked for outside a tenant scope: wrap the work in tenant_context()."""


class ScopeConflict(RuntimeError):
    """A scope of another vendor is already open in this transaction."""


_scope: ContextVar[Scope | None] = ContextVar("prm_scope", default=None)


def current_scope() -> Scope:
    scope = _scope.get()
    if scope is None:
        raise NoTenantScope("No tenant scope is open: wrap the work in tenant_context().")
    return scope


def scope_or_none() -> Scope | None:
    return _scope.get()


def current_vendor_id() -> UUID:
    """Default of every tenant row's vendor."""
    return current_scope().vendor_id


def _settings() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), coalesce(current_setting('app.vendor_id', true), ''),"
            " coalesce(current_setting('app.partner_id', true), '')"
        )
        return cursor.fetchone()


def _assume(role: str, vendor_id: str, partner_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('app.vendor_id', %s, true),"
            " set_config('app.partner_id', %s, true)",
            [role, vendor_id, partner_id],
        )


@contextmanager
def tenant_context(audience: Audience | str, vendor_id: UUID, partner_id: UUID | None = None) -> Iterator[Scope]:
    """Opens a transaction and takes the audience's role with the vendor (and partner) set, until the block ends.

    Nested for the same vendor it changes role and gives the former one back.
    Raises ScopeConflict when another vendor's scope is open.
    """
    scope = Scope(Audience(audience), vendor_id, partner_id)
    if scope.audience is Audience.PORTAL and partner_id is None:
        raise ValueError("A portal scope needs its partner.")
    outer = _scope.get()
    if outer and outer.vendor_id != vendor_id:
        raise ScopeConflict("Another vendor's scope is open in this transaction.")
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _settings() if nested else None
        _assume(scope.audience.role, str(vendor_id), str(partner_id or ""))
        token = _scope.set(scope)
        try:
            yield scope
        finally:
            _scope.reset(token)
            # A released savepoint keeps the inner value, so it is put back by hand; a failed one has rolled it back.
            if before and not connection.needs_rollback and connection.connection is not None:
                _restore(before)


def _restore(before: tuple[str, str, str]) -> None:
    from psycopg2.extensions import TRANSACTION_STATUS_INERROR

    if connection.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
        _assume(*before)


def beyond_partner(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Marks a query that must look beyond the acting partner (conflict check, queue order).

    Inside it holds the vendor's role; it returns plain values, never rows or names of
    others. tests/isolation lists each.
    """

    def decorate(query: Callable[P, R]) -> Callable[P, R]:
        @wraps(query)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            with tenant_context(Audience.VENDOR, current_scope().vendor_id):
                return query(*args, **kwargs)

        wrapper.beyond_partner = reason  # type: ignore[attr-defined]
        BEYOND_PARTNER[f"{query.__module__}.{query.__qualname__}"] = reason
        return wrapper

    return decorate


BEYOND_PARTNER: dict[str, str] = {}


def public_intake(service: Callable[P, R]) -> Callable[P, R]:
    """Marks the one service a public form may call: it takes the vendor's role, inserts and returns a receipt."""

    @wraps(service)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with tenant_context(Audience.VENDOR, current_scope().vendor_id):
            return service(*args, **kwargs)

    wrapper.public_intake = True  # type: ignore[attr-defined]
    return wrapper
