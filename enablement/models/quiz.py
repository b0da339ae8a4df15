from django.db import models
from django.utils.translation import gettext_lazy as _

from enablement.enums import Feedback, QuestionKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class Quiz(TenantModel):
    """The rules of a course's test. The questions stand in a pool no portal can read."""

    course = TenantForeignKey("enablement.Course", models.CASCADE, related_name="quizzes")
    draws = models.PositiveSmallIntegerField(_("questions drawn"), default=5)
    pass_mark = models.PositiveSmallIntegerField(_("passed from, percent"), default=80)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts (0: any number)"), default=3)
    cooldown_hours = models.PositiveSmallIntegerField(_("pause after a failed attempt, hours"), default=24)
    minutes = models.PositiveSmallIntegerField(_("time limit in minutes (0: none)"), default=0)
    feedback = models.CharField(
        _("what learners see afterwards"), max_length=10, choices=Feedback.choices, default=Feedback.QUESTIONS
    )
    is_live = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "quizzes"
        constraints = [
            RowSecurity(portal="vendor", portal_when="is_live"),
            models.UniqueConstraint(fields=["vendor", "course"], name="quiz_once"),
            models.CheckConstraint(condition=models.Q(draws__gte=1), name="quiz_draws"),
            models.CheckConstraint(condition=models.Q(pass_mark__gte=1, pass_mark__lte=100), name="quiz_pass_mark"),
        ]

    def __str__(self) -> str:
        return str(self.course)


class Question(RefModel):
    """One question of a pool with its key. Never readable from a portal.

    Changing one retires it and makes another, so that attempts keep the question they were asked.
    """

    REF_KIND = "QST"

    quiz = TenantForeignKey(Quiz, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind.choices)
    text = models.TextField(_("question"))
    # [{"id": "a", "text": "...", "is_right": true}]
    options = models.JSONField(default=list)
    number = models.DecimalField(_("the number"), max_digits=20, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField(_("off by at most"), max_digits=20, decimal_places=6, default=0)
    accepted = models.JSONField(_("accepted answers"), default=list)
    explanation = models.TextField(_("explanation"), blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="question_ref"),
        ]
        indexes = [models.Index(fields=["vendor", "quiz", "retired_at"], name="question_pool")]

    def __str__(self) -> str:
        return self.text[:80]


class Attempt(RefModel):
    """One sitting: the questions as drawn, until when, what was answered, how it was marked.

    `questions` holds what is shown and no key: [{"id", "kind", "text", "options": [{"id", "text"}]}].
    """

    REF_KIND = "ATT"

    enrolment = TenantForeignKey("enablement.Enrolment", models.PROTECT, with_partner=True, related_name="attempts")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, default="open")
    questions = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    # {question id: true or false}, and explanations where the feedback gives them.
    marks = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    pass_mark = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(fields=["vendor", "ref"], name="attempt_ref"),
            models.UniqueConstraint(fields=["vendor", "enrolment", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["vendor", "enrolment"], condition=models.Q(status="open"), name="attempt_open_once"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.ref
