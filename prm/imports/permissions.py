from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import VendorRole


class ImportPermission(StrEnum):
    RUN = "imports.run"


# Whether someone may import accounts or rates is that kind's own permission; this one opens the screens.
declare(
    "vendor",
    {
        ImportPermission.RUN: {
            VendorRole.CHANNEL_CHIEF,
            VendorRole.PROGRAM_MANAGER,
            VendorRole.CHANNEL_MANAGER,
            VendorRole.FINANCE,
        }
    },
)
