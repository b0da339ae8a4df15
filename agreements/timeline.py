"""How what happened to agreements reads on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("agreement.migrated", _("%(actor)s brought %(target)s along"), icon="file-import")
line("agreement.scan_added", _("%(actor)s added the signed paper"), icon="paperclip")
line("agreement.generated", _("%(actor)s prepared %(target)s"), icon="file-plus")
line("agreement.amendment", _("%(actor)s prepared %(target)s, which changes %(summary)s"), icon="file-plus")
line("agreement.negotiated", _("%(actor)s changed the terms of %(target)s"), icon="messages", tone="info")
line("agreement.moved", _("%(actor)s moved %(target)s to the current version"), icon="replace")
line("agreement.sent", _("%(actor)s sent %(target)s for signature"), icon="send", tone="info")
line("agreement.link_made", _("%(actor)s made a signing link for %(summary)s"), icon="link")
line("agreement.signed", _("%(actor)s signed %(target)s for the partner"), icon="signature", tone="ok")
line(
    "agreement.on_paper",
    _("%(actor)s recorded %(target)s, signed on paper on %(summary)s"),
    icon="file-check",
    tone="ok",
)
line("agreement.signers_named", _("%(actor)s named who signs %(target)s: %(summary)s"), icon="users")
line("agreement.delegated", _("%(actor)s let %(summary)s sign %(target)s"), icon="arrows-right", tone="info")
line("agreement.asked_again", _("%(actor)s asked %(summary)s again to sign %(target)s"), icon="bell")
line("agreement.declined", _("%(actor)s declined to sign %(target)s: %(summary)s"), icon="circle-x", tone="bad")
line("agreement.executed", _("%(actor)s countersigned %(target)s; it is in force"), icon="file-check", tone="ok")
line("agreement.sealed", _("The sealed file of %(target)s was made"), icon="certificate")
line(
    "agreement.changes_requested", _("%(actor)s asked for changes to %(target)s"), icon="message-question", tone="warn"
)
line("agreement.recalled", _("%(actor)s recalled %(target)s"), icon="arrow-back-up", tone="warn")
line("agreement.voided", _("%(actor)s voided %(target)s"), icon="ban", tone="bad")
line("agreement.expiring", _("%(target)s nears its action date"), icon="calendar-due", tone="warn")
line("agreement.notice_given", _("%(actor)s gave notice: %(target)s will not renew"), icon="bell-x", tone="warn")
line("agreement.renewed", _("%(target)s was renewed for another term"), icon="refresh", tone="ok")
line("agreement.expired", _("%(target)s has ended"), icon="file-off", tone="bad")
line("agreement.terminated", _("%(actor)s terminated %(target)s"), icon="file-x", tone="bad")
line(
    "agreement.approval_asked",
    _("%(actor)s asked a second person about the terms of %(target)s"),
    icon="user-check",
    tone="info",
)
line("agreement.terms_approved", _("%(actor)s approved the terms of %(target)s"), icon="circle-check", tone="ok")
line(
    "agreement.terms_declined",
    _("%(actor)s declined the terms of %(target)s: %(summary)s"),
    icon="circle-x",
    tone="bad",
)
line("term_limit.set", _("%(actor)s set a negotiation limit: %(summary)s"), icon="ruler")
line("commitment.added", _("%(actor)s added a commitment: %(summary)s"), icon="heart-handshake", tone="info")
line("commitment.waived", _("%(actor)s waived %(target)s: %(summary)s"), icon="hand-stop", tone="warn")
line("template.created", _("%(actor)s created the template %(target)s"), icon="template")
line("template.drafted", _("%(actor)s drafted %(summary)s"), icon="pencil")
line("clause.written", _("%(actor)s wrote a clause: %(summary)s"), icon="pencil")
line("template.published", _("%(actor)s published %(summary)s"), icon="circle-check", tone="ok")
line("campaign.started", _("%(actor)s offered %(summary)s to all partners on older ones"), icon="send", tone="info")
line("campaign.stopped", _("The offer of %(summary)s was withdrawn by %(actor)s"), icon="hand-stop")
line("offboarding.opened", _("The checklist of the end was opened: %(summary)s"), icon="checklist")
line("offboarding.added", _("%(actor)s added to the checklist: %(summary)s"), icon="plus")
line("offboarding.assigned", _("%(actor)s changed owner or day: %(summary)s"), icon="user-check")
line("offboarding.done", _("%(actor)s did: %(summary)s"), icon="circle-check", tone="ok")
line("offboarding.not_needed", _("%(actor)s marked as not needed: %(summary)s"), icon="ban")
line("offboarding.open", _("%(actor)s opened again: %(summary)s"), icon="clock", tone="warn")
line("sealing_key.made", _("The key that seals agreements was made"), icon="key")
