"""Requests for access of all partners, for those of us who may invite their people."""

from partners import access
from prm.accounts.permissions import AccountPermission


class AccessList(access.AccessList):
    permission = AccountPermission.INVITE_PARTNER_MEMBERS


class AccessDecide(access.AccessDecide):
    permission = AccountPermission.INVITE_PARTNER_MEMBERS


class AccessDecline(access.AccessDecline):
    permission = AccountPermission.INVITE_PARTNER_MEMBERS
