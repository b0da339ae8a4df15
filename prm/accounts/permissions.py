"""The permission registry. Each app declares its permissions with the roles that hold them by default."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from prm.accounts.roles import ALL_VENDOR, PartnerRole, VendorRole

# audience -> permission -> roles
REGISTRY: dict[str, dict[str, frozenset[str]]] = {"vendor": {}, "portal": {}}


def declare(audience: str, grants: Mapping[StrEnum, Iterable[str]]) -> None:
    """Enters permissions of one audience. That audience's administrator holds each of them without being named."""
    for permission, roles in grants.items():
        if permission.value in REGISTRY[audience]:
            raise ValueError(f"{permission} is declared twice for {audience}")
        REGISTRY[audience][permission.value] = frozenset({*roles, "admin"})


def permissions_for(audience: str, role: str) -> frozenset[str]:
    """Every permission value a role of the audience holds."""
    return frozenset(value for value, roles in REGISTRY[audience].items() if role in roles)


class AccountPermission(StrEnum):
    VIEW_WORKSPACE = "accounts.view_workspace"
    MANAGE_MEMBERS = "accounts.manage_members"
    INVITE_PARTNER_MEMBERS = "accounts.invite_partner_members"
    MANAGE_SETTINGS = "accounts.manage_settings"
    MANAGE_TOKENS = "accounts.manage_tokens"


class PortalAccountPermission(StrEnum):
    VIEW_PORTAL = "accounts.view_portal"
    MANAGE_TEAM = "accounts.manage_team"
    MANAGE_TEAM_TOKENS = "accounts.manage_team_tokens"


declare(
    "vendor",
    {
        AccountPermission.VIEW_WORKSPACE: ALL_VENDOR,
        AccountPermission.MANAGE_MEMBERS: {VendorRole.ADMIN},
        AccountPermission.INVITE_PARTNER_MEMBERS: {
            VendorRole.CHANNEL_CHIEF,
            VendorRole.PROGRAM_MANAGER,
            VendorRole.CHANNEL_MANAGER,
        },
        AccountPermission.MANAGE_SETTINGS: {VendorRole.ADMIN},
        AccountPermission.MANAGE_TOKENS: {VendorRole.ADMIN},
    },
)
declare(
    "portal",
    {
        PortalAccountPermission.VIEW_PORTAL: frozenset(PartnerRole),
        PortalAccountPermission.MANAGE_TEAM: {PartnerRole.ADMIN},
        PortalAccountPermission.MANAGE_TEAM_TOKENS: {PartnerRole.ADMIN},
    },
)
