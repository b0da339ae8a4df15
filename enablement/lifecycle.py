"""The state machines of this pillar: courses, enrolments, attempts, awards, resources."""

from django.utils.translation import gettext_lazy as _

from enablement.permissions import ContentPermission, LearningPermission, PortalLearningPermission
from prm.lib.lifecycle import Lifecycle, State, Transition

COURSE = Lifecycle(
    "enablement.course",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("published", _("Published"), "ok", "circle-check"),
        State("retired", _("Retired"), "bad", "archive"),
    ],
    initial="draft",
    transitions=[
        Transition(
            "publish", frozenset({"draft", "retired"}), "published", LearningPermission.PUBLISH, _("Publish"),
            tone="primary",
        ),
        Transition("retire", frozenset({"published"}), "retired", LearningPermission.PUBLISH, _("Retire")),
    ],
)  # fmt: skip

ENROLMENT = Lifecycle(
    "enablement.enrolment",
    states=[
        State("assigned", _("Assigned"), "mute", "user-check"),
        State("started", _("Started"), "info", "player-play"),
        State("completed", _("Completed"), "ok", "circle-check"),
    ],
    initial="started",
    transitions=[
        Transition("begin", frozenset({"assigned"}), "started", PortalLearningPermission.LEARN, _("Start")),
        Transition("complete", frozenset({"started"}), "completed", PortalLearningPermission.LEARN, _("Complete")),
    ],
)

ATTEMPT = Lifecycle(
    "enablement.attempt",
    states=[
        State("open", _("Under way"), "info", "clock"),
        State("passed", _("Passed"), "ok", "circle-check"),
        State("failed", _("Not passed"), "bad", "circle-x"),
        State("timed_out", _("Out of time"), "bad", "clock-off"),
    ],
    initial="open",
    transitions=[
        Transition("pass", frozenset({"open"}), "passed", PortalLearningPermission.LEARN, _("Pass")),
        Transition("fail", frozenset({"open"}), "failed", PortalLearningPermission.LEARN, _("Fail")),
        Transition("time_out", frozenset({"open"}), "timed_out", PortalLearningPermission.LEARN, _("Run out of time")),
    ],
)

AWARD = Lifecycle(
    "enablement.award",
    states=[
        State("valid", _("Valid"), "ok", "certificate"),
        State("replaced", _("Renewed"), "mute", "refresh"),
        State("expired", _("Expired"), "bad", "certificate-off"),
        State("revoked", _("Revoked"), "bad", "ban"),
    ],
    initial="valid",
    transitions=[
        Transition("replace", frozenset({"valid"}), "replaced", LearningPermission.REVOKE, _("Renew")),
        Transition("expire", frozenset({"valid"}), "expired", LearningPermission.REVOKE, _("Expire")),
        Transition(
            "revoke", frozenset({"valid"}), "revoked", LearningPermission.REVOKE, _("Revoke"), tone="danger"
        ),
    ],
)  # fmt: skip

RESOURCE = Lifecycle(
    "enablement.resource",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("published", _("Published"), "ok", "circle-check"),
        State("withdrawn", _("Withdrawn"), "bad", "archive"),
    ],
    initial="draft",
    transitions=[
        Transition(
            "publish", frozenset({"draft", "withdrawn"}), "published", ContentPermission.EDIT, _("Publish"),
            tone="primary",
        ),
        Transition("withdraw", frozenset({"published"}), "withdrawn", ContentPermission.EDIT, _("Withdraw")),
    ],
)  # fmt: skip
