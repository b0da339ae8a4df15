from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import VendorRole


class FormPermission(StrEnum):
    MANAGE = "forms.manage_forms"


declare("vendor", {FormPermission.MANAGE: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER}})
