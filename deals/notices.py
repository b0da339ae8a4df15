"""What people are told about deals. Sent by handlers.py."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

OPEN = _("Open registration")

REGISTRATION_SUBMITTED = NoticeKind(
    "deals.registration_submitted", title=_("A deal was registered"), audience="vendor", action_label=_("Decide")
)
REGISTRATION_WITHDRAWN = NoticeKind(
    "deals.registration_withdrawn", title=_("A registration was taken back"), audience="vendor", mail_by_default=False
)
NEXT_IN_LINE = NoticeKind(
    "deals.next_in_line", title=_("A deal turned down is next in line"), audience="vendor", action_label=_("Decide")
)
DECISION_LATE = NoticeKind("deals.decision_late", title=_("A decision came late"), audience="vendor", action_label=OPEN)
EXTENSION_REQUESTED = NoticeKind(
    "deals.extension_requested", title=_("An extension was asked for"), audience="vendor", action_label=_("Decide")
)
ENDS_SOON_VENDOR = NoticeKind(
    "deals.protection_ends_soon_vendor", title=_("A protection ends"), audience="vendor", mail_by_default=False
)
REFERRAL_SUBMITTED = NoticeKind(
    "deals.referral_submitted", title=_("A referral was sent"), audience="vendor", action_label=_("Answer")
)

REGISTRATION_RETURNED = NoticeKind(
    "deals.registration_returned", title=_("We need something from you"), audience="portal", mandatory=True,
    action_label=_("Answer"),
)  # fmt: skip
REGISTRATION_APPROVED = NoticeKind(
    "deals.registration_approved", title=_("Your deal is protected"), audience="portal", action_label=_("Open deal")
)
REGISTRATION_REJECTED = NoticeKind(
    "deals.registration_rejected", title=_("Your deal was not approved"), audience="portal", mandatory=True,
    action_label=_("See why"),
)  # fmt: skip
REGISTRATION_REOPENED = NoticeKind(
    "deals.registration_reopened", title=_("We look at your deal again"), audience="portal", action_label=_("Open deal")
)
PROTECTION_ENDS_SOON = NoticeKind(
    "deals.protection_ends_soon", title=_("Your protection ends"), audience="portal", action_label=_("Extend")
)
PROTECTION_ENDED = NoticeKind(
    "deals.protection_ended", title=_("Your protection has ended"), audience="portal", action_label=_("Open deal")
)
PROTECTION_EXTENDED = NoticeKind(
    "deals.protection_extended", title=_("Your protection was extended"), audience="portal", action_label=_("Open deal")
)
EXTENSION_DECLINED = NoticeKind(
    "deals.extension_declined", title=_("Your extension was declined"), audience="portal", action_label=_("Open deal")
)
DEAL_WON = NoticeKind("deals.won", title=_("Your deal was won"), audience="portal", action_label=_("Open deal"))
REFERRAL_ANSWERED = NoticeKind(
    "deals.referral_answered", title=_("News of your referral"), audience="portal", action_label=_("Open referral")
)
