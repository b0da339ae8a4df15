"""What may become of an organization. Its partnerships have their own states (programs/lifecycle.py)."""

from django.utils.translation import gettext_lazy as _

from partners.permissions import PartnerPermission, ProspectPermission
from prm.lib.lifecycle import Lifecycle, State, Transition

PARTNER = Lifecycle(
    "partners.partner",
    states=[
        State("active", _("Active"), "ok", "circle-check"),
        State("suspended", _("Suspended"), "warn", "player-pause"),
        State("ended", _("Ended"), "bad", "circle-x"),
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
