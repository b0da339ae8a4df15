"""Sentences of this room on timelines. They stand on the form's own page, so none of them repeats its name."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("forms.started", _("%(actor)s began questions of our own"), icon="forms", tone="info")
line("forms.question_added", _("%(actor)s added the question “%(summary)s”"), icon="plus")
line("forms.question_changed", _("%(actor)s changed the question “%(summary)s”"), icon="pencil")
line("forms.question_moved", _("%(actor)s moved the question “%(summary)s”"), icon="arrow-up")
line("forms.question_removed", _("%(actor)s removed the question “%(summary)s”"), icon="trash")
line("forms.draft_discarded", _("%(actor)s took the changes back"), icon="arrow-left")
line("forms.published", _("%(actor)s published version %(summary)s of the questions"), icon="send", tone="ok")
