"""Sitting a quiz. The key never leaves the vendor's side: drawing and marking take the vendor's role and give values."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from enablement.enums import Feedback
from enablement.lifecycle import ATTEMPT
from enablement.models import Attempt, Course, Enrolment, Question, Quiz
from enablement.rules.attempts import Past, Policy, Refusal, deadline_of, is_too_late, refusal_of
from enablement.rules.questions import Answer, draw, is_passed, is_right, score_of
from enablement.services.learning import finish_when_done, missing_lessons, own_enrolment
from enablement.services.quiz import key_of
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, NotFound, Refused, WrongState
from prm.tenancy.scope import beyond_partner


@transaction.atomic
def start_attempt(course: Course, *, actor: Actor, at: datetime) -> Attempt:
    """Draws questions and starts the time; an attempt under way is given back, so that a reload changes nothing.

    Refuses before every lesson is done, after the last attempt, in the pause after a failed one, once passed, and where
    the pool is empty: an attempt without questions could only be failed.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=own_enrolment(course, actor).pk)
    quiz = Quiz.objects.filter(course=course).first()
    if quiz is None:
        raise NotFound(_("This course has no quiz."))
    under_way = Attempt.objects.filter(enrolment=enrolment, status="open").first()
    if under_way is not None and not is_too_late(under_way.deadline_at, at):
        return under_way
    if under_way is not None:
        _time_out(under_way, actor=actor, at=at)
    if missing_lessons(enrolment) > 0:
        raise Refused(_("The quiz opens once every lesson is done."))
    policy = policy_of(quiz)
    if refusal := refusal_of(policy, past_of(enrolment), at):
        raise Refused(words_of(refusal))
    attempt = Attempt(
        enrolment=enrolment, partner_id=enrolment.partner_id, status=ATTEMPT.initial, pass_mark=quiz.pass_mark,
        number=Attempt.objects.filter(enrolment=enrolment).count() + 1, started_at=at,
        deadline_at=deadline_of(policy, at),
    )  # fmt: skip
    attempt.questions = drawn_questions(quiz.pk, seed=attempt.pk.int)
    if not attempt.questions:
        raise Refused(_("This quiz has no questions yet. Ask your channel manager."))
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError as error:
        if "attempt_" not in str(error):
            raise
        raise Refused(_("An attempt is under way already.")) from error
    record(attempt, "attempt.started", actor=actor, at=at, visible_to_partner=True)
    return attempt


@transaction.atomic
def submit_attempt(attempt: Attempt, answers: Mapping[str, Answer], *, actor: Actor, at: datetime) -> Attempt:
    """Marks the answers. A second submission is refused (409) and changes nothing; after the time limit none count.

    Passing may finish the course and emit CourseCompleted.
    """
    row = Attempt.objects.select_for_update().select_related("enrolment").get(pk=attempt.pk)
    if row.enrolment.member_id != actor.membership_id:
        raise Forbidden(_("Nobody answers for another."))
    if row.status != "open":
        raise WrongState(_("This attempt was handed in already. It counts once, as it was marked then."))
    if is_too_late(row.deadline_at, at):
        return _time_out(row, actor=actor, at=at)
    ids = [question["id"] for question in row.questions]
    given = {key: answers[key] for key in ids if answers.get(key)}
    marks, explanations = marked_answers(ids, given)
    action = "pass" if is_passed(marks, row.pass_mark) else "fail"
    row.status = ATTEMPT.check(row, action, actor).target
    row.answers, row.marks, row.score, row.ended_at = given, marks, score_of(marks), at
    quiz = Quiz.objects.get(course_id=row.enrolment.course_id)
    if action == "pass" and quiz.feedback == Feedback.EXPLAIN:
        row.explanations = explanations
    row.save(update_fields=["status", "answers", "marks", "score", "ended_at", "explanations"])
    record(row, f"attempt.{row.status}", actor=actor, at=at, summary=f"{row.score} %", visible_to_partner=True)
    if action == "pass":
        finish_when_done(row.enrolment, actor=actor, at=at)
    return row


@beyond_partner("drawing reads the pool, whose keys no partner may see; only texts and options come back")
def drawn_questions(quiz_id: UUID, *, seed: int) -> list[dict[str, Any]]:
    """Questions of the pool in chance order, without their keys."""
    quiz = Quiz.objects.get(pk=quiz_id)
    pool = Question.objects.filter(quiz=quiz, retired_at=None).order_by("pk")
    plain = [{"id": str(q.pk), "kind": q.kind, "text": q.text, "options": q.options} for q in pool]
    return draw(plain, quiz.draws, Random(seed))


@beyond_partner("marking compares with keys no partner may see; only right or wrong comes back")
def marked_answers(question_ids: list[str], answers: Mapping[str, Answer]) -> tuple[dict[str, bool], dict[str, str]]:
    """({question: right}, {question: explanation}) for the questions as they were asked."""
    pool = {str(question.pk): question for question in Question.objects.filter(pk__in=question_ids)}
    marks = {key: is_right(key_of(pool[key]), answers.get(key)) for key in question_ids}
    return marks, {key: pool[key].explanation for key in question_ids if pool[key].explanation}


def policy_of(quiz: Quiz) -> Policy:
    return Policy(quiz.attempts_allowed, timedelta(hours=quiz.cooldown_hours), quiz.minutes)


def past_of(enrolment: Enrolment) -> list[Past]:
    rows = Attempt.objects.filter(enrolment=enrolment).exclude(ended_at=None)
    return [Past(row.ended_at, row.status == "passed") for row in rows if row.ended_at]


def words_of(refusal: Refusal) -> str:
    """Why another attempt may not begin, for the learner."""
    if refusal.reason == "passed":
        return _("You have passed this quiz.")
    if refusal.reason == "used_up":
        return _("All attempts are used up. Ask your channel manager.")
    until = date_format(localtime(refusal.until), "j M Y, H:i")
    return _("The next attempt opens on %(moment)s.") % {"moment": until}


def _time_out(row: Attempt, *, actor: Actor, at: datetime) -> Attempt:
    row.status = ATTEMPT.check(row, "time_out", actor).target
    row.score, row.ended_at = score_of({}), row.deadline_at or at
    row.save(update_fields=["status", "score", "ended_at"])
    record(row, "attempt.timed_out", actor=actor, at=at, visible_to_partner=True)
    return row
