"""What may become of an organization. Its partnerships have their own states (programs/lifecycle.py)."""

from django.utils.translation import gettext_lazy as _

from partners.permissions import PartnerPermission
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
