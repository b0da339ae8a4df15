from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.enums import ExtensionKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class RegisteredLine(TenantModel):
    """One customer and product line a partner has under registration; stands while the registration lives.

    Its uniqueness keeps a partner from registering the same thing twice, whatever two of its people do in one second.
    """

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    registration = TenantForeignKey(
        "deals.Registration", models.CASCADE, with_partner=True, related_name="registered_lines"
    )
    customer_key = models.CharField(max_length=320)
    line_key = models.CharField(max_length=90)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, DELETE"),
            models.UniqueConstraint(
                fields=["vendor", "partner", "customer_key", "line_key"], name="registered_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_key} {self.line_key}"


class Protection(TenantModel):
    """One customer and product line reserved for one registration, from a day up to a day.

    The database itself refuses a second one over the same days: two partners can never both be approved.
    """

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    registration = TenantForeignKey("deals.Registration", models.PROTECT, with_partner=True, related_name="protections")
    account = TenantForeignKey("deals.CustomerAccount", models.PROTECT, related_name="+")
    line_key = models.CharField(max_length=90)
    during = DateRangeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, UPDATE"),
            ExclusionConstraint(
                name="protection_one_winner",
                expressions=[
                    ("vendor", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("line_key", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["vendor", "registration", "line_key"], name="protection_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.line_key} {self.during}"


class Extension(TenantModel):
    """A longer protection: taken by the partner itself, asked for, or given for a late decision."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    registration = TenantForeignKey("deals.Registration", models.PROTECT, with_partner=True, related_name="extensions")
    kind = models.CharField(max_length=20, choices=ExtensionKind.choices)
    status = models.CharField(max_length=20, default="requested")
    days = models.PositiveSmallIntegerField(_("days"))
    reason = models.TextField(_("what has moved since?"), blank=True, max_length=1000)
    until_before = models.DateField()
    until_after = models.DateField(null=True)
    requested_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, max_length=1000)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT"),
            models.UniqueConstraint(
                fields=["vendor", "registration"],
                condition=models.Q(status="requested"),
                name="extension_one_open",
            ),
        ]
        ordering = ["requested_at"]

    def __str__(self) -> str:
        return f"+{self.days}"
