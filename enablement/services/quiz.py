"""The quiz of a course: its rules and the pool of questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from enablement.models import Course, Question, Quiz
from enablement.rules.questions import Key, normalized, problems_of_question
from enablement.services.course import may_edit
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid

RULES = ("draws", "pass_mark", "attempts_allowed", "cooldown_hours", "minutes", "feedback")


@transaction.atomic
def set_quiz(course: Course, *, rules: Mapping[str, Any], actor: Actor, at: datetime) -> Quiz:
    """Gives the course a quiz, or changes its rules. Attempts under way keep the rules they began with."""
    may_edit(actor)
    if rules["draws"] < 1 or not 1 <= rules["pass_mark"] <= 100:
        raise Invalid(_("These rules do not hold."), fields={"pass_mark": _("Between 1 and 100.")})
    held: Course = Course.objects.select_for_update().get(pk=course.pk)
    quiz = Quiz.objects.filter(course=held).first() or Quiz(course=held, is_live=held.published_at is not None)
    before = {name: getattr(quiz, name) for name in RULES}
    for name in RULES:
        setattr(quiz, name, rules[name])
    quiz.save()
    changes = {name: [before[name], rules[name]] for name in RULES if before[name] != rules[name]}
    record(course, "course.quiz_set", actor=actor, at=at, changes=changes)
    return quiz


@transaction.atomic
def save_question(
    quiz: Quiz, question: Question | None, *, content: Mapping[str, Any], actor: Actor, at: datetime
) -> Question:
    """A new question, or another in place of one: the old is retired, so that past attempts keep what they were asked.

    `content`: kind, text, options [{text, is_right}], number, tolerance, accepted, explanation. Raises Invalid.
    """
    may_edit(actor)
    options = [
        {"id": chr(ord("a") + index), "text": option["text"].strip(), "is_right": bool(option["is_right"])}
        for index, option in enumerate(content.get("options") or [])
        if option["text"].strip()
    ]
    fresh = Question(
        quiz=quiz, kind=content["kind"], text=content["text"].strip(), options=options, number=content.get("number"),
        tolerance=content.get("tolerance") or Decimal(0), explanation=content.get("explanation") or "",
        accepted=sorted({word for word in map(normalized, content.get("accepted") or []) if word}),
    )  # fmt: skip
    if wrong := problems_of_question(fresh.kind, fresh.text, fresh.options, key_of(fresh)):
        raise Invalid(_("The question cannot be asked like this."), fields=wrong)
    if question is not None:
        Question.objects.filter(pk=question.pk).update(retired_at=at)
    fresh.save(force_insert=True)
    record(quiz.course, "course.question_saved", actor=actor, at=at, summary=str(fresh))
    return fresh


@transaction.atomic
def retire_question(question: Question, *, actor: Actor, at: datetime) -> None:
    """Draws it no more."""
    may_edit(actor)
    Question.objects.filter(pk=question.pk, retired_at=None).update(retired_at=at)
    record(question.quiz.course, "course.question_retired", actor=actor, at=at, summary=str(question))


def key_of(question: Question) -> Key:
    """What makes an answer to it right. Stays on this side of the wall."""
    options: Sequence[Mapping[str, Any]] = question.options
    return Key(
        kind=question.kind,
        right=frozenset(option["id"] for option in options if option["is_right"]),
        number=question.number,
        tolerance=question.tolerance,
        accepted=frozenset(question.accepted),
    )
