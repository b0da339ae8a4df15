from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import ProspectSource, TouchKind
from prm.packs.types import PartnershipType
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Prospect(RefModel):
    """An organization that might become a partner. No portal knows of it; converted, it names the partner it became."""

    REF_KIND = "PRS"

    name = models.CharField(_("name"), max_length=160)
    domain = models.CharField(_("web domain"), max_length=120, blank=True)
    about = models.TextField(_("what they do"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="US")
    region = models.CharField(_("state or region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    territory = models.CharField(_("sales territory"), max_length=80, blank=True)
    segments = ArrayField(
        models.CharField(max_length=40), verbose_name=_("customer segments"), default=list, blank=True
    )
    type = models.CharField(_("partnership type"), max_length=20, choices=PartnershipType.choices, blank=True)
    # The ref of a program: programs stand to the right of this room.
    program_ref = models.CharField(_("program of interest"), max_length=16, blank=True)
    source = models.CharField(
        _("came by"), max_length=20, choices=ProspectSource.choices, default=ProspectSource.RESEARCH
    )
    owner = TenantForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    status = models.CharField(max_length=20, default="identified")
    reason = models.CharField(_("why declined"), max_length=400, blank=True)
    partner = TenantForeignKey("partners.Partner", models.PROTECT, null=True, blank=True, related_name="prospects")
    # When something last passed between us; the day it was entered, until then.
    touched_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="prospect_ref"),
            models.CheckConstraint(
                condition=models.Q(partner__isnull=False, status="converted")
                | models.Q(models.Q(partner__isnull=True), ~models.Q(status="converted")),
                name="prospect_converted",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "-touched_at"], name="prospect_status"),
            models.Index(fields=["vendor", "name"], name="prospect_name"),
            models.Index(fields=["vendor", "domain"], name="prospect_domain"),
        ]

    def __str__(self) -> str:
        return self.name


class ProspectContact(TenantModel):
    """A person at a prospect. On conversion they become the partner's contacts."""

    prospect = TenantForeignKey("partners.Prospect", models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    title = models.CharField(_("job title"), max_length=80, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(
                fields=["vendor", "prospect", "email"], condition=~models.Q(email=""), name="prospectcontact_email"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProspectTouch(TenantModel):
    """One entry of the contact log: a call, a mail, a meeting, or a note for ourselves. Entries stay as written."""

    prospect = TenantForeignKey("partners.Prospect", models.CASCADE, related_name="touches")
    kind = models.CharField(_("kind"), max_length=20, choices=TouchKind.choices)
    text = models.TextField(_("what was said"), max_length=4000)
    by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [RowSecurity()]
        indexes = [models.Index(fields=["vendor", "prospect", "-at"], name="prospecttouch_log")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"
