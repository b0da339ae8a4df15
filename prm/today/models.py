from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Snooze(TenantModel):
    """A next best action put off by one member until a day, with the reason."""

    member = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)
    until_on = models.DateField()
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "member", "key"], name="snooze_once"),
        ]

    def __str__(self) -> str:
        return self.key
