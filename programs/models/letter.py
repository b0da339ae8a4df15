from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class ImpactLetter(TenantModel):
    """What a published version means for one partnership, by the figures of the day it was written."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="impact_letters"
    )
    version = TenantForeignKey("programs.ProgramVersion", models.PROTECT, related_name="letters")
    written_on = models.DateField()
    held = models.CharField(_("level held"), max_length=60, blank=True)
    reached_before = models.CharField(_("level by today's terms"), max_length=60, blank=True)
    reached_after = models.CharField(_("level by the new terms"), max_length=60, blank=True)
    # What the figures lack for the next level of the new terms, and for the level held where they no longer reach it.
    counterfactual = models.CharField(max_length=400, blank=True)
    to_keep = models.CharField(max_length=400, blank=True)
    # [benefit, before, after] of the level held, as they are read; only what differs.
    benefits = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "version", "partnership"], name="impact_letter_once"),
        ]
        indexes = [models.Index(fields=["vendor", "partnership", "-written_on"], name="impact_letter_history")]


class ApplicantLetter(RefModel):
    """What the vendor writes to applicants again and again: why not, or what is still missing.

    The text may name {company}, {contact} and {program}; it is filled in when it is sent and kept as it was sent.
    """

    REF_KIND = "LTA"

    title = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"), max_length=4000)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="applicant_letter_ref"),
            models.UniqueConstraint(fields=["vendor", "title"], name="applicant_letter_title"),
        ]

    def __str__(self) -> str:
        return self.title
