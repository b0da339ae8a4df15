"""What people are told about applications, onboarding and tiers."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

APPLICATION_WAITING = NoticeKind(
    "programs.application_waiting", _("An application waits"), "vendor", action_label=_("Open application")
)
APPLICATION_WITHDRAWN = NoticeKind("programs.application_withdrawn", _("An application was withdrawn"), "vendor")
STEP_HANDED_IN = NoticeKind(
    "programs.step_handed_in", _("An onboarding step waits for a check"), "vendor", action_label=_("Open partnership")
)
STEP_DUE_OURS = NoticeKind(
    "programs.step_due_ours", _("An onboarding step of ours is due"), "vendor", action_label=_("Open partnership")
)
STEP_LATE = NoticeKind(
    "programs.step_late", _("An onboarding step is late"), "vendor", action_label=_("Open partnership")
)
PARTNER_ACTIVATED = NoticeKind("programs.partner_activated", _("A partner became active"), "vendor")
PROMOTION_PROPOSED = NoticeKind(
    "programs.promotion_proposed", _("A promotion waits for approval"), "vendor", action_label=_("Open promotion")
)
TIER_CHANGED_OURS = NoticeKind(
    "programs.partner_tier_changed", _("A partner's tier changed"), "vendor", mail_by_default=False
)

DEMOTION_PROPOSED = NoticeKind(
    "programs.demotion_proposed", _("A partner is below its level"), "vendor", action_label=_("Decide on notice")
)

ONBOARDING_STARTED = NoticeKind(
    "programs.onboarding_started", _("Onboarding started"), "portal", action_label=_("See the first steps")
)
STEP_DUE = NoticeKind(
    "programs.step_due", _("An onboarding step is due"), "portal", action_label=_("See the first steps")
)
STEP_REOPENED = NoticeKind(
    "programs.step_reopened", _("An onboarding step is open again"), "portal", action_label=_("Open the step")
)
ACTIVATED = NoticeKind(
    "programs.activated", _("The partnership is active"), "portal", action_label=_("Open my program")
)
TIER_CHANGED = NoticeKind(
    "programs.tier_changed", _("Your tier changed"), "portal", mandatory=True, action_label=_("Open my program")
)
TERMS_CHANGE = NoticeKind(
    "programs.terms_change", _("The terms of your program change"), "portal", mandatory=True,
    action_label=_("See what changes for you"),
)  # fmt: skip
TIER_AT_RISK = NoticeKind(
    "programs.tier_at_risk", _("Your tier is at risk"), "portal", mandatory=True, action_label=_("See what keeps it")
)
TIER_KEPT = NoticeKind("programs.tier_kept", _("You keep your tier"), "portal", action_label=_("Open my program"))
ENTITLEMENT_ENDING = NoticeKind(
    "programs.entitlement_ending",
    _("A benefit you have not used up ends"),
    "portal",
    action_label=_("See what is left"),
)
