"""The portal's team and keys: the workspace's screens with the portal's rights."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import PortalAccountPermission
from prm.accounts.workspace import members, tokens
from prm.ui.views.lists import Link


class TeamList(members.MemberList):
    permission = PortalAccountPermission.VIEW_PORTAL
    title = _("Team")
    actions = [
        Link(_("Invite"), "accounts:member-invite", PortalAccountPermission.MANAGE_TEAM, "user-plus", primary=True),
        Link(_("Invitations"), "accounts:invitation-list", PortalAccountPermission.MANAGE_TEAM, "mail"),
        Link(_("API keys"), "accounts:token-list", PortalAccountPermission.MANAGE_TEAM_TOKENS, "key"),
    ]


class TeamInvitations(members.InvitationList):
    permission = PortalAccountPermission.MANAGE_TEAM


class TeamInvite(members.MemberInvite):
    permission = PortalAccountPermission.MANAGE_TEAM


class TeamEdit(members.MemberEdit):
    permission = PortalAccountPermission.MANAGE_TEAM


class TeamDeactivate(members.MemberDeactivate):
    permission = PortalAccountPermission.MANAGE_TEAM


class TeamReactivate(members.MemberReactivate):
    permission = PortalAccountPermission.MANAGE_TEAM


class TeamRevoke(members.InvitationRevoke):
    permission = PortalAccountPermission.MANAGE_TEAM


class TeamTokens(tokens.TokenList):
    permission = PortalAccountPermission.MANAGE_TEAM_TOKENS
    actions = [
        Link(_("New key"), "accounts:token-create", PortalAccountPermission.MANAGE_TEAM_TOKENS, "key", primary=True)
    ]


class TeamTokenCreate(tokens.TokenCreate):
    permission = PortalAccountPermission.MANAGE_TEAM_TOKENS


class TeamTokenRevoke(tokens.TokenRevoke):
    permission = PortalAccountPermission.MANAGE_TEAM_TOKENS
