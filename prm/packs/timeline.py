"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("packs.module_switched", _("%(actor)s switched the module %(summary)s"), icon="settings")
