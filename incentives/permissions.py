"""Who may touch money, on which side."""

from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import PartnerRole, VendorRole


class IncentivePermission(StrEnum):
    VIEW = "incentives.view"
    MANAGE_PLANS = "incentives.manage_plans"
    IMPORT_FACTS = "incentives.import_facts"
    PREPARE_STATEMENTS = "incentives.prepare_statements"
    APPROVE_STATEMENTS = "incentives.approve_statements"
    PREPARE_PAYMENTS = "incentives.prepare_payments"
    APPROVE_PAYMENTS = "incentives.approve_payments"


class PortalIncentivePermission(StrEnum):
    VIEW_MONEY = "incentives.view_money"
    MANAGE_PAYOUT = "incentives.manage_payout"


FINANCE = {VendorRole.FINANCE}
READERS = {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER, VendorRole.CHANNEL_MANAGER, VendorRole.FINANCE}

declare(
    "vendor",
    {
        IncentivePermission.VIEW: READERS,
        IncentivePermission.MANAGE_PLANS: {VendorRole.PROGRAM_MANAGER},
        IncentivePermission.IMPORT_FACTS: FINANCE,
        IncentivePermission.PREPARE_STATEMENTS: FINANCE,
        IncentivePermission.APPROVE_STATEMENTS: FINANCE,
        IncentivePermission.PREPARE_PAYMENTS: FINANCE,
        IncentivePermission.APPROVE_PAYMENTS: FINANCE,
    },
)
declare(
    "portal",
    {
        PortalIncentivePermission.VIEW_MONEY: {PartnerRole.FINANCE, PartnerRole.SELLER},
        PortalIncentivePermission.MANAGE_PAYOUT: {PartnerRole.FINANCE},
    },
)
