from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class AcceptanceCampaign(RefModel):
    """A version offered to every partner on an older one, to be accepted by a day.

    The vendor's signature is given with the offer: who, on what authority and from where stands here, and on every paper
    a partner accepts. Where it `holds_new_business`, a partner that has not accepted by the day sends in nothing new until
    it does.
    """

    REF_KIND = "CMP"

    version = TenantForeignKey("agreements.TemplateVersion", models.PROTECT, related_name="campaigns")
    status = models.CharField(max_length=20, default="running")
    due_on = models.DateField(_("accept by"))
    note = models.CharField(_("what changes"), max_length=400, blank=True)
    holds_new_business = models.BooleanField(_("hold new business after that day"), default=False, db_default=False)
    signer_name = models.CharField(_("name"), max_length=120)
    signer_title = models.CharField(_("job title"), max_length=120)
    signer_email = models.EmailField(_("e-mail"))
    statement = models.TextField()
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    started_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started"))
    stopped_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="acceptance_campaign_ref"),
        ]
        indexes = [models.Index(fields=["vendor", "status", "-started_at"], name="acceptance_campaign_list")]

    def __str__(self) -> str:
        return str(self.version)


class AcceptanceAsk(RefModel):
    """One partnership of a campaign: the paper it stands on, and the one it is asked to accept instead.

    Without an `agreement` nobody was asked, and `skipped_why` says why. Day, note and whether new business is held stand here too: a portal
    never reads campaigns.
    """

    REF_KIND = "ASK"

    campaign = TenantForeignKey(AcceptanceCampaign, models.CASCADE, related_name="asks")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    before = TenantForeignKey("agreements.Agreement", models.PROTECT, related_name="+")
    agreement = TenantForeignKey("agreements.Agreement", models.PROTECT, null=True, related_name="asks")
    skipped_why = models.CharField(_("why not asked"), max_length=400, blank=True)
    due_on = models.DateField(_("accept by"))
    note = models.CharField(max_length=400, blank=True)
    holds_new_business = models.BooleanField(_("hold new business after that day"), default=False, db_default=False)
    # The last reminder that went out, in days before the day.
    reminded = models.PositiveSmallIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="acceptance_ask_ref"),
            models.UniqueConstraint(fields=["vendor", "campaign", "partnership"], name="acceptance_ask_once"),
        ]

    def __str__(self) -> str:
        return self.ref
