"""What people are told about partners."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

PARTNER_HANDED_OVER = NoticeKind(
    "partners.handed_over", _("A partner changed hands"), "vendor", action_label=_("Open partner")
)
PARTNERS_HANDED_OVER = NoticeKind(
    "partners.many_handed_over", _("Several partners changed hands"), "vendor", action_label=_("See what is open")
)
NEW_MANAGER = NoticeKind("partners.new_manager", _("Your channel manager changed"), "portal")
PROSPECT_ASSIGNED = NoticeKind(
    "partners.prospect_assigned", _("A prospect was given to me"), "vendor", action_label=_("Open prospect")
)
ACCESS_ASKED = NoticeKind("partners.access_asked", _("A colleague asks for access"), "portal", action_label=_("Decide"))
ACCESS_ASKED_OF_US = NoticeKind(
    "partners.access_asked_of_us", _("Somebody of a partner without administrator asks for access"), "vendor",
    action_label=_("Decide"),
)  # fmt: skip
SCREENING_ASKED = NoticeKind(
    "partners.screening_asked", _("We are asked for due diligence"), "portal", action_label=_("Answer")
)
SCREENING_DECIDED = NoticeKind("partners.screening_decided", _("Our due diligence was decided"), "portal")
SCREENING_ANSWERED = NoticeKind(
    "partners.screening_answered", _("Due diligence waits for a decision"), "vendor", action_label=_("Open")
)
