"""Celery tasks know their tenant: each is a @tenant_task or an allow-listed @system_task, and nothing else."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError, transaction

from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, current_vendor_id, scope_or_none, tenant_context

# The driver calls a server that went away an OperationalError, an InterfaceError or a plain DatabaseError; what is wrong
# with the statement itself would be wrong the next time too.
RETRY = {
    "autoretry_for": (DatabaseError, InterfaceError),
    "dont_autoretry_for": (DataError, IntegrityError, ProgrammingError),
    "retry_backoff": True,
    "retry_jitter": True,
    "max_retries": 5,
}
TENANT_TASKS: dict[str, Any] = {}
SYSTEM_TASKS: dict[str, str] = {}
QUEUES: dict[str, str] = {}


def queue_of(name: str, *args: Any, **kwargs: Any) -> dict[str, str]:
    """Celery's router: whoever publishes a task, beat too, it goes to the queue it was declared for."""
    return {"queue": QUEUES.get(name, "default")}


def tenant_task(*, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """A task with keyword-only primitive arguments that runs as the vendor's role inside one transaction.

    `task.enqueue(vendor_id=..., **primitives)` publishes on commit; `task.run_now(...)` runs it by hand.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @wraps(function)
        def body(*, vendor_id: str, **arguments: Any) -> None:
            with tenant_context(Audience.VENDOR, UUID(str(vendor_id))):
                function(**arguments)

        name = f"{function.__module__}.{function.__name__}"
        task = shared_task(name=name, **RETRY)(body)
        QUEUES[name] = queue

        def enqueue(*, vendor_id: UUID, **arguments: Any) -> None:
            message = {"vendor_id": str(vendor_id), **arguments}
            transaction.on_commit(lambda: task.apply_async(kwargs=message))

        task.enqueue = enqueue
        task.run_now = body
        parameters = signature(function).parameters.values()
        task.arguments = tuple(item.name for item in parameters)
        task.optional = tuple(item.name for item in parameters if item.default is not item.empty)
        TENANT_TASKS[name] = task
        return task

    return decorate


def system_task(*, reason: str, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """A task of no vendor, such as a fan-out; the reason stands in the allow-list that the tests print."""

    def decorate(function: Callable[..., None]) -> Any:
        name = f"{function.__module__}.{function.__name__}"
        SYSTEM_TASKS[name], QUEUES[name] = reason, queue
        return shared_task(name=name, **RETRY)(function)

    return decorate


def enqueue(name: str, *, vendor_id: UUID, **arguments: Any) -> None:
    """Publishes a tenant task on commit by its name, so that a service need not import the tasks above it."""
    TENANT_TASKS[name].enqueue(vendor_id=vendor_id, **arguments)


def enqueue_slices(name: str, ids: Iterable[UUID], *, size: int, **arguments: Any) -> None:
    """Publishes a tenant task of the present vendor once for every `size` ids, which it is given as `ids`.

    Each slice is a transaction of its own: no night holds all rows at once, and a slice that fails is tried again alone.
    """
    found = [str(pk) for pk in ids]
    for start in range(0, len(found), size):
        enqueue(name, vendor_id=current_vendor_id(), ids=found[start : start + size], **arguments)


def for_each_vendor(task: Any, **arguments: Any) -> int:
    """Publishes the task once per active vendor and returns how many. Runs outside any scope."""
    if scope_or_none() is not None:
        raise RuntimeError("A fan-out runs outside any scope.")
    vendors = list(Vendor.objects.filter(is_active=True).order_by("slug").values_list("id", flat=True))
    for vendor_id in vendors:
        task.enqueue(vendor_id=vendor_id, **arguments)
    return len(vendors)


@system_task(reason="publishes one scheduled job once per vendor")
def fan_out(*, name: str) -> None:
    for_each_vendor(TENANT_TASKS[name])
