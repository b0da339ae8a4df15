"""What every tenant row carries."""

from typing import Any

from django.db import models
from django.utils import timezone

from prm.lib.ids import make_ref, uuid7
from prm.tenancy.managers import TenantManager, UnscopedManager
from prm.tenancy.scope import current_vendor_id


class TenantModel(models.Model):
    """A row of one vendor. Meta.constraints of each concrete model starts with its RowSecurity."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vendor = models.ForeignKey(
        "tenancy.Vendor", on_delete=models.PROTECT, default=current_vendor_id, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TenantManager()
    unscoped = UnscopedManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "objects"


class RefModel(TenantModel):
    """A tenant row that people name by a short public ref, unique per vendor."""

    REF_KIND = "REF"

    ref = models.CharField(max_length=16, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.ref

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.ref = self.ref or self.free_ref()
        super().save(*args, **kwargs)

    @classmethod
    def free_ref(cls) -> str:
        """A ref no row of this vendor bears: among 100,000 random ones a handful would meet."""
        while cls._base_manager.filter(vendor_id=current_vendor_id(), ref=(ref := make_ref(cls.REF_KIND))).exists():
            pass
        return ref

    @classmethod
    def free_refs(cls, count: int) -> list[str]:
        """As many at once, for a bulk service."""
        free: set[str] = set()
        while len(free) < count:
            free |= {make_ref(cls.REF_KIND) for _ in range(count - len(free))}
            known = cls._base_manager.filter(vendor_id=current_vendor_id(), ref__in=free)
            free -= set(known.values_list("ref", flat=True))
        return list(free)
