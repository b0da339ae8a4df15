from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Tag(RefModel):
    """A word the vendor puts on partners to find them again. `key` is the name in small letters: one tag a word.

    No portal sees tags: what we call a partner among ourselves is ours.
    """

    REF_KIND = "TAG"

    name = models.CharField(_("tag"), max_length=40)
    key = models.CharField(max_length=60, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="tag_ref"),
            models.UniqueConstraint(fields=["vendor", "key"], name="tag_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerTag(TenantModel):
    """This partner has this tag."""

    partner = TenantForeignKey("partners.Partner", models.CASCADE, related_name="tagged")
    tag = TenantForeignKey(Tag, models.CASCADE, related_name="tagged")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "partner", "tag"], name="partner_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.tag_id}"
