"""What the two sides may do with deals. A value declared for both is one right that either side may hold."""

from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_PARTNER, ALL_VENDOR, PartnerRole, VendorRole


class DealPermission(StrEnum):
    VIEW = "deals.view"
    REGISTER = "deals.register"
    DECIDE = "deals.decide"
    MANAGE_ACCOUNTS = "deals.manage_accounts"
    MANAGE_POLICY = "deals.manage_policy"
    WORK_OPPORTUNITY = "deals.work_opportunity"
    CLOSE_OPPORTUNITY = "deals.close_opportunity"
    REFER = "deals.refer"
    DECIDE_REFERRAL = "deals.decide_referral"


MANAGERS = {VendorRole.CHANNEL_CHIEF, VendorRole.CHANNEL_MANAGER, VendorRole.PROGRAM_MANAGER}
SELLERS = {PartnerRole.SELLER}

declare(
    "vendor",
    {
        DealPermission.VIEW: ALL_VENDOR,
        DealPermission.REGISTER: MANAGERS,
        DealPermission.DECIDE: {VendorRole.CHANNEL_CHIEF, VendorRole.CHANNEL_MANAGER},
        DealPermission.MANAGE_ACCOUNTS: MANAGERS,
        DealPermission.MANAGE_POLICY: {VendorRole.CHANNEL_CHIEF, VendorRole.PROGRAM_MANAGER},
        DealPermission.WORK_OPPORTUNITY: MANAGERS,
        DealPermission.CLOSE_OPPORTUNITY: {VendorRole.CHANNEL_CHIEF, VendorRole.CHANNEL_MANAGER},
        DealPermission.REFER: set(),
        DealPermission.DECIDE_REFERRAL: {VendorRole.CHANNEL_CHIEF, VendorRole.CHANNEL_MANAGER},
    },
)
declare(
    "portal",
    {
        DealPermission.VIEW: ALL_PARTNER,
        DealPermission.REGISTER: SELLERS,
        DealPermission.WORK_OPPORTUNITY: SELLERS,
        DealPermission.REFER: SELLERS | {PartnerRole.MARKETER},
    },
)
