"""The states of a vendor's mail."""

from django.utils.translation import gettext_lazy as _

from prm.accounts.permissions import AccountPermission
from prm.lib.lifecycle import Lifecycle, State, Transition

MAIL = Lifecycle(
    "notifications.mail",
    states=[
        State("queued", _("Waiting"), "info", "clock"),
        State("kept", _("Kept here"), "mute", "inbox"),
        State("sent", _("Sent"), "ok", "circle-check"),
        State("failed", _("Not delivered"), "bad", "alert-circle"),
    ],
    initial="queued",
    transitions=[
        Transition("keep", frozenset({"queued"}), "kept", None, _("Keep here")),
        Transition("send", frozenset({"queued"}), "sent", None, _("Send")),
        Transition("give_up", frozenset({"queued"}), "failed", None, _("Give up")),
        Transition("retry", frozenset({"failed"}), "queued", AccountPermission.MANAGE_SETTINGS, _("Send again")),
    ],
)
