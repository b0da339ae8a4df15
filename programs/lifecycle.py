"""The state machines of this pillar: programs, applications, partnerships, onboarding steps, tier proposals,
demotions, simulations."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.queries import activation_block
from prm.lib.lifecycle import Lifecycle, State, Transition
from programs.permissions import ApplicationPermission, PartnershipPermission, ProgramPermission


def has_published_version(program: Any) -> str | None:
    if program.versions.filter(status="published").exists():
        return None
    return _now("Publish a version of its tiers first; applicants are told what they join.")


def is_suspended(partnership: Any) -> str | None:
    return _now("It is suspended; lift the suspension first.") if partnership.suspended_at else None


def may_not_start(partnership: Any) -> str | None:
    """Suspended, or its partner's due diligence stands in the way."""
    return is_suspended(partnership) or activation_block(partnership.partner_id)


PROGRAM = Lifecycle(
    "programs.program",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("open", _("Open"), "ok", "door-enter"),
        State("closed", _("Closed to applicants"), "warn", "door"),
        State("retired", _("Retired"), "bad", "archive"),
    ],
    initial="draft",
    transitions=[
        Transition(
            "open", frozenset({"draft", "closed"}), "open", ProgramPermission.PUBLISH, _("Open to applicants"),
            guard=has_published_version,
        ),
        Transition("close", frozenset({"open"}), "closed", ProgramPermission.PUBLISH, _("Close to applicants")),
        Transition(
            "retire", frozenset({"draft", "open", "closed"}), "retired", ProgramPermission.PUBLISH, _("Retire program"),
            tone="danger",
        ),
    ],
)  # fmt: skip

APPLICATION = Lifecycle(
    "programs.application",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("submitted", _("Submitted"), "info", "inbox"),
        State("in_review", _("In review"), "info", "eye"),
        State("returned", _("Returned"), "mute", "arrow-back-up"),
        State("approved", _("Approved"), "ok", "circle-check"),
        State("rejected", _("Rejected"), "bad", "circle-x"),
        State("withdrawn", _("Withdrawn"), "bad", "circle-minus"),
    ],
    initial="draft",
    transitions=[
        Transition("submit", frozenset({"draft", "returned"}), "submitted", None, _("Submit application")),
        Transition(
            "start_review", frozenset({"submitted"}), "in_review", ApplicationPermission.REVIEW, _("Start review")
        ),
        Transition(
            "approve", frozenset({"submitted", "in_review"}), "approved", ApplicationPermission.DECIDE, _("Approve"),
            tone="primary",
        ),
        Transition(
            "return", frozenset({"submitted", "in_review"}), "returned", ApplicationPermission.REVIEW, _("Return")
        ),
        Transition(
            "reject", frozenset({"submitted", "in_review"}), "rejected", ApplicationPermission.DECIDE, _("Reject"),
            tone="danger",
        ),
        Transition(
            "withdraw", frozenset({"draft", "submitted", "in_review", "returned"}), "withdrawn", None, _("Withdraw")
        ),
    ],
)  # fmt: skip

PARTNERSHIP = Lifecycle(
    "programs.partnership",
    states=[
        State("approved", _("Approved"), "mute", "writing-sign"),
        State("contracted", _("Contracted"), "info", "file-check"),
        State("onboarding", _("Onboarding"), "info", "route"),
        State("active", _("Active"), "ok", "circle-check"),
        State("transitioning", _("Transitioning"), "warn", "arrows-exchange"),
        State("ended", _("Ended"), "bad", "circle-x"),
    ],
    initial="approved",
    transitions=[
        Transition(
            "contract", frozenset({"approved"}), "contracted", PartnershipPermission.MANAGE, _("Mark as contracted")
        ),
        Transition(
            "start_onboarding", frozenset({"contracted"}), "onboarding", PartnershipPermission.ONBOARD,
            _("Start onboarding"),
        ),
        Transition(
            "activate", frozenset({"contracted", "onboarding"}), "active", PartnershipPermission.MANAGE,
            _("Activate"), guard=may_not_start,
        ),
        Transition(
            "start_transition", frozenset({"contracted", "onboarding", "active"}), "transitioning",
            PartnershipPermission.MANAGE, _("Start transition"),
        ),
        Transition(
            "end", frozenset({"approved", "contracted", "onboarding", "active", "transitioning"}), "ended",
            PartnershipPermission.MANAGE, _("End partnership"), tone="danger",
        ),
    ],
)  # fmt: skip

