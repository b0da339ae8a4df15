"""Sentences of this room on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("money.rates_set", _("%(actor)s set exchange rates"), icon="coin")
