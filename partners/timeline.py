"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("partner.added", _("%(actor)s added %(target)s"), icon="user-plus", tone="info")
line("partner.changed", _("%(actor)s changed the record of %(target)s"), icon="pencil")
line("partner.owner_changed", _("%(actor)s gave %(target)s another channel manager"), icon="user-share", tone="info")
line("partner.suspend", _("%(actor)s suspended %(target)s"), icon="player-pause", tone="warn")
line("partner.resume", _("%(actor)s resumed %(target)s"), icon="player-play", tone="ok")
line("partner.end", _("%(actor)s ended %(target)s"), icon="circle-x", tone="bad")
line("partner.contact_saved", _("%(actor)s saved the contact %(summary)s"), icon="address-book")
line("partner.contact_removed", _("%(actor)s removed the contact %(summary)s"), icon="address-book-off")
line("partner.imported", _("%(actor)s imported partners: %(summary)s"), icon="file-import", tone="info")
