"""The import kind of this room: invoices and payments."""

from django.utils.translation import gettext_lazy as _

from incentives.enums import FactKind
from incentives.permissions import IncentivePermission
from incentives.services.invoices import load_invoices
from prm.imports.cleaners import clean_currency, clean_date, clean_decimal, limited_text, one_of
from prm.imports.kinds import ImportField, ImportKind, register

KINDS = {kind.value: kind.label for kind in (FactKind.INVOICE, FactKind.PAYMENT)}

INVOICES = register(
    ImportKind(
        name="incentives.invoices",
        label=_("Invoices and payments"),
        description=_("Net amounts by deal. Each row finds its partner through the deal; what it earns is calculated."),
        icon="receipt",
        permission=IncentivePermission.IMPORT_FACTS,
        load=load_invoices,
        key=("kind", "number"),
        url_name="workspace:incentives:fact-list",
        fields=(
            ImportField(
                "number", _("Number"), True, ("invoice", "invoice number", "document number", "payment"),
                limited_text(60), example="INV-2026-0181",
            ),
            ImportField(
                "occurred_on", _("Date"), True, ("invoice date", "payment date", "posted on"), clean_date,
                example="2026-03-31",
            ),
            ImportField(
                "deal", _("Deal"), True, ("deal reference", "registration", "reference", "referral"), limited_text(16),
                help=_("The reference of a registration, a referral or an opportunity."), example="REG-7K3QZD",
            ),
            ImportField(
                "amount", _("Net amount"), True, ("amount", "net", "net value", "value"), clean_decimal,
                example="118800.00",
            ),
            ImportField("currency", _("Currency"), True, ("currency code",), clean_currency, example="USD"),
            ImportField("kind", _("Kind"), False, ("type", "document type"), one_of(KINDS), example="Invoice"),
        ),
    )
)  # fmt: skip
