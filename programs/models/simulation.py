from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel
from programs.enums import Verdict


class Simulation(RefModel):
    """A draft's terms run over the last months beside those that were in force.

    `terms` is the draft as a program file at the moment it was asked for; `months` grows by one entry a month worked:
    `{on, before: {rank: partnerships}, after, moves_before, moves_after, cost_before, cost_after}`.
    """

    REF_KIND = "SIM"

    program = TenantForeignKey("programs.Program", models.PROTECT, related_name="simulations")
    version_number = models.PositiveSmallIntegerField(_("draft"))
    terms = models.TextField()
    status = models.CharField(max_length=20, default="running")
    month_count = models.PositiveSmallIntegerField(_("months"))
    today = models.DateField()
    # The metric percentages are of, and what one of the other benefits costs in a month.
    revenue_metric = models.CharField(max_length=60, blank=True)
    prices = models.JSONField(default=dict)
    months = models.JSONField(default=list)
    cliffs = models.JSONField(default=list)
    requested_by = models.CharField(max_length=160)
    requested_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    problem = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="simulation_ref"),
            models.CheckConstraint(
                condition=models.Q(month_count__gte=1, month_count__lte=24), name="simulation_months"
            ),
        ]
        indexes = [models.Index(fields=["vendor", "program", "-requested_at"], name="simulation_of_program")]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_working(self) -> bool:
        return self.status == "running"

    @property
    def percent_done(self) -> int:
        return len(self.months) * 100 // self.month_count


class SimulationLine(TenantModel):
    """One partnership in one simulation: the rank it held month by month under each set of terms (0: none), and the cost."""

    simulation = TenantForeignKey(Simulation, models.CASCADE, related_name="lines")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    before = ArrayField(models.PositiveSmallIntegerField(), default=list)
    after = ArrayField(models.PositiveSmallIntegerField(), default=list)
    before_falls_on = models.DateField(null=True)
    after_falls_on = models.DateField(null=True)
    before_rank = models.PositiveSmallIntegerField(_("level under today's terms"), default=0)
    after_rank = models.PositiveSmallIntegerField(_("level under the draft"), default=0)
    cost_before = models.DecimalField(max_digits=19, decimal_places=2, default=0)
    cost_after = models.DecimalField(max_digits=19, decimal_places=2, default=0)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.SAME)
    close_level = models.CharField(max_length=60, blank=True)
    close_figure = models.CharField(max_length=60, blank=True)
    close_at = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    is_short = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "simulation", "partnership"], name="simulation_line_once"),
        ]
        indexes = [models.Index(fields=["vendor", "simulation", "verdict"], name="simulation_line_verdict")]
