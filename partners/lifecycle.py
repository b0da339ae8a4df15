"""What may become of an organization. Its partnerships have their own states (programs/lifecycle.py)."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.permissions import DiligencePermission, PartnerPermission, ProspectPermission
from prm.lib.lifecycle import Lifecycle, State, Transition

PARTNER = Lifecycle(
    "partners.partner",
    states=[
        State("active", _("Active"), "ok", "circle-check"),
        State("suspended", _("Suspended"), "warn", "player-pause"),
        State("ended", _("Ended"), "bad", "circle-x"),
        State("merged", _("Merged"), "mute", "git-merge"),
    ],
    initial="active",
    transitions=[
        Transition(
            "suspend", frozenset({"active"}), "suspended", PartnerPermission.CHANGE_STATUS, _("Suspend partner")
        ),
        Transition("resume", frozenset({"suspended"}), "active", PartnerPermission.CHANGE_STATUS, _("Resume partner")),
        Transition(
            "end", frozenset({"active", "suspended"}), "ended", PartnerPermission.CHANGE_STATUS, _("End partner"),
            tone="danger",
        ),
        # By services.merge alone: they concern another partner too.
        Transition("merge", frozenset({"active"}), "merged", PartnerPermission.CHANGE_STATUS, _("Merge into another")),
        Transition("unmerge", frozenset({"merged"}), "active", PartnerPermission.CHANGE_STATUS, _("Undo the merge")),
    ],
)  # fmt: skip

EDIT = ProspectPermission.EDIT
# A prospect moves to and fro between these until it is converted or declined.
OPEN_PROSPECT = ("identified", "contacted", "interested", "qualified")

PROSPECT = Lifecycle(
    "partners.prospect",
    states=[
        State("identified", _("Identified"), "mute", "target"),
        State("contacted", _("Contacted"), "info", "phone"),
        State("interested", _("Interested"), "info", "message-circle"),
        State("qualified", _("Qualified"), "ok", "circle-check"),
        State("converted", _("Converted"), "ok", "user-check"),
        State("declined", _("Declined"), "bad", "circle-x"),
    ],
    initial="identified",
    transitions=[
        Transition("contact", frozenset({"identified", "interested"}), "contacted", EDIT, _("Mark as contacted")),
        Transition(
            "engage", frozenset({"identified", "contacted", "qualified"}), "interested", EDIT, _("Mark as interested")
        ),
        Transition("qualify", frozenset({"contacted", "interested"}), "qualified", EDIT, _("Mark as qualified")),
        Transition(
            "convert",
            frozenset({"interested", "qualified"}),
            "converted",
            EDIT,
            _("Convert to partner"),
            tone="primary",
        ),
        Transition("decline", frozenset(OPEN_PROSPECT), "declined", EDIT, _("Decline prospect"), tone="danger"),
        Transition("reopen", frozenset({"declined"}), "identified", EDIT, _("Open again")),
    ],
)

DECIDE = DiligencePermission.DECIDE


def is_open_to_doubt(screening: Any) -> str | None:
    """Nothing is cleared before the rule has read the answers and a person every red flag it raised."""
    if screening.assessed_at is None:
        return _now("The answers are being read; come back in a minute.")
    if screening.flags.exclude(status="cleared").exists():
        return _now("Clear every red flag first, with a reason.")
    return None


SCREENING = Lifecycle(
    "partners.screening",
    states=[
        State("asked", _("Waits for the partner"), "mute", "send"),
        State("answered", _("Answered"), "info", "inbox"),
        State("cleared", _("Cleared"), "ok", "shield-check"),
        State("refused", _("Refused"), "bad", "shield-x"),
        State("replaced", _("Replaced"), "mute", "history"),
        State("expired", _("Expired"), "warn", "calendar-off"),
    ],
    initial="asked",
    transitions=[
        Transition("answer", frozenset({"asked"}), "answered", None, _("Hand in answers")),
        Transition(
            "clear", frozenset({"answered"}), "cleared", DECIDE, _("Clear"), tone="primary", guard=is_open_to_doubt
        ),
        Transition("give_back", frozenset({"answered"}), "asked", DECIDE, _("Give back")),
        Transition("refuse", frozenset({"answered"}), "refused", DECIDE, _("Refuse"), tone="danger"),
        Transition("replace", frozenset({"cleared"}), "replaced", DECIDE, _("Replace by a newer round")),
        Transition("expire", frozenset({"cleared"}), "expired", DECIDE, _("Let expire")),
    ],
)  # fmt: skip

RED_FLAG = Lifecycle(
    "partners.red_flag",
    states=[
        State("raised", _("Red flag"), "bad", "flag"),
        State("cleared", _("Cleared"), "ok", "circle-check"),
        State("upheld", _("Upheld"), "bad", "circle-x"),
    ],
    initial="raised",
    transitions=[
        Transition("clear", frozenset({"raised", "upheld"}), "cleared", DECIDE, _("Clear red flag")),
        Transition("uphold", frozenset({"raised"}), "upheld", DECIDE, _("Uphold red flag"), tone="danger"),
    ],
)
