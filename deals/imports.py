"""What the import screens bring in for deals: the vendor's customer accounts."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deals.permissions import DealPermission
from deals.rules.lines import plain_domain
from deals.services.account_load import load_accounts, undo_accounts
from deals.services.move_in import load_registrations, load_won_deals
from prm.imports.cleaners import clean_boolean, clean_country, clean_currency, clean_date, clean_decimal, limited_text
from prm.imports.kinds import ChunkResult, ImportField, ImportKind, Row, register
from prm.lib.actor import Actor


def clean_host(text: str) -> str:
    """The host as it is written, for an organisation's part may have a domain of its own under the organisation's."""
    host = plain_domain(text)
    if not host:
        raise ValueError(_now("is not a web domain"))
    return host


def clean_amount(text: str) -> Decimal:
    amount = clean_decimal(text)
    if amount < 0:
        raise ValueError(_now("is below zero"))
    return amount.quantize(Decimal("0.01"))


def clean_names(text: str) -> list[str]:
    names = [part.strip() for part in text.split(";") if part.strip()]
    if not names:
        raise ValueError(_now("names nothing"))
    return names


def as_account(row: Row) -> Row:
    """A unit is an account of its own, and the organisation it belongs to its parent."""
    unit = row.pop("unit")
    return {**row, "name": unit, "organization": row["name"]} if unit else row


def load_rows(rows: Sequence[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    return load_accounts([as_account(row) for row in rows], actor=actor, at=at, batch_id=batch_id)


ACCOUNTS = register(
    ImportKind(
        name="deals.accounts",
        label=_("Customer accounts"),
        description=_("Registrations are checked against them. Recognized by domain, else by name and place."),
        icon="building",
        permission=DealPermission.MANAGE_ACCOUNTS,
        load=load_rows,
        undo=undo_accounts,
        key=("domain",),
        url_name="deals:account-list",
        fields=(
            ImportField(
                "name", _("Name"), True,
                ("organization name", "organisation", "company", "company name", "account name", "customer name"),
                limited_text(200), example="Fairfax County Water Authority",
            ),
            ImportField(
                "unit", _("Unit of it"), False,
                ("suborganization name", "suborganization", "suborganisation", "unit", "division", "department"),
                limited_text(200), help=_("Becomes the account; the name becomes its parent organization."),
            ),
            ImportField(
                "domain", _("Web domain"), False, ("domain name", "domain", "website", "web site", "url", "homepage"),
                clean_host, example="example.gov",
            ),
            ImportField(
                "kind", _("Type"), False, ("domain type", "account type", "industry", "segment", "sector"),
                limited_text(60), example="Utility",
            ),
            ImportField(
                "organization", _("Parent organization"), False, ("parent", "parent account", "parent company", "group"),
                limited_text(200), example="Fairfax County",
            ),
            ImportField(
                "city", _("City"), False, ("town", "location city", "billing city"), limited_text(80), example="Fairfax",
            ),
            ImportField(
                "region", _("State or region"), False, ("state", "region", "province", "billing state"),
                limited_text(80), example="VA",
            ),
            ImportField(
                "country", _("Country"), False, ("country code", "billing country"), clean_country, example="US",
            ),
            ImportField(
                "tax_id", _("Tax number"), False, ("vat", "vat number", "vat id", "tax id", "ein"), limited_text(40),
                example="US-54-6001234",
            ),
            ImportField(
                "is_customer", _("Existing customer"), False, ("customer", "is customer", "active customer"),
                clean_boolean, empty=False, example="yes",
            ),
        ),
    )
)  # fmt: skip

# What both files of going live say in the same way.
WHOSE = (
    ImportField(
        "partner", _("Partner"), True, ("partner", "company", "reseller"), limited_text(160),
        help=_("Its web domain, its reference or its name."), example="northwind.example.com",
    ),
    ImportField(
        "program", _("Program"), True, ("partner program", "track"), limited_text(120),
        help=_("The program's name or reference."), example="Resale",
    ),
)  # fmt: skip
CUSTOMER = ("account", "end customer", "end user", "customer name"), limited_text(200)
WHERE = (
    ImportField(
        "domain", _("Customer's web domain"), False, ("customer domain", "account domain", "website"), clean_host,
        example="fulton.example.org",
    ),
    ImportField("city", _("City"), False, ("customer city", "town"), limited_text(80)),
    ImportField("country", _("Country"), False, ("customer country", "country code"), clean_country, example="US"),
)  # fmt: skip
AMOUNT = ("amount", "deal value", "opportunity amount", "revenue"), clean_amount
CURRENCY = ImportField("currency", _("Currency"), False, ("currency code",), clean_currency, example="USD")
TITLE = ImportField(
    "title", _("Project"), False, ("deal name", "opportunity", "opportunity name", "description"), limited_text(160)
)
NUMBER = ImportField(
    "number", _("Number it had"), False,
    ("registration number", "deal id", "registration id", "old reference", "opportunity id", "deal number"),
    limited_text(60), example="DR-10442",
)  # fmt: skip

REGISTRATIONS = register(
    ImportKind(
        name="deals.registrations",
        label=_("Registrations you have approved already"),
        description=_(
            "For going live: what is protected for whom, from and to which day. Nobody is told, no promise is counted, and "
            "each opens its opportunity."
        ),
        icon="file-certificate",
        permission=DealPermission.DECIDE,
        load=load_registrations,
        url_name="workspace:deals:registration-list",
        fields=(
            *WHOSE,
            ImportField("customer", _("Customer"), True, *CUSTOMER, example="Fulton"),
            *WHERE,
            ImportField(
                "products", _("Products"), True, ("product", "sku", "product lines", "items"), clean_names,
                help=_("By number or name; several with a semicolon between."), example="EG-4",
            ),
            ImportField("amount", _("Value"), False, *AMOUNT, Decimal(0), example="118800.00"),
            CURRENCY,
            ImportField(
                "approved_on", _("Approved on"), True, ("approval date", "approved", "protected from"), clean_date,
                example="2026-01-15",
            ),
            ImportField(
                "protected_until", _("Protected until"), True, ("expiry date", "expires", "expiration date", "valid until"),
                clean_date, help=_("The last protected day."), example="2026-04-15",
            ),
            ImportField("close_on", _("Expected close"), False, ("close date", "expected close date"), clean_date, None),
            TITLE,
            NUMBER,
        ),
    )
)  # fmt: skip

WON_DEALS = register(
    ImportKind(
        name="deals.won",
        label=_("Revenue before you went live"),
        description=_(
            "For going live: what each partner won this year and before, deal by deal or a sum a month. Levels count it; it "
            "earns nothing, for it was paid where it was won."
        ),
        icon="trophy",
        permission=DealPermission.CLOSE_OPPORTUNITY,
        load=load_won_deals,
        url_name="workspace:deals:opportunity-list",
        fields=(
            *WHOSE,
            ImportField(
                "closed_on", _("Won on"), True, ("close date", "won date", "invoice date", "month", "date"), clean_date,
                help=_("For a sum of a month, a day within it."), example="2026-01-31",
            ),
            ImportField("amount", _("Value"), True, *AMOUNT, example="42000.00"),
            CURRENCY,
            ImportField("customer", _("Customer"), False, *CUSTOMER, example="Fulton"),
            *WHERE,
            TITLE,
            NUMBER,
        ),
    )
)  # fmt: skip
