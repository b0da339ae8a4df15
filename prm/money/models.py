from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class FxRate(TenantModel):
    """A vendor's own rate: one unit of `base` is `rate` units of `quote` from `valid_on` until the next one."""

    base = models.CharField(_("from currency"), max_length=3)
    quote = models.CharField(_("to currency"), max_length=3)
    valid_on = models.DateField(_("valid on"))
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=10)
    source = models.CharField(_("source"), max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "base", "quote", "valid_on"], name="fxrate_once_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="fxrate_is_positive"),
            models.CheckConstraint(condition=~models.Q(base=models.F("quote")), name="fxrate_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.valid_on:%Y-%m-%d}"