STEP = Lifecycle(
    "programs.onboarding_step",
    states=[
        State("pending", _("Not started"), "mute", "circle-dashed"),
        State("action_required", _("Action required"), "warn", "alert-circle"),
        State("waiting_approval", _("Waiting for our check"), "info", "eye"),
        State("completed", _("Completed"), "ok", "circle-check"),
        State("skipped", _("Skipped"), "mute", "player-skip-forward"),
    ],
    initial="pending",
    transitions=[
        Transition(
            "hand_in", frozenset({"pending", "action_required"}), "waiting_approval", None, _("Hand in for a check")
        ),
        Transition(
            "complete", frozenset({"pending", "action_required", "waiting_approval"}), "completed",
            PartnershipPermission.ONBOARD, _("Mark as completed"), tone="primary",
        ),
        Transition(
            "skip", frozenset({"pending", "action_required", "waiting_approval"}), "skipped",
            PartnershipPermission.ONBOARD, _("Skip"),
        ),
        Transition(
            "reopen", frozenset({"completed", "skipped", "waiting_approval"}), "action_required",
            PartnershipPermission.ONBOARD, _("Open again"),
        ),
    ],
)  # fmt: skip

TIER_PROPOSAL = Lifecycle(
    "programs.tier_proposal",
    states=[
        State("proposed", _("Proposed"), "info", "arrow-up-circle"),
        State("approved", _("Approved"), "ok", "circle-check"),
        State("declined", _("Declined"), "bad", "circle-x"),
        State("superseded", _("Superseded"), "mute", "circle-minus"),
    ],
    initial="proposed",
    transitions=[
        Transition(
            "approve", frozenset({"proposed"}), "approved", PartnershipPermission.DECIDE_TIER, _("Approve promotion"),
            tone="primary",
        ),
        Transition(
            "decline", frozenset({"proposed"}), "declined", PartnershipPermission.DECIDE_TIER, _("Decline promotion"),
            tone="danger",
        ),
        # The figures fell below before anyone decided: the review takes its own proposal back.
        Transition(
            "supersede", frozenset({"proposed"}), "superseded", PartnershipPermission.DECIDE_TIER, _("Take back")
        ),
    ],
)  # fmt: skip

DEMOTION = Lifecycle(
    "programs.demotion",
    states=[
        State("proposed", _("To be confirmed"), "info", "arrow-down-circle"),
        State("noticed", _("Notice given"), "warn", "alert-triangle"),
        State("applied", _("Fallen"), "bad", "arrow-down-circle"),
        State("withdrawn", _("Kept"), "ok", "circle-check"),
        State("declined", _("Not pursued"), "mute", "circle-minus"),
    ],
    initial="proposed",
    transitions=[
        Transition(
            "confirm", frozenset({"proposed"}), "noticed", PartnershipPermission.DECIDE_TIER, _("Give notice"),
            tone="primary",
        ),
        Transition(
            "decline", frozenset({"proposed"}), "declined", PartnershipPermission.DECIDE_TIER, _("Do not pursue"),
        ),
        # By a person, or by the review where the figures are back.
        Transition(
            "withdraw", frozenset({"proposed", "noticed"}), "withdrawn", PartnershipPermission.DECIDE_TIER,
            _("Let them keep the level"),
        ),
        Transition(
            "apply", frozenset({"noticed"}), "applied", PartnershipPermission.DECIDE_TIER, _("Lower the level"),
            tone="danger",
        ),
    ],
)  # fmt: skip

SIMULATION = Lifecycle(
    "programs.simulation",
    states=[
        State("running", _("Running"), "info", "loader"),
        State("done", _("Done"), "ok", "circle-check"),
        State("failed", _("Stopped"), "bad", "alert-circle"),
    ],
    initial="running",
    transitions=[
        Transition("finish", frozenset({"running"}), "done", ProgramPermission.EDIT, _("Finish")),
        Transition("fail", frozenset({"running"}), "failed", ProgramPermission.EDIT, _("Stop")),
        Transition("resume", frozenset({"failed"}), "running", ProgramPermission.EDIT, _("Go on")),
    ],
)
