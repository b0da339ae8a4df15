"""The bank file: ISO 20022 pain.001.001.09, validated against its schema before anybody may have it."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from sepaxml import SepaTransfer

from incentives.models import FundingAccount, Payment, PaymentBatch
from prm.lib.errors import Refused
from prm.tenancy.models import Vendor

SCHEMA = "pain.001.001.09"


def bank_file(batch: PaymentBatch, payments: Sequence[Payment], vendor: Vendor, at: datetime) -> str:
    """The file's XML: one credit transfer per payment, control sum and count included.

    Raises Refused when the vendor has no account to pay from in this currency.
    """
    funding = FundingAccount.objects.filter(currency=batch.currency).first()
    if funding is None:
        raise Refused(
            _("Add the account you pay %(currency)s from, in the payment settings.") % {"currency": batch.currency}
        )
    config = {
        "name": funding.holder,
        "IBAN": funding.iban,
        "batch": True,
        "currency": batch.currency,
        # Only euro transfers may claim the SEPA service level.
        "domestic": batch.currency != "EUR",
    }
    if funding.bic:
        config["BIC"] = funding.bic
    transfer = SepaTransfer(config, schema=SCHEMA, clean=True)
    for payment in payments:
        transfer.add_payment(_as_transfer(payment, batch, vendor))
    xml: str = transfer.export(validate=True, pretty_print=True).decode()
    # The library reads the clock; the file says when it was made by ours.
    return re.sub(r"<CreDtTm>[^<]*</CreDtTm>", f"<CreDtTm>{at:%Y-%m-%dT%H:%M:%S}</CreDtTm>", xml)


def _as_transfer(payment: Payment, batch: PaymentBatch, vendor: Vendor) -> dict[str, object]:
    cents = payment.amount * 100
    if cents != cents.to_integral_value() or Decimal(cents) <= 0:
        raise Refused(_("%(amount)s cannot be paid to the cent.") % {"amount": payment.amount})
    refs = ", ".join(payment.statements.order_by("period_start").values_list("ref", flat=True))
    transfer: dict[str, object] = {
        "name": payment.holder,
        "IBAN": payment.iban,
        "amount": int(cents),
        "currency": batch.currency,
        "execution_date": batch.execute_on,
        "description": f"{vendor.name} {refs}"[:140],
        "endtoend_id": payment.pk.hex,
    }
    if payment.bic:
        transfer["BIC"] = payment.bic
    return transfer
