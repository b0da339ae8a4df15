"""The state machines of money (product.md section 9)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incentives.enums import BatchStatus, EarningStatus, PaymentStatus, StatementStatus
from incentives.permissions import IncentivePermission
from prm.lib.lifecycle import Lifecycle, State, Transition

EARNING = Lifecycle(
    "incentives.earning",
    initial="held",
    states=[
        State(EarningStatus.HELD, EarningStatus.HELD.label, "mute", "clock-pause"),
        State(EarningStatus.APPROVED, EarningStatus.APPROVED.label, "ok", "check"),
        State(EarningStatus.STATEMENTED, EarningStatus.STATEMENTED.label, "ok", "file-text"),
        State(EarningStatus.PAID, EarningStatus.PAID.label, "ok", "coin"),
        State(EarningStatus.ZERO, EarningStatus.ZERO.label, "mute", "circle-off"),
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
        State(StatementStatus.OPEN, StatementStatus.OPEN.label, "mute", "pencil"),
        State(StatementStatus.CALCULATED, StatementStatus.CALCULATED.label, "info", "eye"),
        State(StatementStatus.APPROVED, StatementStatus.APPROVED.label, "ok", "check"),
        State(StatementStatus.ISSUED, StatementStatus.ISSUED.label, "ok", "send"),
        State(StatementStatus.DISPUTED, StatementStatus.DISPUTED.label, "warn", "message-exclamation"),
        State(StatementStatus.SETTLED, StatementStatus.SETTLED.label, "ok", "coin"),
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
        State(BatchStatus.DRAFT, BatchStatus.DRAFT.label, "info", "eye"),
        State(BatchStatus.APPROVED, BatchStatus.APPROVED.label, "ok", "check"),
        State(BatchStatus.EXPORTED, BatchStatus.EXPORTED.label, "mute", "building-bank"),
        State(BatchStatus.CONFIRMED, BatchStatus.CONFIRMED.label, "ok", "coin"),
        State(BatchStatus.CANCELLED, BatchStatus.CANCELLED.label, "bad", "x"),
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
        State(PaymentStatus.DRAFT, PaymentStatus.DRAFT.label, "mute", "pencil"),
        State(PaymentStatus.EXPORTED, PaymentStatus.EXPORTED.label, "mute", "building-bank"),
        State(PaymentStatus.CONFIRMED, PaymentStatus.CONFIRMED.label, "ok", "coin"),
        State(PaymentStatus.CANCELLED, PaymentStatus.CANCELLED.label, "bad", "x"),
    ],
    transitions=[
        Transition("export", frozenset({"draft"}), "exported", None, _("Export")),
        Transition("confirm", frozenset({"exported"}), "confirmed", None, _("Confirm")),
        Transition("cancel", frozenset({"draft"}), "cancelled", None, _("Cancel")),
    ],
)
