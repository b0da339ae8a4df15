"""The state machines of money (product.md section 9)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incentives.permissions import IncentivePermission
from prm.lib.lifecycle import Lifecycle, State, Transition

EARNING = Lifecycle(
    "incentives.earning",
    initial="held",
    states=[
        State("held", _("On hold"), "mute", "clock-pause"),
        State("approved", _("Approved"), "ok", "check"),
        State("statemented", _("On a statement"), "ok", "file-text"),
        State("paid", _("Paid"), "ok", "coin"),
        State("zero", _("Earned nothing"), "mute", "circle-off"),
    ],
    transitions=[
        Transition("release", frozenset({"held"}), "approved", None, _("Release from hold")),
        Transition("state", frozenset({"approved"}), "statemented", None, _("Put on a statement")),
        Transition("unstate", frozenset({"statemented"}), "approved", None, _("Take off the statement")),
        Transition("pay", frozenset({"statemented"}), "paid", None, _("Pay")),
    ],
)


def has_lines(statement: Any) -> str | None:
    return None if statement.lines.exists() else gettext("It has no lines.")


STATEMENT = Lifecycle(
    "incentives.statement",
    initial="open",
    states=[
        State("open", _("Open"), "mute", "pencil"),
        State("calculated", _("Waiting for approval"), "info", "eye"),
        State("approved", _("Approved"), "ok", "check"),
        State("issued", _("Issued"), "ok", "send"),
        State("disputed", _("Disputed"), "warn", "message-exclamation"),
        State("settled", _("Settled"), "ok", "coin"),
    ],
    transitions=[
        Transition(
            "calculate", frozenset({"open"}), "calculated", IncentivePermission.PREPARE_STATEMENTS, _("Calculate")
        ),
        Transition(
            "approve",
            frozenset({"calculated"}),
            "approved",
            IncentivePermission.APPROVE_STATEMENTS,
            _("Approve statement"),
            guard=has_lines,
        ),
        Transition("reopen", frozenset({"calculated"}), "open", IncentivePermission.APPROVE_STATEMENTS, _("Send back")),
        Transition("issue", frozenset({"approved"}), "issued", IncentivePermission.APPROVE_STATEMENTS, _("Issue")),
        Transition("settle", frozenset({"issued"}), "settled", IncentivePermission.APPROVE_PAYMENTS, _("Settle")),
    ],
)

PAYMENT_BATCH = Lifecycle(
    "incentives.payment_batch",
    initial="draft",
    states=[
        State("draft", _("Waiting for approval"), "info", "eye"),
        State("approved", _("Approved"), "ok", "check"),
        State("exported", _("At the bank"), "mute", "building-bank"),
        State("confirmed", _("Paid"), "ok", "coin"),
        State("cancelled", _("Cancelled"), "bad", "x"),
    ],
    transitions=[
        Transition(
            "approve", frozenset({"draft"}), "approved", IncentivePermission.APPROVE_PAYMENTS, _("Approve payments")
        ),
        Transition("cancel", frozenset({"draft"}), "cancelled", IncentivePermission.PREPARE_PAYMENTS, _("Cancel")),
        Transition(
            "export", frozenset({"approved"}), "exported", IncentivePermission.PREPARE_PAYMENTS, _("Export bank file")
        ),
        Transition(
            "confirm", frozenset({"exported"}), "confirmed", IncentivePermission.APPROVE_PAYMENTS, _("Confirm as paid")
        ),
    ],
)

PAYMENT = Lifecycle(
    "incentives.payment",
    initial="draft",
    states=[
        State("draft", _("Prepared"), "mute", "pencil"),
        State("exported", _("At the bank"), "mute", "building-bank"),
        State("confirmed", _("Paid"), "ok", "coin"),
        State("cancelled", _("Cancelled"), "bad", "x"),
    ],
    transitions=[
        Transition("export", frozenset({"draft"}), "exported", None, _("Export")),
        Transition("confirm", frozenset({"exported"}), "confirmed", None, _("Confirm")),
        Transition("cancel", frozenset({"draft"}), "cancelled", None, _("Cancel")),
    ],
)
