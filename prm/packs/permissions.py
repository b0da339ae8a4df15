from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import VendorRole


class PackPermission(StrEnum):
    MANAGE = "packs.manage_modules"


declare("vendor", {PackPermission.MANAGE: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER}})
