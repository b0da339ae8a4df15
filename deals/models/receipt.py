from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class SealedReceipt(TenantModel):
    """Proof of who was first: content, time and place in the vendor's chain, signed. Never changed.

    The sequence runs per partner, the chain per vendor; nothing here tells a partner the vendor's volume. `sealed_at`
    grows strictly along the chain, so that it orders the queue.
    """

    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    # Without the partner in its key: a deal may go over to another record of the same partner, its receipts may not.
    registration = TenantForeignKey("deals.Registration", models.PROTECT, related_name="receipts")
    sequence = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)
    public_key = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT", append_only=True),
            models.UniqueConstraint(fields=["vendor", "partner", "sequence"], name="receipt_sequence"),
            models.UniqueConstraint(fields=["vendor", "previous_hash"], name="receipt_chain"),
        ]
        indexes = [models.Index(fields=["vendor", "sealed_at"], name="receipt_sealed")]

    def __str__(self) -> str:
        return f"#{self.sequence}"


class ReceiptChain(TenantModel):
    """The head of a vendor's chain, locked while the next receipt is sealed."""

    head_hash = models.CharField(max_length=64)
    last_sealed_at = models.DateTimeField(null=True)
    length = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor"], name="receipt_chain_head"),
        ]

    def __str__(self) -> str:
        return self.head_hash
