from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LessonKind(TextChoices):
    PAGE = "page", _("Text")
    FILE = "file", _("File")
    LINK = "link", _("Link")


class QuestionKind(TextChoices):
    SINGLE = "single", _("One answer of several")
    MULTIPLE = "multiple", _("Several answers")
    NUMERIC = "numeric", _("A number")
    SHORT = "short", _("A word or two")


class Feedback(TextChoices):
    """What a learner sees of an attempt. The right answers are never among it."""

    SCORE = "score", _("The score alone")
    QUESTIONS = "questions", _("Which questions were right")
    EXPLAIN = "explain", _("Which were right, and explanations once passed")
