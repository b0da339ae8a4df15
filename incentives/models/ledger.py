from django.db import models
from django.db.models import F
from django.db.models.lookups import GreaterThan

from incentives.enums import Account
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class LedgerEntry(TenantModel):
    """One leg of a double-entry posting. Append-only; the legs of a posting sum to zero, checked by the database.

    The legs of one posting are inserted by one statement, which the balance trigger reads as a whole: it sees the rows
    themselves, so no row security can blind it (security.md T15).
    """

    posting_key = models.CharField(max_length=170)
    account = models.CharField(max_length=12, choices=Account.choices)
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(append_only=True),
            # A posting has one leg up and one leg down: whatever the accounts, its key is booked once.
            models.UniqueConstraint("vendor", "posting_key", GreaterThan(F("amount"), 0), name="ledger_posting_once"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="ledger_not_zero"),
        ]
        indexes = [models.Index(fields=["vendor", "partner", "currency", "account"], name="ledger_balance")]

    def __str__(self) -> str:
        return f"{self.posting_key} {self.account}"
