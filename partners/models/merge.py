from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class PartnerMerge(RefModel):
    """Two records of one organization became one: which stayed, who did it, what was overwritten, until when it can be undone."""

    REF_KIND = "MRG"

    survivor = TenantForeignKey("partners.Partner", models.PROTECT, related_name="merges")
    duplicate = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("merged"))
    merged_by = models.CharField(_("by"), max_length=160)
    undo_until = models.DateTimeField(_("can be undone until"))
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=160, blank=True)
    # The survivor's fields that took the duplicate's value: [before, after] by name.
    values = models.JSONField(default=dict, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="merge_ref"),
            models.UniqueConstraint(
                fields=["vendor", "duplicate"], condition=models.Q(undone_at=None), name="merge_standing_once"
            ),
            models.CheckConstraint(condition=~models.Q(survivor=models.F("duplicate")), name="merge_of_two"),
        ]
        indexes = [models.Index(fields=["vendor", "-merged_at"], name="merge_recent")]


class MergeChange(TenantModel):
    """One statement of a merge: in this table, these rows had this field set from one value to another."""

    merge = TenantForeignKey(PartnerMerge, models.CASCADE, related_name="changes")
    position = models.PositiveSmallIntegerField()
    table = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    ids = ArrayField(models.UUIDField())

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "merge", "position"], name="merge_change_order"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.table}.{self.field}: {len(self.ids)}"
