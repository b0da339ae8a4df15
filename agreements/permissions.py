from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_VENDOR, PartnerRole, VendorRole

MANAGERS = {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.CHANNEL_MANAGER}


class AgreementPermission(StrEnum):
    VIEW = "agreements.view_agreements"
    MANAGE = "agreements.manage_agreements"
    COUNTERSIGN = "agreements.countersign_agreements"
    APPROVE_TERMS = "agreements.approve_terms"
    TERMINATE = "agreements.terminate_agreements"


class TemplatePermission(StrEnum):
    VIEW = "agreements.view_templates"
    EDIT = "agreements.edit_templates"
    PUBLISH = "agreements.publish_templates"


class PortalAgreementPermission(StrEnum):
    VIEW = "agreements.view_my_agreements"
    SIGN = "agreements.sign_my_agreements"


declare(
    "vendor",
    {
        AgreementPermission.VIEW: ALL_VENDOR,
        AgreementPermission.MANAGE: MANAGERS,
        AgreementPermission.COUNTERSIGN: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        AgreementPermission.APPROVE_TERMS: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        AgreementPermission.TERMINATE: {VendorRole.CHANNEL_CHIEF},
        TemplatePermission.VIEW: ALL_VENDOR,
        TemplatePermission.EDIT: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        TemplatePermission.PUBLISH: {VendorRole.CHANNEL_CHIEF},
    },
)
declare(
    "portal",
    {
        # What was agreed is for those who answer for it; a seller learns what follows from it on the deal.
        PortalAgreementPermission.VIEW: {PartnerRole.ADMIN, PartnerRole.FINANCE},
        PortalAgreementPermission.SIGN: {PartnerRole.ADMIN},
    },
)
