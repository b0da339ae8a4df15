"""Colleagues who ask for access, for the partner's administrator."""

from django.utils.translation import gettext_lazy as _

from partners import access
from prm.accounts.permissions import PortalAccountPermission


class AccessList(access.AccessList):
    permission = PortalAccountPermission.MANAGE_TEAM
    title = _("Colleagues who ask for access")
    columns = tuple(column for column in access.AccessList.columns if column.name != "partner.name")


class AccessDecide(access.AccessDecide):
    permission = PortalAccountPermission.MANAGE_TEAM


class AccessDecline(access.AccessDecline):
    permission = PortalAccountPermission.MANAGE_TEAM
