"""The import kind of this room: agreements a vendor has signed elsewhere."""

from django.utils.translation import gettext_lazy as _

from agreements.permissions import AgreementPermission
from agreements.services.move_in import load_agreements
from prm.imports.cleaners import clean_boolean, clean_date, clean_integer, limited_text
from prm.imports.kinds import ImportField, ImportKind, register

AGREEMENTS = register(
    ImportKind(
        name="agreements.agreements",
        label=_("Agreements you have already"),
        description=_(
            "For going live: what is signed and in force, with its days and the terms that differ. Nobody is told or asked to "
            "sign, and what both sides owe is measured from today on. Add the signed paper on each agreement's page."
        ),
        icon="file-check",
        permission=AgreementPermission.MANAGE,
        load=load_agreements,
        key=("partner", "program"),
        url_name="workspace:agreements:agreement-list",
        fields=(
            ImportField(
                "partner", _("Partner"), True, ("partner", "company", "web domain", "domain", "account"),
                limited_text(160), help=_("Its web domain, its reference or its name."), example="northwind.example",
            ),
            ImportField(
                "program", _("Program"), True, ("program", "partner program", "track"), limited_text(120),
                help=_("The program's name or reference."), example="Resale",
            ),
            ImportField(
                "effective_on", _("In force from"), True, ("effective date", "effective on", "start date", "from"),
                clean_date, example="2023-05-01",
            ),
            ImportField(
                "ends_on", _("Last day"), False, ("end date", "ends on", "expiry", "expires"), clean_date, None,
                help=_("Left empty, the end of the term that is running."), example="2027-04-30",
            ),
            ImportField("title", _("Title"), False, ("title", "agreement", "contract"), limited_text(160)),
            ImportField("term_months", _("Term in months"), False, ("term", "months"), clean_integer, None, example="12"),
            ImportField(
                "auto_renew", _("Renews by itself"), False, ("auto renew", "evergreen"), clean_boolean, None, example="yes"
            ),
            ImportField("notice_days", _("Days of notice"), False, ("notice", "notice period"), clean_integer, None),
            ImportField(
                "protection_days", _("Days of protection"), False, ("protection",), clean_integer, None,
                help=_("Terms left empty are as the published text has them."),
            ),
            ImportField(
                "registered_deal_discount", _("Discount on a registered deal, in percent"), False, ("discount",),
                clean_integer, None,
            ),
            ImportField(
                "payment_terms_days", _("Days to payment"), False, ("payment terms", "payment days"), clean_integer, None
            ),
            ImportField("signed_on", _("Signed on"), False, ("signed on", "signature date"), clean_date, None),
            ImportField("partner_signer", _("Signed for the partner by"), False, ("partner signer",), limited_text(120)),
            ImportField("vendor_signer", _("Signed for us by"), False, ("vendor signer",), limited_text(120)),
        ),
    )
)  # fmt: skip
