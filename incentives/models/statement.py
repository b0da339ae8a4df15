from django.db import models
from django.utils.translation import gettext_lazy as _

from incentives.enums import StatementStatus
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class StatementNumber(TenantModel):
    """The vendor's locked counter: statements are numbered without gaps, in the order of issue."""

    series = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "series"], name="statement_number_series"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class Statement(TenantModel):
    """What one partner earned in one currency and is told for one period. Immutable once issued (a trigger sees to it)."""

    ref = models.CharField(max_length=20)
    # Its name before it was issued: links and clicks made with it still find it.
    draft_ref = models.CharField(max_length=20, blank=True)
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="statements")
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to (exclusive)"))
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=19, decimal_places=4, default=0)
    status = models.CharField(_("status"), max_length=20, choices=StatementStatus.choices, default=StatementStatus.OPEN)
    prepared_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    approved_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    pay_on = models.DateField(_("to be paid on"), null=True)
    payment = TenantForeignKey(
        "incentives.Payment", models.PROTECT, null=True, with_partner=True, related_name="statements"
    )
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_when="status IN ('issued', 'disputed', 'settled')"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="statement_ref"),
            models.UniqueConstraint(
                fields=["vendor", "draft_ref"], condition=~models.Q(draft_ref=""), name="statement_draft_ref"
            ),
            models.UniqueConstraint(
                fields=["vendor", "partner", "currency", "period_start"], name="statement_period_once"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | (models.Q(prepared_by__isnull=False) & ~models.Q(approved_by=models.F("prepared_by"))),
                name="statement_second_person",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "-period_start", "status"], name="statement_recent")]

    def __str__(self) -> str:
        return self.ref


class StatementLine(TenantModel):
    """One earning on a statement, frozen as it was told."""

    statement = TenantForeignKey("incentives.Statement", models.CASCADE, with_partner=True, related_name="lines")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    earning = TenantForeignKey("incentives.Earning", models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    description = models.CharField(max_length=240)
    plan_label = models.CharField(max_length=160)
    earned_on = models.DateField()
    basis = models.DecimalField(max_digits=19, decimal_places=4)
    rate = models.DecimalField(max_digits=9, decimal_places=4)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    is_adjustment = models.BooleanField(default=False)
    is_issued = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_when="is_issued"),
            models.UniqueConstraint(fields=["vendor", "earning"], name="statement_line_once"),
            models.UniqueConstraint(fields=["vendor", "statement", "position"], name="statement_line_position"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.description
