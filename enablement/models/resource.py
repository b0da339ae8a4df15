from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Resource(RefModel):
    """A file in the library. Partners see it once it is published, and until it expires."""

    REF_KIND = "RES"

    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it is for"), blank=True)
    folder = models.CharField(_("folder"), max_length=80, blank=True)
    types = ArrayField(
        models.CharField(max_length=20, choices=PartnershipType.choices), verbose_name=_("for partnerships of type"),
        default=list, blank=True,
    )  # fmt: skip
    file = TenantForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, default="draft")
    published_at = models.DateTimeField(null=True)
    expires_on = models.DateField(_("shown until"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor", portal_when="status = 'published'"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="resource_ref"),
        ]
        indexes = [models.Index(fields=["vendor", "status", "folder", "title"], name="resource_library")]

    def __str__(self) -> str:
        return self.title
