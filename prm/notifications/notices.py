"""What members hear of the people they work with."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

MEMBER_JOINED = NoticeKind("accounts.member_joined", title=_("Somebody joined the workspace"), audience="vendor")
TEAM_JOINED = NoticeKind("accounts.team_joined", title=_("Somebody joined the team"), audience="portal")
KEY_CREATED = NoticeKind(
    "accounts.key_created", title=_("An API key acts in my name"), audience="vendor", mandatory=True
)
TEAM_KEY_CREATED = NoticeKind(
    "accounts.team_key_created", title=_("An API key acts in my name"), audience="portal", mandatory=True
)
ROLE_CHANGED = NoticeKind("accounts.role_changed", title=_("My role changed"), audience="vendor", mandatory=True)
TEAM_ROLE_CHANGED = NoticeKind(
    "accounts.team_role_changed", title=_("My role changed"), audience="portal", mandatory=True
)
