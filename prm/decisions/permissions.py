from enum import StrEnum

from prm.accounts.permissions import declare
from prm.accounts.roles import ALL_PARTNER, ALL_VENDOR


class DecisionPermission(StrEnum):
    VIEW = "decisions.view"


# Everybody may read why; a partner those that concern it, which the row's own policy sees to.
declare("vendor", {DecisionPermission.VIEW: ALL_VENDOR})
declare("portal", {DecisionPermission.VIEW: ALL_PARTNER})
