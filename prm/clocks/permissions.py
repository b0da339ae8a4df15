from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_PARTNER, ALL_VENDOR, VendorRole


class ClockPermission(StrEnum):
    VIEW = "clocks.view"
    MANAGE = "clocks.manage_promises"


declare("vendor", {ClockPermission.VIEW: ALL_VENDOR, ClockPermission.MANAGE: {VendorRole.CHANNEL_CHIEF}})
declare("portal", {ClockPermission.VIEW: ALL_PARTNER})
