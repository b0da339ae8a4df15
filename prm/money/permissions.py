from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import VendorRole


class MoneyPermission(StrEnum):
    MANAGE_RATES = "money.manage_rates"


declare("vendor", {MoneyPermission.MANAGE_RATES: {VendorRole.FINANCE}})
