"""The names incentives are spoken of by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanKind(TextChoices):
    COMMISSION = "commission", _("Registered-deal incentive")
    REFERRAL_FEE = "referral_fee", _("Referral fee")
    REBATE = "rebate", _("Rebate")


class FactKind(TextChoices):
    """What happened. A correction is a new fact of the same kind with the opposite sign."""

    INVOICE = "invoice", _("Invoice")
    PAYMENT = "payment", _("Payment received")
    DEAL_WON = "deal_won", _("Deal won")


class Trigger(TextChoices):
    """The event that makes an earning, by explicit name; each is one kind of fact."""

    INVOICED = FactKind.INVOICE.value, _("Invoiced")
    CUSTOMER_PAID = FactKind.PAYMENT.value, _("Customer paid")
    WON = FactKind.DEAL_WON.value, _("Deal won")


class BandMode(TextChoices):
    """How a band table is read; never inferred (product.md section 9)."""

    MARGINAL = "marginal", _("Each band at its own rate")
    RETROACTIVE = "retroactive", _("All units at the rate reached")
    WHOLE_AT_THRESHOLD = "whole_at_threshold", _("Nothing below the threshold, then the whole volume")


class RateUnit(TextChoices):
    PERCENT = "percent", _("Percent of the basis")
    PER_UNIT = "per_unit", _("Amount per unit")


class Account(TextChoices):
    """Ledger accounts. Debits are positive, credits negative; each posting sums to zero in its currency."""

    EXPENSE = "expense", _("Incentive expense")
    HELD = "held", _("Earned, on hold")
    PAYABLE = "payable", _("Payable to the partner")
    CLEARING = "clearing", _("On its way to the bank")
    BANK = "bank", _("Bank")


class EarningStatus(TextChoices):
    HELD = "held", _("On hold")
    APPROVED = "approved", _("Approved")
    STATEMENTED = "statemented", _("On a statement")
    PAID = "paid", _("Paid")
    ZERO = "zero", _("Earned nothing")


class StatementStatus(TextChoices):
    OPEN = "open", _("Open")
    CALCULATED = "calculated", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    DISPUTED = "disputed", _("Disputed")
    SETTLED = "settled", _("Settled")


class BatchStatus(TextChoices):
    DRAFT = "draft", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    EXPORTED = "exported", _("At the bank")
    CONFIRMED = "confirmed", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")


class PaymentStatus(TextChoices):
    DRAFT = "draft", _("Prepared")
    EXPORTED = "exported", _("At the bank")
    CONFIRMED = "confirmed", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")
