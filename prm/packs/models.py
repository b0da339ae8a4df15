from django.db import models

from prm.packs.modules import Module
from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class ModuleChoice(TenantModel):
    """An optional module this vendor uses for a partnership type. Without a row it does not."""

    type = models.CharField(max_length=20, choices=PartnershipType.choices)
    module = models.CharField(max_length=30, choices=Module.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "type", "module"], name="module_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.module}"
