"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("stored", _("%(actor)s stored the file %(summary)s"), icon="paperclip")
line("forgotten", _("The file %(summary)s was deleted"), icon="trash")
