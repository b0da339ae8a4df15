from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_PARTNER, ALL_VENDOR, PartnerRole, VendorRole

MANAGERS = {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.CHANNEL_MANAGER}
DESIGNERS = {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER}


class ProgramPermission(StrEnum):
    VIEW = "programs.view_programs"
    EDIT = "programs.edit_programs"
    PUBLISH = "programs.publish_programs"


class ProductPermission(StrEnum):
    VIEW = "programs.view_products"
    EDIT = "programs.edit_products"


class ApplicationPermission(StrEnum):
    VIEW = "programs.view_applications"
    REVIEW = "programs.review_applications"
    DECIDE = "programs.decide_applications"
    OVERRIDE = "programs.override_scorecard"


class PartnershipPermission(StrEnum):
    VIEW = "programs.view_partnerships"
    MANAGE = "programs.manage_partnerships"
    ONBOARD = "programs.run_onboarding"
    DECIDE_TIER = "programs.decide_tiers"
    OVERRIDE_ENABLEMENT = "programs.override_enablement"


class PortalProgramPermission(StrEnum):
    VIEW_PROGRAM = "programs.view_my_program"
    VIEW_ONBOARDING = "programs.view_my_onboarding"
    DO_ONBOARDING = "programs.do_my_onboarding"


declare(
    "vendor",
    {
        ProgramPermission.VIEW: ALL_VENDOR,
        ProgramPermission.EDIT: DESIGNERS,
        ProgramPermission.PUBLISH: DESIGNERS,
        ProductPermission.VIEW: ALL_VENDOR,
        ProductPermission.EDIT: DESIGNERS,
        ApplicationPermission.VIEW: ALL_VENDOR,
        ApplicationPermission.REVIEW: MANAGERS,
        ApplicationPermission.DECIDE: MANAGERS,
        ApplicationPermission.OVERRIDE: {VendorRole.CHANNEL_CHIEF},
        PartnershipPermission.VIEW: ALL_VENDOR,
        PartnershipPermission.MANAGE: MANAGERS,
        PartnershipPermission.ONBOARD: MANAGERS,
        PartnershipPermission.DECIDE_TIER: DESIGNERS,
        PartnershipPermission.OVERRIDE_ENABLEMENT: {VendorRole.CHANNEL_CHIEF},
    },
)
declare(
    "portal",
    {
        PortalProgramPermission.VIEW_PROGRAM: ALL_PARTNER,
        PortalProgramPermission.VIEW_ONBOARDING: ALL_PARTNER,
        PortalProgramPermission.DO_ONBOARDING: {PartnerRole.ADMIN, PartnerRole.SELLER, PartnerRole.ENGINEER},
    },
)
