from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.template import TemplateVersion
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class LibraryClause(RefModel):
    """A clause templates insert by its key. Its words stand in its versions."""

    REF_KIND = "CLS"

    key = models.SlugField(_("key"), max_length=40, db_index=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="library_clause_ref"),
            models.UniqueConstraint(fields=["vendor", "key"], name="library_clause_key"),
        ]

    def __str__(self) -> str:
        return self.key


class ClauseVersion(TenantModel):
    """The words of a clause from one day on, with fields and conditions as in a template. Append-only."""

    clause = TenantForeignKey(LibraryClause, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("heading"), max_length=160)
    body = models.TextField(_("text"))
    note = models.CharField(_("what changed"), max_length=400, blank=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.CharField(_("by"), max_length=160)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(append_only=True),
            models.UniqueConstraint(fields=["vendor", "clause", "number"], name="clause_version_number"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class TemplateClause(TenantModel):
    """Which version of a clause stands in a version of a template: pinned, so that a newer one changes nothing by itself."""

    version = TenantForeignKey(TemplateVersion, models.CASCADE, related_name="pinned")
    clause_version = TenantForeignKey(ClauseVersion, models.PROTECT, related_name="pins")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "version", "clause_version"], name="template_clause_once"),
        ]

    def __str__(self) -> str:
        return str(self.clause_version)
