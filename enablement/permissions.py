from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_PARTNER, ALL_VENDOR, PartnerRole, VendorRole

AUTHORS = {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.MARKETING}


class LearningPermission(StrEnum):
    VIEW = "enablement.view_learning"
    EDIT = "enablement.edit_courses"
    PUBLISH = "enablement.publish_courses"
    ASSIGN = "enablement.assign_courses"
    REVOKE = "enablement.revoke_awards"


class ContentPermission(StrEnum):
    VIEW = "enablement.view_content"
    EDIT = "enablement.edit_content"


class PortalLearningPermission(StrEnum):
    LEARN = "enablement.learn"
    VIEW_TEAM = "enablement.view_team_learning"
    VIEW_CONTENT = "enablement.use_content"


declare(
    "vendor",
    {
        LearningPermission.VIEW: ALL_VENDOR,
        LearningPermission.EDIT: AUTHORS,
        LearningPermission.PUBLISH: AUTHORS,
        LearningPermission.ASSIGN: AUTHORS | {VendorRole.CHANNEL_MANAGER},
        LearningPermission.REVOKE: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        ContentPermission.VIEW: ALL_VENDOR,
        ContentPermission.EDIT: AUTHORS,
    },
)
declare(
    "portal",
    {
        PortalLearningPermission.LEARN: ALL_PARTNER,
        PortalLearningPermission.VIEW_TEAM: {PartnerRole.ADMIN},
        PortalLearningPermission.VIEW_CONTENT: ALL_PARTNER,
    },
)
