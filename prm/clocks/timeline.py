"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("clocks.calendar_changed", _("%(actor)s changed the business hours"), icon="calendar")
line("clocks.promises_changed", _("%(actor)s changed the promised times"), icon="clock")
