from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import RefModel, TenantModel


class StoredFile(RefModel):
    """A file of a vendor or of one of its partners. The bytes lie in private storage under `<vendor>/<uuid>`.

    Who may see it beside the vendor: its own partner; with `partners` every partner of the vendor; with `public`
    everybody. `partner` is a partner's own and not the vendor's.
    """

    REF_KIND = "FIL"

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("The vendor and its partner")
        PARTNER = "partner", _("The partner alone")
        PARTNERS = "partners", _("Every partner")
        PUBLIC = "public", _("Everybody")

    partner_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    uploaded_by = models.UUIDField(null=True)
    uploaded_by_label = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT", public_when="visibility = 'public'"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="file_ref"),
            models.CheckConstraint(
                condition=~models.Q(visibility="partner") | models.Q(partner_id__isnull=False), name="file_partner"
            ),
        ]
        indexes = [models.Index(fields=["vendor", "partner_id", "-at"], name="file_of_partner")]

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]
