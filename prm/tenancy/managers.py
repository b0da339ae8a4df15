"""The scoped manager: writes WHERE vendor_id = into every query and raises where no scope is open."""

from typing import Any, TypeVar

from django.db import models

from prm.tenancy.scope import current_scope

M = TypeVar("M", bound=models.Model)


class TenantManager(models.Manager[M]):
    """Fail-closed: the first of the two layers; row-level security is the second."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(vendor_id=current_scope().vendor_id)

    def none(self) -> models.QuerySet[M]:
        """No rows need no scope: what a form class declares before there is a request."""
        return super().get_queryset().none()


class UnscopedManager(models.Manager[M]):
    """For `_base_manager` only: related loads and cascades, which row-level security still narrows."""

    use_in_migrations = False

    def get_queryset(self) -> Any:
        current_scope()
        return super().get_queryset()
