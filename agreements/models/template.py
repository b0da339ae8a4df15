from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class AgreementTemplate(RefModel):
    """The standard paper for one partnership type. Its words and terms stand in its versions."""

    REF_KIND = "TPL"

    name = models.CharField(_("name"), max_length=120)
    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="agreement_template_ref"),
            models.UniqueConstraint(
                fields=["vendor", "type"], condition=Q(is_active=True), name="agreement_template_type"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(RefModel):
    """The words and the standard terms, numbered. One is active; what was published is kept for reference."""

    REF_KIND = "TPV"

    template = TenantForeignKey(AgreementTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(max_length=20, default="draft")
    # What is written, with clauses of the library named; `body` is the text with the pinned ones in their places.
    source = models.TextField(blank=True, db_default="")
    body = models.TextField(_("text"))
    parameters = models.JSONField(default=dict)
    note = models.CharField(_("what changed"), max_length=400, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=160, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="template_version_ref"),
            models.UniqueConstraint(fields=["vendor", "template", "number"], name="template_version_number"),
            models.UniqueConstraint(
                fields=["vendor", "template"], condition=Q(status="active"), name="template_version_active"
            ),
            models.UniqueConstraint(
                fields=["vendor", "template"], condition=Q(status="draft"), name="template_version_draft"
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.template}, {_('version')} {self.number}"
