"""What people are told about learning."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

ASSIGNED = NoticeKind(
    "enablement.assigned", title=_("You are to take a course"), audience="portal", action_label=_("Open the course")
)
AWARDED = NoticeKind(
    "enablement.awarded", title=_("You are certified"), audience="portal", action_label=_("Open your certificate")
)
REMINDER = NoticeKind(
    "enablement.certification_ends", title=_("Your certification ends soon"), audience="portal",
    action_label=_("Renew it"),
)  # fmt: skip
EXPIRED = NoticeKind(
    "enablement.certification_expired", title=_("A certification has expired"), audience="portal", mandatory=True,
    action_label=_("Open learning"),
)  # fmt: skip
REVOKED = NoticeKind(
    "enablement.certification_revoked", title=_("A certification was revoked"), audience="portal", mandatory=True,
    action_label=_("Open learning"),
)  # fmt: skip
EXPIRED_VENDOR = NoticeKind(
    "enablement.partner_certification_expired", title=_("A partner's certification has expired"), audience="vendor",
    mail_by_default=False, action_label=_("Open the certification"),
)  # fmt: skip
