from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.enums import DealType, DecisionReason, Hint
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel

# Stands where nobody has to act: sorts last and keeps the column free of NULL, so that a plain index serves the list.
NOBODY_WAITS = datetime(9999, 1, 1, tzinfo=UTC)


class Registration(RefModel):
    """A partner's claim on a deal: the customer, what it buys, the decision, and the protection won.

    `act_by_at` is when somebody must act next: the promised answer while it waits for the vendor, the end of the
    protection while that runs. `protected_until` is the last protected day. `hint` is all the conflict check ever told
    the partner.
    """

    REF_KIND = "REG"

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    partnership = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True, related_name="+")
    status = models.CharField(max_length=20, default="draft")
    submitted_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    owner = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    title = models.CharField(_("project"), max_length=160, blank=True)
    customer_name = models.CharField(_("customer"), max_length=200)
    customer_domain = models.CharField(_("customer's web domain"), max_length=120, blank=True)
    customer_city = models.CharField(_("city"), max_length=80, blank=True)
    customer_region = models.CharField(_("state or region"), max_length=80, blank=True)
    customer_country = models.CharField(_("country"), max_length=2, blank=True)
    customer_tax_id = models.CharField(_("tax number"), max_length=40, blank=True)
    site = models.CharField(_("site"), max_length=120, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    is_contact_deferred = models.BooleanField(_("name the contact later"), default=False)
    amount = models.DecimalField(_("value"), max_digits=16, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    # In the vendor's currency at the rate of the day it was submitted; None where there was no rate.
    reporting_amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    deal_type = models.CharField(_("deal type"), max_length=20, choices=DealType.choices, default=DealType.STANDARD)
    evidence = models.TextField(_("what have you done so far?"), blank=True, max_length=4000)
    account = TenantForeignKey("deals.CustomerAccount", models.PROTECT, null=True, blank=True, related_name="+")

    hint = models.CharField(max_length=10, choices=Hint.choices, default=Hint.CLEAR)
    submitted_at = models.DateTimeField(null=True)
    # Its place in the queue: when the present customer and product lines were sealed first.
    sealed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    decision_reason = models.CharField(max_length=20, choices=DecisionReason.choices, blank=True)
    decision_note = models.TextField(blank=True, max_length=2000)
    # Minutes from submission to decision without the time it lay with the partner.
    decision_minutes = models.PositiveIntegerField(null=True)
    minutes_with_partner = models.PositiveIntegerField(default=0)
    policy_version = models.PositiveSmallIntegerField(default=0)
    # The event of the last decision, which an undo within its delay withdraws.
    decision_event_id = models.UUIDField(null=True)

    protected_from = models.DateField(null=True)
    protected_until = models.DateField(null=True)
    days_late = models.PositiveSmallIntegerField(default=0)
    warned_at_days = models.PositiveSmallIntegerField(null=True)
    has_open_extension = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    act_by_at = models.DateTimeField(default=NOBODY_WAITS)
    # The import that brought it along when the vendor went live.
    migrated_by = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE, DELETE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="registration_ref"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="registration_amount"),
            models.CheckConstraint(
                condition=models.Q(protected_from=None, protected_until=None)
                | models.Q(protected_until__gte=models.F("protected_from")),
                name="registration_protection",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "status", "act_by_at", "id"], name="registration_queue"),
            models.Index(fields=["vendor", "act_by_at", "id"], name="registration_act_by"),
            models.Index(fields=["vendor", "-created_at", "-id"], name="registration_recent"),
            models.Index(fields=["vendor", "partner", "-created_at"], name="registration_partner"),
            models.Index(fields=["vendor", "partnership", "status"], name="registration_ship"),
            models.Index(fields=["vendor", "decided_at"], name="registration_decided"),
            models.Index(fields=["vendor", "customer_name", "id"], name="registration_customer"),
            models.Index(fields=["vendor", "amount", "id"], name="registration_value"),
        ]

    def __str__(self) -> str:
        return self.customer_name


class RegistrationLine(TenantModel):
    """One thing the customer buys. Conflicts speak of its product line: the product's family (rules/lines.py)."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    registration = TenantForeignKey(Registration, models.CASCADE, with_partner=True, related_name="lines")
    product = TenantForeignKey("programs.Product", models.PROTECT, related_name="+", verbose_name=_("product line"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, default=1)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE, DELETE"),
            models.UniqueConstraint(fields=["vendor", "registration", "product"], name="line_product_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0, amount__gte=0), name="line_figures"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.product_id} x {self.quantity}"


class RegistrationFile(TenantModel):
    """A piece of evidence attached to a registration."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    registration = TenantForeignKey(Registration, models.CASCADE, with_partner=True, related_name="files")
    file = TenantForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, DELETE"),
            models.UniqueConstraint(fields=["vendor", "registration", "file"], name="registration_file_once"),
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.file)
