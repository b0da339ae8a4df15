from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_PARTNER, ALL_VENDOR, PartnerRole, VendorRole


class PartnerPermission(StrEnum):
    VIEW = "partners.view_partners"
    EDIT = "partners.edit_partners"
    IMPORT = "partners.import_partners"
    CHANGE_STATUS = "partners.change_partner_status"


class ProspectPermission(StrEnum):
    VIEW = "partners.view_prospects"
    EDIT = "partners.edit_prospects"
    IMPORT = "partners.import_prospects"


class DiligencePermission(StrEnum):
    VIEW = "partners.view_due_diligence"
    DECIDE = "partners.decide_due_diligence"


class PortalDiligencePermission(StrEnum):
    ANSWER = "partners.answer_due_diligence"


class PortalPartnerPermission(StrEnum):
    VIEW_PROFILE = "partners.view_profile"
    EDIT_PROFILE = "partners.edit_profile"


declare(
    "vendor",
    {
        PartnerPermission.VIEW: ALL_VENDOR,
        PartnerPermission.EDIT: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.CHANNEL_MANAGER},
        PartnerPermission.IMPORT: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        PartnerPermission.CHANGE_STATUS: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        DiligencePermission.VIEW: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.CHANNEL_MANAGER},
        DiligencePermission.DECIDE: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        ProspectPermission.VIEW: ALL_VENDOR,
        ProspectPermission.EDIT: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.CHANNEL_MANAGER},
        ProspectPermission.IMPORT: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
    },
)
declare(
    "portal",
    {
        PortalPartnerPermission.VIEW_PROFILE: ALL_PARTNER,
        PortalDiligencePermission.ANSWER: {PartnerRole.ADMIN},
        PortalPartnerPermission.EDIT_PROFILE: {PartnerRole.ADMIN, PartnerRole.MARKETER},
    },
)
