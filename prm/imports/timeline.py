"""How imports read in the log."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("imports.uploaded", _("%(actor)s uploaded %(target)s"), icon="upload")
line("imports.started", _("%(actor)s started the import of %(target)s"), icon="player-play", tone="info")
line("imports.done", _("%(target)s imported: %(summary)s"), icon="check", tone="ok")
line("imports.undo_started", _("%(actor)s took the import of %(target)s back"), icon="arrow-back-up", tone="warn")
line("imports.undone", _("%(target)s undone: %(summary)s"), icon="arrow-back-up", tone="mute")
line("imports.canceled", _("%(actor)s canceled the import of %(target)s"), icon="x")
