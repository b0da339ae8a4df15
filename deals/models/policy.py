from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.rules.policy import Policy
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class DealPolicy(TenantModel):
    """The registration rules of one program from a day on. A change is a new version; decisions name theirs."""

    program = TenantForeignKey("programs.Program", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField(_("valid from"))
    standard_days = models.PositiveSmallIntegerField(_("protection, standard deal (days)"), default=90)
    enterprise_days = models.PositiveSmallIntegerField(_("protection, enterprise deal (days)"), default=180)
    decision_days = models.PositiveSmallIntegerField(_("answer within (business days)"), default=2)
    minimum_amount = models.DecimalField(_("least deal value"), max_digits=14, decimal_places=2, default=0)
    is_new_logo_only = models.BooleanField(_("only new customers for a product line"), default=False)
    extension_days = models.PositiveSmallIntegerField(_("extension (days)"), default=30)
    extension_opens_days = models.PositiveSmallIntegerField(_("may be extended from (days left)"), default=30)
    self_service_extensions = models.PositiveSmallIntegerField(_("extensions without asking"), default=1)
    lookback_days = models.PositiveSmallIntegerField(_("conflict look-back (days)"), default=366)
    reregister_after_months = models.PositiveSmallIntegerField(_("register again after (months)"), default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "program", "version"], name="deal_policy_version"),
            models.CheckConstraint(
                condition=models.Q(standard_days__gte=1, enterprise_days__gte=1, decision_days__gte=1),
                name="deal_policy_days",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    def as_policy(self, currency: str) -> Policy:
        names = (
            "version standard_days enterprise_days decision_days minimum_amount is_new_logo_only extension_days"
            " extension_opens_days self_service_extensions lookback_days reregister_after_months"
        )
        return Policy(**{name: getattr(self, name) for name in names.split()}, currency=currency)
