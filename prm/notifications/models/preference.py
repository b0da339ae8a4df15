from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class NoticePreference(TenantModel):
    """A member's own choice for one kind of notice; where there is none the kind's default holds."""

    member = TenantForeignKey("accounts.Membership", models.CASCADE, related_name="notice_preferences")
    partner_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=80)
    in_app = models.BooleanField(default=True)
    mail = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "member", "kind"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return self.kind
