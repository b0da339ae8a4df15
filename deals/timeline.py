"""What the audit log says of a deal, in words for its timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from prm.audit.models import AuditEntry

# action: (words after the actor's name, icon, tone)
WORDS: dict[str, tuple[Any, str, str]] = {
    "registration.drafted": (_("started a draft"), "pencil", "mute"),
    "registration.evidence": (_("attached evidence"), "paperclip", "mute"),
    "registration.submitted": (_("registered the deal"), "inbox", "info"),
    "registration.answered": (_("answered and sent it again"), "corner-up-right", "info"),
    "registration.in_review": (_("started the review"), "eye", "info"),
    "registration.assigned": (_("assigned it"), "user-check", "mute"),
    "registration.returned": (_("returned it"), "arrow-back-up", "mute"),
    "registration.approved": (_("approved it"), "shield-check", "ok"),
    "registration.rejected": (_("rejected it"), "circle-x", "bad"),
    "registration.duplicate": (_("marked it as a duplicate"), "copy", "bad"),
    "registration.decision_undone": (_("took the decision back"), "arrow-back", "warn"),
    "registration.reconsidered": (_("took it up again"), "refresh", "info"),
    "registration.cancelled": (_("cancelled it"), "circle-minus", "bad"),
    "registration.withdrawn": (_("withdrew it"), "circle-minus", "bad"),
    "registration.extension_requested": (_("asked for an extension"), "shield-half", "warn"),
    "registration.extension_declined": (_("declined the extension"), "circle-x", "bad"),
    "registration.extended": (_("extended the protection"), "shield-plus", "ok"),
    "registration.expired": (_("ended the protection at its time"), "shield-off", "bad"),
    "registration.won": (_("closed it as won"), "trophy", "ok"),
    "registration.lost": (_("closed it as lost"), "flag-off", "bad"),
    "opportunity.opened": (_("opened the opportunity"), "target-arrow", "info"),
    "opportunity.moved": (_("updated the opportunity"), "arrows-right", "mute"),
    "opportunity.won": (_("marked it as won"), "trophy", "ok"),
    "opportunity.lost": (_("marked it as lost"), "flag-off", "bad"),
    "referral.submitted": (_("sent the referral"), "inbox", "info"),
    "referral.accepted": (_("accepted it"), "user-check", "info"),
    "referral.qualified": (_("marked it as qualified"), "circle-check", "info"),
    "referral.opportunity": (_("put it into the pipeline"), "target-arrow", "ok"),
    "referral.rejected": (_("rejected it"), "circle-x", "bad"),
    "referral.duplicate": (_("marked it as a duplicate"), "copy", "bad"),
    "referral.withdrawn": (_("withdrew it"), "circle-minus", "bad"),
    "referral.paid": (_("paid the fee"), "coins", "ok"),
    "account.created": (_("added the account"), "building", "info"),
    "account.changed": (_("changed the account"), "pencil", "mute"),
    "account.loaded": (_("loaded accounts"), "upload", "info"),
}


@dataclass(frozen=True)
class Told:
    at: datetime
    sentence: SafeString
    icon: str
    tone: str
    detail: str


def told(entries: Iterable[AuditEntry]) -> list[Told]:
    """The entries as the timeline tag reads them."""
    return [_told(entry) for entry in entries]


def _told(entry: AuditEntry) -> Told:
    words, icon, tone = WORDS.get(entry.action, (entry.action, "point", "mute"))
    sentence = format_html("<strong>{}</strong> {}", entry.actor_label, words)
    return Told(entry.at, sentence, icon, tone, entry.summary)
