"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("access.asked", _("%(actor)s asked for access (%(summary)s)"), icon="door-enter")
line("access.granted", _("%(actor)s let %(summary)s in"), icon="circle-check")
line("access.declined", _("%(actor)s declined access for %(summary)s"), icon="circle-x")
line("partner.added", _("%(actor)s added %(target)s"), icon="user-plus", tone="info")
line("partner.changed", _("%(actor)s changed the record of %(target)s"), icon="pencil")
line("partner.owner_changed", _("%(actor)s gave %(target)s another channel manager"), icon="user-share", tone="info")
line("partner.suspend", _("%(actor)s suspended %(target)s"), icon="player-pause", tone="warn")
line("partner.resume", _("%(actor)s resumed %(target)s"), icon="player-play", tone="ok")
line("partner.end", _("%(actor)s ended %(target)s"), icon="circle-x", tone="bad")
line("partner.contact_saved", _("%(actor)s saved the contact %(summary)s"), icon="address-book")
line("partner.contact_removed", _("%(actor)s removed the contact %(summary)s"), icon="address-book-off")
line("partner.location_saved", _("%(actor)s saved the location %(summary)s"), icon="map-pin")
line("partner.location_removed", _("%(actor)s removed the location %(summary)s"), icon="map-pin")
line("partner.tagged", _("%(actor)s tagged %(target)s: %(summary)s"), icon="tag")
line("partner.untagged", _("%(actor)s took tags off %(target)s: %(summary)s"), icon="tag")
line("partner.merged", _("%(actor)s merged two records of this partner: %(summary)s"), icon="git-merge", tone="info")
line("partner.unmerged", _("%(actor)s undid the merge: %(summary)s"), icon="arrow-back-up", tone="warn")
line("partner_group.saved", _("%(actor)s saved the group of partners %(summary)s"), icon="users-group")
line("partner_group.removed", _("%(actor)s removed the group of partners %(summary)s"), icon="users-group")
line("tag.renamed", _("%(actor)s renamed the tag %(summary)s"), icon="tag")
line("tag.removed", _("%(actor)s removed the tag %(target)s from every partner"), icon="tag")
line("partner.imported", _("%(actor)s imported partners: %(summary)s"), icon="file-import", tone="info")
line("prospect.added", _("%(actor)s added the prospect %(target)s"), icon="target", tone="info")
line("prospect.changed", _("%(actor)s changed the record of the prospect %(target)s"), icon="pencil")
line("prospect.assigned", _("%(actor)s gave the prospect %(target)s to %(summary)s"), icon="user-share", tone="info")
line("prospect.contact_saved", _("%(actor)s saved the contact %(summary)s"), icon="address-book")
line("prospect.contact_removed", _("%(actor)s removed the contact %(summary)s"), icon="address-book-off")
line("prospect.touched", _("%(actor)s logged at %(target)s: %(summary)s"), icon="message-circle")
line("prospect.contact", _("%(actor)s marked %(target)s as contacted"), icon="phone", tone="info")
line("prospect.engage", _("%(actor)s marked %(target)s as interested"), icon="message-circle", tone="info")
line("prospect.qualify", _("%(actor)s marked %(target)s as qualified"), icon="circle-check", tone="ok")
line("prospect.decline", _("%(actor)s declined %(target)s: %(summary)s"), icon="circle-x", tone="bad")
line("prospect.reopen", _("%(actor)s opened the prospect %(target)s again"), icon="refresh", tone="info")
line(
    "prospect.converted",
    _("%(actor)s made the prospect %(target)s a partner: %(summary)s"),
    icon="user-check",
    tone="ok",
)
line("prospect.imported", _("%(actor)s imported prospects: %(summary)s"), icon="file-import", tone="info")
line("screening.asked", _("%(actor)s asked for due diligence"), icon="send", tone="info")
line("screening.answered", _("%(actor)s answered the due diligence"), icon="inbox", tone="info")
line("screening.assessed", _("%(actor)s read the due diligence; risk: %(summary)s"), icon="shield-search")
line("screening.clear", _("%(actor)s cleared the due diligence"), icon="shield-check", tone="ok")
line("screening.refuse", _("%(actor)s refused the due diligence: %(summary)s"), icon="shield-x", tone="bad")
line("screening.give_back", _("%(actor)s gave the due diligence back: %(summary)s"), icon="arrow-back-up", tone="warn")
line("screening.expire", _("The due diligence expired"), icon="calendar-off", tone="warn")
line("red_flag.clear", _("%(actor)s cleared a red flag: %(summary)s"), icon="flag", tone="ok")
line("red_flag.uphold", _("%(actor)s upheld a red flag: %(summary)s"), icon="flag", tone="bad")
