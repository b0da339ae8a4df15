from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel
from programs.enums import BenefitEvery, BenefitUnit, EntryKind


class OwnBenefit(RefModel):
    """A benefit the vendor thought of itself, defined once and given by levels of any program.

    `key` names it in terms and program files and never changes; those the pillars know stand in programs/benefits.py.
    """

    REF_KIND = "BEN"

    key = models.SlugField(_("key"), max_length=60)
    label = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("counted in"), max_length=10, choices=BenefitUnit.choices)
    every = models.CharField(_("granted afresh"), max_length=10, choices=BenefitEvery.choices, blank=True)
    summary = models.CharField(_("what partners are told of it"), max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="own_benefit_ref"),
            models.UniqueConstraint(fields=["vendor", "key"], name="own_benefit_key"),
            models.CheckConstraint(condition=Q(every="") | Q(unit="count"), name="own_benefit_every_count"),
        ]

    def __str__(self) -> str:
        return self.label


class Entitlement(RefModel):
    """What a partnership may take of one benefit in one period: granted, used, and what nobody took when it was over.

    `ends_on` is excluded. The figures are the sums of its entries, kept here so that lists need not add them up.
    """

    REF_KIND = "ENT"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey(
        "programs.Partnership", models.PROTECT, with_partner=True, related_name="entitlements"
    )
    key = models.CharField(_("benefit"), max_length=60)
    label = models.CharField(_("benefit"), max_length=80)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    granted = models.PositiveIntegerField(_("granted"), default=0)
    used = models.PositiveIntegerField(_("used"), default=0)
    expired = models.PositiveIntegerField(_("expired"), default=0)
    # The night that wrote off what nobody took; empty while it runs.
    closed_on = models.DateField(_("closed"), null=True)
    reminded_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="entitlement_ref"),
            models.UniqueConstraint(fields=["vendor", "partnership", "key", "starts_on"], name="entitlement_once"),
            models.CheckConstraint(
                condition=Q(granted__gte=F("used") + F("expired"), ends_on__gt=F("starts_on")),
                name="entitlement_sound",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "closed_on", "ends_on"], name="entitlement_due")]

    def __str__(self) -> str:
        return self.label

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)

    @property
    def left(self) -> int:
        return self.granted - self.used - self.expired


class EntitlementEntry(TenantModel):
    """One line of the ledger: so many granted, used, given back or expired, by whom and what for. Never changed."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    # Without the partner in its key: an entitlement may go over to another record of the same partner, its entries may not.
    entitlement = TenantForeignKey(Entitlement, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    quantity = models.PositiveIntegerField(_("how many"))
    note = models.CharField(_("what for"), max_length=200, blank=True)
    # What used it up, where another pillar did: told twice, it counts once.
    cause = models.CharField(max_length=60, blank=True)
    entered_by = models.CharField(max_length=160)
    entered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", append_only=True),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="entitlement_entry_some"),
            models.UniqueConstraint(
                fields=["vendor", "entitlement", "kind", "cause"],
                condition=~Q(cause=""),
                name="entitlement_entry_cause",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "entitlement", "entered_at"], name="entitlement_entry_order")]
