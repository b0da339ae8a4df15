"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("registration.drafted", _("%(actor)s started a draft for %(target)s"), icon="pencil")
line("registration.evidence", _("%(actor)s attached evidence for %(target)s"), icon="paperclip")
line("registration.submitted", _("%(actor)s registered %(target)s"), icon="inbox", tone="info")
line("registration.answered", _("%(actor)s answered on %(target)s"), icon="corner-up-right", tone="info")
line("registration.in_review", _("%(actor)s started the review of %(target)s"), icon="eye", tone="info")
line("registration.assigned", _("%(actor)s assigned %(target)s"), icon="user-check")
line("registration.returned", _("%(actor)s returned %(target)s"), icon="arrow-back-up")
line("registration.approved", _("%(actor)s approved %(target)s"), icon="shield-check", tone="ok")
line("opportunity.migrated", _("%(actor)s brought %(target)s along"), icon="file-import")
line("registration.migrated", _("%(actor)s brought %(target)s along"), icon="file-import")
line("registration.rejected", _("%(actor)s rejected %(target)s"), icon="circle-x", tone="bad")
line("registration.duplicate", _("%(actor)s marked %(target)s as a duplicate"), icon="copy", tone="bad")
line(
    "registration.decision_undone", _("%(actor)s took back the decision on %(target)s"), icon="arrow-back", tone="warn"
)
line("registration.reconsidered", _("%(actor)s took %(target)s up again"), icon="refresh", tone="info")
line("registration.cancelled", _("%(actor)s cancelled %(target)s"), icon="circle-minus", tone="bad")
line("registration.withdrawn", _("%(actor)s withdrew %(target)s"), icon="circle-minus", tone="bad")
line("registration.discarded", _("%(actor)s discarded the draft for %(target)s"), icon="trash")
line(
    "registration.extension_requested", _("%(actor)s asked for an extension of %(target)s"), icon="shield-half", tone="warn"
)  # fmt: skip
line(
    "registration.extension_declined", _("%(actor)s declined the extension of %(target)s"), icon="circle-x", tone="bad"
)  # fmt: skip
line("registration.extended", _("%(actor)s extended the protection of %(target)s"), icon="shield-plus", tone="ok")
line("registration.expired", _("The protection of %(target)s has ended"), icon="shield-off", tone="bad")
line("registration.won", _("%(actor)s closed %(target)s as won"), icon="trophy", tone="ok")
line("registration.lost", _("%(actor)s closed %(target)s as lost"), icon="flag-off", tone="bad")

line("opportunity.opened", _("%(actor)s opened the opportunity %(target)s"), icon="target-arrow", tone="info")
line("opportunity.moved", _("%(actor)s updated the opportunity %(target)s"), icon="arrows-right")
line("opportunity.won", _("%(actor)s marked %(target)s as won"), icon="trophy", tone="ok")
line("opportunity.lost", _("%(actor)s marked %(target)s as lost"), icon="flag-off", tone="bad")

line("referral.submitted", _("%(actor)s sent the referral %(target)s"), icon="inbox", tone="info")
line("referral.accepted", _("%(actor)s accepted the referral %(target)s"), icon="user-check", tone="info")
line("referral.qualified", _("%(actor)s marked %(target)s as qualified"), icon="circle-check", tone="info")
line("referral.opportunity", _("%(actor)s put %(target)s into the pipeline"), icon="target-arrow", tone="ok")
line("referral.rejected", _("%(actor)s rejected the referral %(target)s"), icon="circle-x", tone="bad")
line("referral.duplicate", _("%(actor)s marked %(target)s as a duplicate"), icon="copy", tone="bad")
line("referral.withdrawn", _("%(actor)s withdrew the referral %(target)s"), icon="circle-minus", tone="bad")
line("referral.paid", _("The fee for %(target)s is paid"), icon="coins", tone="ok")

line("account.created", _("%(actor)s added the account %(target)s"), icon="building", tone="info")
line("account.changed", _("%(actor)s changed the account %(target)s"), icon="pencil")
line("account.loaded", _("%(actor)s loaded accounts"), icon="upload", tone="info")
line("deal_policy.published", _("%(actor)s published the deal policy of %(summary)s"), icon="rocket", tone="ok")
