"""The state machines of this pillar: agreements and the versions of their templates."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agreements.permissions import AgreementPermission, PortalAgreementPermission, TemplatePermission
from prm.lib.lifecycle import Lifecycle, State, Transition


def is_superseded(agreement: Any) -> str | None:
    """A signature on words that a newer version has replaced would bind nobody to what holds now."""
    if agreement.superseded_by is None:
        return None
    return _now(
        "Version %(old)s was replaced by version %(new)s before both sides had signed. Nothing was signed;"
        " the current version has to be sent first."
    ) % {"old": agreement.version_number, "new": agreement.superseded_by}


def is_current(agreement: Any) -> str | None:
    return None if agreement.superseded_by else _now("It stands on the current version already.")


def signs_last(agreement: Any) -> str | None:
    """Signers sign in their order; the last one's signature is the partner's."""
    return is_superseded(agreement) or (
        _now("Others sign after this one.") if agreement.turn < agreement.seats else None
    )


def others_follow(agreement: Any) -> str | None:
    return is_superseded(agreement) or (
        None if agreement.turn < agreement.seats else _now("Nobody signs after this one.")
    )


def may_ask_again(agreement: Any) -> str | None:
    """Whoever did not sign after so many mails is better called."""
    if agreement.asked_times < MOST_ASKED:
        return None
    return _now("They were asked %(times)s times. Call them, or send it anew.") % {"times": agreement.asked_times}


def has_notice(agreement: Any) -> str | None:
    return _now("Notice of non-renewal was given already.") if agreement.notice_given_on else None


def is_amendment(agreement: Any) -> str | None:
    return None if agreement.amends_id is None else _now("It ends with the agreement it changes.")


def does_not_renew(agreement: Any) -> str | None:
    if agreement.amends_id is not None:
        return is_amendment(agreement)
    if not agreement.renews_by_itself:
        return _now("It does not renew by itself; it ends on its last day.")
    return has_notice(agreement)


def owed_to_vendor(period: Any) -> str | None:
    return None if period.side == "partner" else _now("What we promised can be waived by the partner only.")


def owed_to_partner(period: Any) -> str | None:
    return None if period.side == "vendor" else _now("What you promised can be waived by the vendor only.")


MOST_ASKED = 5
SIGNABLE = frozenset({"draft", "negotiation", "declined"})
OUT = frozenset({"sent", "partly_signed"})
BINDING = frozenset({"executed", "expiring", "renewed"})

AGREEMENT = Lifecycle(
    "agreements.agreement",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("negotiation", _("In negotiation"), "info", "messages"),
        State("declined", _("Declined"), "warn", "circle-x"),
        State("sent", _("Sent"), "mute", "send"),
        State("partly_signed", _("Signed by partner"), "info", "signature"),
        State("executed", _("Executed"), "ok", "file-check"),
        State("expiring", _("Expiring"), "warn", "calendar-due"),
        State("renewed", _("Renewed"), "ok", "refresh"),
        State("expired", _("Ended"), "bad", "file-off"),
        State("terminated", _("Terminated"), "bad", "file-x"),
        State("void", _("Void"), "bad", "ban"),
    ],
    initial="draft",
    transitions=[
        Transition("negotiate", SIGNABLE, "negotiation", AgreementPermission.MANAGE, _("Change terms")),
        Transition(
            "send", SIGNABLE, "sent", AgreementPermission.MANAGE, _("Send for signature"), tone="primary",
            guard=is_superseded,
        ),
        Transition("recall", OUT, "negotiation", AgreementPermission.MANAGE, _("Recall")),
        Transition(
            "refresh", SIGNABLE | OUT, "draft", AgreementPermission.MANAGE, _("Move to the current version"),
            guard=is_current,
        ),
        Transition(
            "request_changes", frozenset({"sent"}), "negotiation", PortalAgreementPermission.SIGN, _("Ask for changes")
        ),
        Transition(
            "decline", frozenset({"sent"}), "declined", PortalAgreementPermission.SIGN, _("Decline to sign"), tone="danger"
        ),
        Transition("delegate", frozenset({"sent"}), "sent", PortalAgreementPermission.SIGN, _("Let somebody else sign")),
        Transition(
            "resend", frozenset({"sent"}), "sent", AgreementPermission.MANAGE, _("Ask again"), guard=may_ask_again
        ),
        Transition(
            "sign_in_turn", frozenset({"sent"}), "sent", PortalAgreementPermission.SIGN, _("Sign"), tone="primary",
            guard=others_follow,
        ),
        Transition(
            "sign", frozenset({"sent"}), "partly_signed", PortalAgreementPermission.SIGN, _("Sign"), tone="primary",
            guard=signs_last,
        ),
        Transition(
            "countersign", frozenset({"partly_signed"}), "executed", AgreementPermission.COUNTERSIGN, _("Countersign"),
            tone="primary", guard=is_superseded,
        ),
        Transition(
            "record_paper", SIGNABLE | OUT, "executed", AgreementPermission.COUNTERSIGN, _("Signed on paper"),
            guard=is_superseded,
        ),
        Transition("void", SIGNABLE | OUT, "void", AgreementPermission.MANAGE, _("Void"), tone="danger"),
        # The nightly job's; the same by hand for those who may terminate.
        Transition(
            "approach_end", frozenset({"executed", "renewed"}), "expiring", AgreementPermission.TERMINATE,
            _("Mark as expiring"), guard=is_amendment,
        ),
        Transition(
            "renew", frozenset({"expiring", "executed", "renewed"}), "renewed", AgreementPermission.TERMINATE,
            _("Renew for another term"), guard=does_not_renew,
        ),
        Transition("expire", BINDING, "expired", AgreementPermission.TERMINATE, _("End with its term"), guard=is_amendment),
        Transition(
            "give_notice", BINDING, "expiring", AgreementPermission.MANAGE, _("Give notice of non-renewal"),
            guard=does_not_renew,
        ),
        Transition(
            "receive_notice", BINDING, "expiring", PortalAgreementPermission.SIGN, _("Give notice of non-renewal"),
            guard=does_not_renew,
        ),
        Transition(
            "terminate", BINDING, "terminated", AgreementPermission.TERMINATE, _("Terminate"), tone="danger", guard=is_amendment,
        ),
    ],
)  # fmt: skip

TEMPLATE_VERSION = Lifecycle(
    "agreements.template_version",
    states=[
        State("draft", _("Draft"), "mute", "pencil"),
        State("active", _("Active"), "ok", "circle-check"),
        State("retired", _("Kept for reference"), "mute", "archive"),
    ],
    initial="draft",
    transitions=[
        Transition("publish", frozenset({"draft"}), "active", TemplatePermission.PUBLISH, _("Publish"), tone="primary"),
        Transition("retire", frozenset({"active"}), "retired", TemplatePermission.PUBLISH, _("Retire")),
    ],
)  # fmt: skip

ACCEPTANCE_CAMPAIGN = Lifecycle(
    "agreements.acceptance_campaign",
    states=[State("running", _("Running"), "ok", "send"), State("stopped", _("Stopped"), "mute", "hand-stop")],
    initial="running",
    transitions=[
        Transition(
            "stop", frozenset({"running"}), "stopped", AgreementPermission.COUNTERSIGN, _("Withdraw the offer"),
            tone="danger",
        ),
    ],
)  # fmt: skip

_CLOSED = frozenset({"done", "not_needed"})
OFFBOARDING_STEP = Lifecycle(
    "agreements.offboarding_step",
    states=[
        State("open", _("Open"), "info", "clock"),
        State("done", _("Done"), "ok", "circle-check"),
        State("not_needed", _("Not needed"), "mute", "ban"),
    ],
    initial="open",
    transitions=[
        Transition(
            "complete", frozenset({"open"}), "done", AgreementPermission.MANAGE, _("Mark as done"), tone="primary"
        ),
        Transition("confirm", frozenset({"open"}), "done", PortalAgreementPermission.SIGN, _("Confirm")),
        Transition("skip", frozenset({"open"}), "not_needed", AgreementPermission.MANAGE, _("Not needed")),
        Transition("reopen", _CLOSED, "open", AgreementPermission.MANAGE, _("Open again")),
    ],
)  # fmt: skip

_MEASURED = frozenset({"open", "on_track", "at_risk"})
# Kept or broken is found by the nightly job from what the system wrote down; nobody types it.
COMMITMENT_PERIOD = Lifecycle(
    "agreements.commitment_period",
    states=[
        State("open", _("Open"), "mute", "clock"),
        State("on_track", _("On track"), "info", "trending-up"),
        State("at_risk", _("At risk"), "warn", "alert-triangle"),
        State("kept", _("Kept"), "ok", "circle-check"),
        State("broken", _("Not kept"), "bad", "circle-x"),
        State("waived", _("Waived"), "mute", "hand-stop"),
    ],
    initial="open",
    transitions=[
        Transition("track", _MEASURED, "on_track", None, _("Measured on track")),
        Transition("warn", _MEASURED, "at_risk", None, _("Measured at risk")),
        Transition("keep", _MEASURED, "kept", None, _("Measured as kept")),
        Transition("break", _MEASURED, "broken", None, _("Measured as not kept")),
        Transition(
            "waive", _MEASURED | {"broken"}, "waived", AgreementPermission.MANAGE, _("Waive"), guard=owed_to_vendor
        ),
        Transition(
            "waive_promise", _MEASURED | {"broken"}, "waived", PortalAgreementPermission.SIGN, _("Waive"),
            guard=owed_to_partner,
        ),
    ],
)  # fmt: skip

TERM_APPROVAL = Lifecycle(
    "agreements.term_approval",
    states=[
        State("pending", _("Waits for a second person"), "info", "user-check"),
        State("approved", _("Approved"), "ok", "circle-check"),
        State("declined", _("Declined"), "bad", "circle-x"),
        State("withdrawn", _("Terms changed"), "mute", "arrow-back-up"),
    ],
    initial="pending",
    transitions=[
        Transition(
            "approve", frozenset({"pending"}), "approved", AgreementPermission.APPROVE_TERMS, _("Approve"),
            tone="primary",
        ),
        Transition(
            "decline", frozenset({"pending"}), "declined", AgreementPermission.APPROVE_TERMS, _("Decline"), tone="danger"
        ),
        Transition("withdraw", frozenset({"pending"}), "withdrawn", None, _("Take back")),
    ],
)  # fmt: skip
