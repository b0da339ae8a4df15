"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("signed_up", _("%(actor)s signed up %(target)s"), icon="rocket", tone="ok")
line("settings_changed", _("%(actor)s changed the settings of %(target)s"), icon="settings")
line("invited", _("%(actor)s invited %(summary)s"), icon="mail-forward", tone="info")
line("joined", _("%(actor)s joined"), icon="user-check", tone="ok")
line("revoked", _("%(actor)s revoked %(summary)s"), icon="circle-minus", tone="warn")
line("created", _("%(actor)s made the key %(summary)s"), icon="key", tone="info")
line("role_changed", _("%(actor)s changed the role of %(target)s"), icon="user-cog")
line("profile_changed", _("%(actor)s changed the profile of %(target)s"), icon="pencil")
line("deactivated", _("%(actor)s ended the access of %(target)s"), icon="user-off", tone="bad")
line("handed_on", _("%(actor)s gave what %(target)s looked after to %(summary)s"), icon="user-share", tone="info")
line("reactivated", _("%(actor)s gave %(target)s access again"), icon="user-check", tone="ok")
