"""What people are told about agreements. Who signs what is nobody's to switch off."""

from django.utils.translation import gettext_lazy as _

from prm.notifications.kinds import NoticeKind

SENT = NoticeKind(
    "agreements.sent", title=_("An agreement waits for your signature"), audience="portal", mandatory=True,
    action_label=_("Read and sign"),
)  # fmt: skip
COUNTERSIGN = NoticeKind(
    "agreements.countersign", title=_("An agreement waits for our signature"), audience="vendor",
    action_label=_("Countersign"),
)  # fmt: skip
CHANGES = NoticeKind(
    "agreements.changes_requested", title=_("A partner asks for other terms"), audience="vendor",
    action_label=_("Open the agreement"),
)  # fmt: skip
DECLINED = NoticeKind(
    "agreements.declined", title=_("A partner declined to sign"), audience="vendor", mandatory=True,
    action_label=_("Open the agreement"),
)  # fmt: skip
EXECUTED = NoticeKind(
    "agreements.executed", title=_("An agreement is signed by both"), audience="portal", mandatory=True,
    action_label=_("Open your copy"),
)  # fmt: skip
REMINDER = NoticeKind(
    "agreements.reminder", title=_("An agreement needs a decision"), audience="vendor", mandatory=True,
    action_label=_("Open the agreement"),
)  # fmt: skip
REMINDER_PARTNER = NoticeKind(
    "agreements.reminder_partner", title=_("Your agreement nears its date"), audience="portal", mandatory=True,
    action_label=_("Open your agreement"),
)  # fmt: skip
NOTICE_GIVEN = NoticeKind(
    "agreements.notice_given", title=_("Notice of non-renewal"), audience="vendor", mandatory=True,
    action_label=_("Open the agreement"),
)  # fmt: skip
NOTICE_GIVEN_PARTNER = NoticeKind(
    "agreements.notice_given_partner", title=_("Your agreement will not renew"), audience="portal", mandatory=True,
    action_label=_("Open your agreement"),
)  # fmt: skip
RENEWED = NoticeKind(
    "agreements.renewed",
    title=_("Your agreement was renewed"),
    audience="portal",
    action_label=_("Open your agreement"),
)
ENDED = NoticeKind(
    "agreements.ended", title=_("An agreement has ended"), audience="vendor", action_label=_("Open the agreement")
)
ENDED_PARTNER = NoticeKind(
    "agreements.ended_partner", title=_("Your agreement has ended"), audience="portal", mandatory=True,
    action_label=_("Open your agreement"),
)  # fmt: skip
OFFBOARDING = NoticeKind(
    "agreements.offboarding", title=_("An end has consequences to see to"), audience="vendor",
    action_label=_("Open the checklist"),
)  # fmt: skip
OFFBOARDING_PARTNER = NoticeKind(
    "agreements.offboarding_partner", title=_("What follows from the end of your agreement"), audience="portal",
    mandatory=True, action_label=_("See what follows"),
)  # fmt: skip
COMMITMENT_ADDED = NoticeKind(
    "agreements.commitment_added", title=_("A commitment was added"), audience="portal",
    action_label=_("See what both sides promised"),
)  # fmt: skip
COMMITMENT_BROKEN = NoticeKind(
    "agreements.commitment_broken", title=_("A commitment was not kept"), audience="vendor",
    action_label=_("Open the commitment"),
)  # fmt: skip
COMMITMENT_BROKEN_PARTNER = NoticeKind(
    "agreements.commitment_broken_partner", title=_("A commitment was not kept"), audience="portal",
    action_label=_("Open the commitment"),
)  # fmt: skip
COMMITMENT_WAIVED = NoticeKind(
    "agreements.commitment_waived", title=_("A partner waived a promise of ours"), audience="vendor",
    action_label=_("Open the commitment"),
)  # fmt: skip
COMMITMENT_WAIVED_PARTNER = NoticeKind(
    "agreements.commitment_waived_partner", title=_("A commitment of yours was waived"), audience="portal",
    action_label=_("Open the commitment"),
)  # fmt: skip
TERMS_ASKED = NoticeKind(
    "agreements.terms_asked", title=_("Negotiated terms wait for a second person"), audience="vendor",
    action_label=_("Look at the terms"),
)  # fmt: skip
TERMS_DECIDED = NoticeKind(
    "agreements.terms_decided", title=_("A second person decided on terms"), audience="vendor",
    action_label=_("Open the agreement"),
)  # fmt: skip
