"""The state machines of this pillar: registrations, extensions, opportunities, referrals."""

from django.utils.translation import gettext_lazy as _

from deals.enums import DECISIONS, HELD, REFERRAL_ANSWERABLE, UNDECIDED, WAITING
from deals.permissions import DealPermission
from prm.lib.lifecycle import Lifecycle, State, Transition

REGISTRATION = Lifecycle(
    "deals.registration",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("submitted", _("Submitted"), "info", "inbox"),
        State("in_review", _("In review"), "info", "eye"),
        State("returned", _("Returned"), "mute", "arrow-back-up"),
        State("approved", _("Protected"), "ok", "shield-check"),
        State("rejected", _("Rejected"), "bad", "circle-x"),
        State("duplicate", _("Duplicate"), "bad", "copy"),
        State("cancelled", _("Cancelled"), "bad", "circle-minus"),
        State("won", _("Won"), "ok", "trophy"),
        State("lost", _("Lost"), "bad", "flag-off"),
        State("expired", _("Expired"), "bad", "shield-off"),
        State("withdrawn", _("Withdrawn"), "bad", "circle-minus"),
    ],
    initial="draft",
    transitions=[
        Transition("submit", frozenset({"draft"}), "submitted", DealPermission.REGISTER, _("Register deal"), "primary"),
        Transition("resubmit", frozenset({"returned"}), "in_review", DealPermission.REGISTER, _("Answer and send")),
        Transition("cancel", UNDECIDED, "cancelled", DealPermission.REGISTER, _("Cancel registration"), "danger"),
        Transition("start_review", frozenset({"submitted"}), "in_review", DealPermission.DECIDE, _("Start review")),
        Transition("approve", WAITING, "approved", DealPermission.DECIDE, _("Approve registration"), "primary"),
        Transition("return", WAITING, "returned", DealPermission.DECIDE, _("Return")),
        Transition("reject", UNDECIDED, "rejected", DealPermission.DECIDE, _("Reject"), "danger"),
        Transition("mark_duplicate", WAITING, "duplicate", DealPermission.DECIDE, _("Mark as duplicate"), "danger"),
        # Within seconds of a decision, by the one who made it, before anybody was told.
        Transition("undo", DECISIONS, "in_review", DealPermission.DECIDE, _("Undo")),
        # The winner's protection has ended, so the next in line is looked at again.
        Transition("reconsider", frozenset({"duplicate"}), "in_review", DealPermission.DECIDE, _("Reconsider")),
        Transition("extend", frozenset({"approved"}), "approved", DealPermission.REGISTER, _("Extend protection")),
        Transition("withdraw", frozenset({"approved"}), "withdrawn", DealPermission.REGISTER, _("Withdraw"), "danger"),
        Transition("expire", frozenset({"approved"}), "expired", DealPermission.DECIDE, _("Let expire"), "danger"),
        Transition("win", HELD, "won", DealPermission.CLOSE_OPPORTUNITY, _("Close as won")),
        Transition("lose", HELD, "lost", DealPermission.WORK_OPPORTUNITY, _("Close as lost"), "danger"),
    ],
)  # fmt: skip

EXTENSION = Lifecycle(
    "deals.extension",
    states=[
        State("requested", _("Extension asked for"), "warn", "shield-half"),
        State("granted", _("Granted"), "ok", "circle-check"),
        State("declined", _("Declined"), "bad", "circle-x"),
    ],
    initial="requested",
    transitions=[
        Transition(
            "grant", frozenset({"requested"}), "granted", DealPermission.DECIDE, _("Grant extension"), "primary"
        ),
        Transition("decline", frozenset({"requested"}), "declined", DealPermission.DECIDE, _("Decline"), "danger"),
    ],
)

OPPORTUNITY = Lifecycle(
    "deals.opportunity",
    states=[
        State("open", _("Open"), "info", "target-arrow"),
        State("won", _("Won"), "ok", "trophy"),
        State("lost", _("Lost"), "bad", "flag-off"),
    ],
    initial="open",
    transitions=[
        Transition("move", frozenset({"open"}), "open", DealPermission.WORK_OPPORTUNITY, _("Change stage")),
        Transition("win", frozenset({"open"}), "won", DealPermission.CLOSE_OPPORTUNITY, _("Mark as won"), "primary"),
        Transition("lose", frozenset({"open"}), "lost", DealPermission.WORK_OPPORTUNITY, _("Mark as lost"), "danger"),
    ],
)

REFERRAL = Lifecycle(
    "deals.referral",
    states=[
        State("submitted", _("Submitted"), "info", "inbox"),
        State("accepted", _("Accepted"), "info", "user-check"),
        State("qualified", _("Qualified"), "info", "circle-check"),
        State("opportunity", _("In our pipeline"), "ok", "target-arrow"),
        State("won", _("Won"), "ok", "trophy"),
        State("paid", _("Paid"), "ok", "coins"),
        State("lost", _("Lost"), "bad", "flag-off"),
        State("rejected", _("Rejected"), "bad", "circle-x"),
        State("duplicate", _("Duplicate"), "bad", "copy"),
        State("withdrawn", _("Withdrawn"), "bad", "circle-minus"),
    ],
    initial="submitted",
    transitions=[
        Transition(
            "accept", frozenset({"submitted"}), "accepted", DealPermission.DECIDE_REFERRAL, _("Accept referral"),
            "primary",
        ),
        Transition("reject", REFERRAL_ANSWERABLE, "rejected", DealPermission.DECIDE_REFERRAL, _("Reject"), "danger"),
        Transition(
            "mark_duplicate", frozenset({"submitted"}), "duplicate", DealPermission.DECIDE_REFERRAL,
            _("Mark as duplicate"), "danger",
        ),
        Transition(
            "qualify", frozenset({"accepted"}), "qualified", DealPermission.DECIDE_REFERRAL, _("Mark as qualified"),
            "primary",
        ),
        Transition(
            "open_opportunity", frozenset({"qualified"}), "opportunity", DealPermission.DECIDE_REFERRAL,
            _("Open an opportunity"), "primary",
        ),
        Transition("win", frozenset({"opportunity"}), "won", DealPermission.CLOSE_OPPORTUNITY, _("Close as won")),
        Transition("lose", frozenset({"opportunity"}), "lost", DealPermission.WORK_OPPORTUNITY, _("Close as lost")),
        # Reported by incentives once the fee has left.
        Transition("pay", frozenset({"won"}), "paid", DealPermission.CLOSE_OPPORTUNITY, _("Mark as paid")),
        Transition("withdraw", REFERRAL_ANSWERABLE, "withdrawn", DealPermission.REFER, _("Withdraw"), "danger"),
    ],
)  # fmt: skip
