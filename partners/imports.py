"""The import kinds of this room: partners and prospects."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from partners.enums import ProspectSource
from partners.form_kinds import PARTNER_FIELDS
from partners.permissions import PartnerPermission, ProspectPermission
from partners.services.bulk import load_partners, undo_partners
from partners.services.prospect_bulk import load_prospects, undo_prospects
from prm.imports.cleaners import (
    clean_country,
    clean_currency,
    clean_date,
    clean_domain,
    clean_email,
    clean_integer,
    limited_text,
    one_of,
)
from prm.imports.kinds import ImportField, ImportKind, register
from prm.imports.own_fields import own_fields
from prm.packs.types import PartnershipType


def people(text: str) -> int:
    count = clean_integer(text)
    if not 0 <= count <= 1_000_000:
        raise ValueError(str(_("is no number of people")))
    return count


PARTNERS = register(
    ImportKind(
        name="partners.partners",
        label=_("Partners"),
        description=_("Organizations you work with. Those you have are recognized by web domain, or by name and country."),
        icon="users",
        permission=PartnerPermission.IMPORT,
        load=load_partners,
        undo=undo_partners,
        key=("name", "country"),
        url_name="workspace:partners:partner-list",
        fields=(
            ImportField(
                "name", _("Name"), True, ("partner", "company", "company name", "account", "organization"),
                limited_text(160), example="Northwind Automation",
            ),
            ImportField("legal_name", _("Legal name"), False, ("registered name",), limited_text(200)),
            ImportField(
                "domain", _("Web domain"), False, ("website", "web site", "url", "domain", "homepage"), clean_domain,
                example="northwind.example.com",
            ),
            ImportField("country", _("Country"), False, ("country code", "nation"), clean_country, example="US"),
            ImportField("region", _("State or region"), False, ("state", "region", "province"), limited_text(80)),
            ImportField("city", _("City"), False, ("town",), limited_text(80)),
            ImportField("street", _("Street"), False, ("address", "address line 1"), limited_text(160)),
            ImportField("postal_code", _("Postal code"), False, ("zip", "zip code", "postcode"), limited_text(20)),
            ImportField("phone", _("Phone"), False, ("telephone", "phone number"), limited_text(40)),
            ImportField("territory", _("Sales territory"), False, ("territory", "sales region"), limited_text(80)),
            ImportField("currency", _("Currency"), False, ("settlement currency",), clean_currency, example="USD"),
            ImportField(
                "technical_people", _("Technical people"), False, ("engineers", "technical headcount"), people, None
            ),
            ImportField("sales_people", _("Sales people"), False, ("sellers", "sales headcount"), people, None),
            ImportField("since_on", _("Partner since"), False, ("since", "start date"), clean_date, None),
            ImportField(
                "owner", _("Channel manager"), False, ("owner", "owner email", "account manager", "cam"), clean_email,
                help=_("The e-mail of a member of yours."),
            ),
            ImportField("about", _("What they do"), False, ("description", "notes"), limited_text(500)),
        ),
        own=partial(own_fields, PARTNER_FIELDS.key),
    )
)  # fmt: skip

PROSPECTS = register(
    ImportKind(
        name="partners.prospects",
        label=_("Prospects"),
        description=_("Organizations you would like to win. Those you know are recognized by web domain, or name and country."),
        icon="target",
        permission=ProspectPermission.IMPORT,
        load=load_prospects,
        undo=undo_prospects,
        key=("name", "country"),
        url_name="workspace:partners:prospect-list",
        fields=(
            ImportField(
                "name", _("Name"), True, ("prospect", "company", "company name", "account", "organization"),
                limited_text(160), example="Northwind Automation",
            ),
            ImportField(
                "domain", _("Web domain"), False, ("website", "web site", "url", "homepage"), clean_domain,
                example="northwind.example.com",
            ),
            ImportField("country", _("Country"), False, ("country code", "nation"), clean_country, example="US"),
            ImportField("region", _("State or region"), False, ("state", "region", "province"), limited_text(80)),
            ImportField("city", _("City"), False, ("town",), limited_text(80)),
            ImportField("territory", _("Sales territory"), False, ("territory", "sales region"), limited_text(80)),
            ImportField(
                "type", _("Partnership type"), False, ("type", "partner type"), one_of(dict(PartnershipType.choices))
            ),
            ImportField("source", _("Came by"), False, ("lead source",), one_of(dict(ProspectSource.choices))),
            ImportField(
                "contact_name", _("Contact"), False, ("contact name", "person", "full name"), limited_text(120),
            ),
            ImportField("contact_email", _("Contact's e-mail"), False, ("email", "e-mail", "contact email"), clean_email),
            ImportField("contact_title", _("Contact's job title"), False, ("title", "job title"), limited_text(80)),
            ImportField(
                "owner", _("Owner"), False, ("owner email", "channel manager"), clean_email,
                help=_("The e-mail of a member of yours."),
            ),
            ImportField("about", _("What they do"), False, ("description", "notes"), limited_text(500)),
        ),
    )
)  # fmt: skip
