from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import RefModel, TenantModel


class PartnerGroup(RefModel):
    """A name for what filters of the partner list find. Nobody is put into it: who belongs is asked anew each time.

    `rule` holds the filters' values by name, as they stand in the list's address.
    """

    REF_KIND = "GRP"

    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(max_length=80, editable=False)
    rule = models.JSONField(default=dict)
    made_by = models.CharField(_("by"), max_length=160)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="partner_group_ref"),
            models.UniqueConstraint(fields=["vendor", "key"], name="partner_group_once"),
        ]

    def __str__(self) -> str:
        return self.name
