from django.db import models

from prm.decisions.values import Condition, Input, Step
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class Decision(TenantModel):
    """The record of one evaluation of a rule: version, inputs, each condition, the result, what would have changed it.

    Append-only; any figure a partner sees opens down to one. The hash is over the content as written.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    rule = models.CharField(max_length=60)
    version = models.CharField(max_length=80)
    content = models.JSONField()
    result = models.CharField(max_length=120)
    counterfactual = models.CharField(max_length=400, blank=True)
    clause = models.CharField(max_length=400, blank=True)
    decided_by = models.CharField(max_length=160)
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [RowSecurity(append_only=True, portal="own", portal_grants="SELECT, INSERT")]
        indexes = [models.Index(fields=["vendor", "subject_id", "rule", "-at"], name="decision_subject")]

    def __str__(self) -> str:
        return f"{self.rule} {self.result}"

    @property
    def inputs(self) -> list[Input]:
        return [Input(**item) for item in self.content["inputs"]]

    @property
    def conditions(self) -> list[Condition]:
        return [Condition(**item) for item in self.content["conditions"]]

    @property
    def steps(self) -> list[Step]:
        return [Step(**item) for item in self.content["steps"]]
