from django.db import models
from django.utils.translation import gettext_lazy as _

from incentives.enums import PlanKind
from incentives.rules.terms import Terms
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Plan(RefModel):
    """How one kind of money is earned in one program. Its terms stand in versions with effective dates."""

    REF_KIND = "PLN"

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    program = TenantForeignKey("programs.Program", models.PROTECT, related_name="plans", verbose_name=_("program"))
    currency = models.CharField(_("currency"), max_length=3)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="plan_ref"),
            models.UniqueConstraint(fields=["vendor", "program", "name"], name="plan_name"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlanVersion(TenantModel):
    """The terms in force from one day to another. Published versions never change; a new one ends the former."""

    plan = TenantForeignKey("incentives.Plan", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    terms = models.JSONField()
    published_by_label = models.CharField(max_length=160)
    published_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "plan", "number"], name="plan_version_number"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="plan_version_order",
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"

    @property
    def parsed(self) -> Terms:
        return Terms.from_json(self.terms)
