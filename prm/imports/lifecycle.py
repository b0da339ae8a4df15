"""An import's way: uploaded, columns mapped, tried out, run, and undone if it was wrong."""

from django.utils.translation import gettext_lazy as _

from prm.imports.permissions import ImportPermission
from prm.lib.lifecycle import Lifecycle, State, Transition

RUN = ImportPermission.RUN

IMPORT = Lifecycle(
    "imports.import_batch",
    initial="uploaded",
    states=[
        State("uploaded", _("Columns to map"), "info", "columns"),
        State("checking", _("Being checked"), "mute", "loader"),
        State("checked", _("Ready to import"), "info", "eye"),
        State("running", _("Importing"), "mute", "loader"),
        State("failed", _("Stopped"), "bad", "alert-triangle"),
        State("done", _("Imported"), "ok", "check"),
        State("undoing", _("Being undone"), "mute", "loader"),
        State("undone", _("Undone"), "bad", "arrow-back-up"),
        State("canceled", _("Canceled"), "bad", "x"),
    ],
    transitions=[
        Transition("map", frozenset({"uploaded", "checked"}), "checking", RUN, _("Check the rows")),
        Transition("finish_check", frozenset({"checking"}), "checked", RUN, _("Finish the check")),
        Transition("run", frozenset({"checked"}), "running", RUN, _("Import")),
        Transition("finish", frozenset({"running"}), "done", RUN, _("Finish")),
        Transition("stop_check", frozenset({"checking"}), "uploaded", RUN, _("Stop the check")),
        Transition("stop", frozenset({"running"}), "failed", RUN, _("Stop")),
        Transition("stop_undo", frozenset({"undoing"}), "done", RUN, _("Stop undoing")),
        Transition("resume", frozenset({"failed"}), "running", RUN, _("Resume")),
        Transition("undo", frozenset({"done", "failed"}), "undoing", RUN, _("Undo"), tone="bad"),
        Transition("finish_undo", frozenset({"undoing"}), "undone", RUN, _("Finish undoing")),
        Transition("cancel", frozenset({"uploaded", "checked"}), "canceled", RUN, _("Cancel"), tone="bad"),
    ],
)
WORKING = frozenset({"checking", "running", "undoing"})
