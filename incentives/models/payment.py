from django.db import models
from django.utils.translation import gettext_lazy as _

from incentives.enums import BatchStatus, PaymentStatus
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class PayoutAccount(TenantModel):
    """Where a partner is paid: one bank account per currency, checked by its own check digits."""

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="payout_accounts")
    holder = models.CharField(_("account holder"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    confirmed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "partner", "currency"], name="payout_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.iban[:4]} … {self.iban[-4:]}"


class FundingAccount(TenantModel):
    """The vendor's own account that payments of one currency leave from."""

    holder = models.CharField(_("account holder"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    currency = models.CharField(_("currency"), max_length=3)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "currency"], name="funding_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.iban[-4:]}"


class PaymentBatch(RefModel):
    """Payments that leave together in one bank file. Prepared by one person, approved by another."""

    REF_KIND = "PAY"

    currency = models.CharField(_("currency"), max_length=3)
    execute_on = models.DateField(_("execution date"))
    status = models.CharField(max_length=20, choices=BatchStatus.choices, default=BatchStatus.DRAFT)
    total = models.DecimalField(_("total"), max_digits=19, decimal_places=4)
    count = models.PositiveIntegerField(_("payments"))
    prepared_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    approved_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    exported_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    bank_file = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="payment_batch_ref"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("prepared_by")),
                name="payment_batch_second_person",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "-execute_on", "-id"], name="payment_batch_recent")]

    def __str__(self) -> str:
        return self.ref


class Payment(TenantModel):
    """One transfer to one partner for every statement that is due, so that a correction is netted, never forgotten."""

    batch = TenantForeignKey("incentives.PaymentBatch", models.PROTECT, related_name="payments")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    status = models.CharField(max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.DRAFT)
    paid_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own"),
            models.UniqueConstraint(fields=["vendor", "batch", "partner"], name="payment_partner_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.amount} {self.currency}"
