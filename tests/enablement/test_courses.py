import pytest

from enablement.models import Course, Lesson, Question, Quiz
from enablement.services.course import (
    move_lesson,
    publish_course,
    remove_lesson,
    retire_course,
    save_course,
    save_lesson,
)
from enablement.services.quiz import save_question, set_quiz
from prm.lib.errors import Forbidden, Invalid, Refused
from tests.enablement.conftest import QUESTIONS, RULES, make_course, study


def titles(course):
    return list(course.lessons.order_by("position").values_list("title", flat=True))


def test_partners_see_nothing_before_it_is_published(world, draft):
    with world.scope("nina"):
        assert (Course.objects.count(), Lesson.objects.count(), Quiz.objects.count()) == (0, 0, 0)
    with world.scope("acme"):
        publish_course(draft, actor=world.actor("alice"), at=world.now)
    with world.scope("nina"):
        assert (Course.objects.count(), Lesson.objects.count(), Quiz.objects.count()) == (1, 2, 1)


def test_no_portal_can_read_questions(world, course):
    from django.db import ProgrammingError, transaction

    with world.scope("nina"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        list(Question.objects.all())


def test_a_course_without_lessons_or_with_too_few_questions_is_not_published(world):
    with world.scope("acme"):
        actor, at = world.actor("alice"), world.now
        empty = save_course(None, title="Empty", summary="", types=[], actor=actor, at=at)
        with pytest.raises(Refused, match="no lesson"):
            publish_course(empty, actor=actor, at=at)
    short = make_course(world, title="Short", questions=QUESTIONS[:2])
    with world.scope("acme"), pytest.raises(Refused, match="draws 4 questions, the pool has 2"):
        publish_course(short, actor=world.actor("alice"), at=world.now)


def test_lessons_change_places(world, draft):
    with world.scope("acme"):
        first, last = draft.lessons.order_by("position")
        move_lesson(last, up=True, actor=world.actor("alice"), at=world.now)
        assert titles(draft) == ["Connect", "Unpack"]
        move_lesson(last, up=True, actor=world.actor("alice"), at=world.now)
        assert titles(draft) == ["Connect", "Unpack"]
        move_lesson(first, up=False, actor=world.actor("alice"), at=world.now)
        assert titles(draft) == ["Connect", "Unpack"]


def test_a_lesson_somebody_has_done_stays(world, course):
    study(world, course)
    with world.scope("acme"):
        with pytest.raises(Refused):
            remove_lesson(course.lessons.first(), actor=world.actor("alice"), at=world.now)
        assert course.lessons.count() == 2


@pytest.mark.parametrize("kind", ["page", "file", "link"])
def test_a_lesson_shows_something(world, draft, kind):
    content = {"title": "x", "kind": kind, "minutes": 5}
    with world.scope("acme"), pytest.raises(Invalid):
        save_lesson(draft, None, content=content, actor=world.actor("alice"), at=world.now)


def test_changing_a_question_retires_the_old_one(world, draft):
    with world.scope("acme"):
        quiz = Quiz.objects.get(course=draft)
        old = quiz.questions.get(kind="numeric")
        new = save_question(quiz, old, content={**QUESTIONS[2], "number": 32}, actor=world.actor("alice"), at=world.now)
        old.refresh_from_db()
        assert (old.number, old.retired_at, new.number) == (16, world.now, 32)
        assert quiz.questions.filter(retired_at=None).count() == 4


def test_a_retired_course_takes_nobody_new_and_lets_the_others_finish(world, course):
    from enablement.services.learning import begin_course

    study(world, course, "nina")
    with world.scope("acme"):
        retire_course(course, actor=world.actor("alice"), at=world.now)
    with world.scope("nina"):
        assert begin_course(Course.objects.get(), actor=world.actor("nina"), at=world.now).member_id == world.nina.pk
    with world.scope("carl"), pytest.raises(Refused):
        begin_course(Course.objects.get(), actor=world.actor("carl"), at=world.now)


@pytest.mark.parametrize("person", ["sam", "fay", "vera"])
def test_who_may_not_write_courses(world, draft, person):
    with world.scope("acme"):
        with pytest.raises(Forbidden):
            set_quiz(draft, rules=RULES, actor=world.actor(person), at=world.now)
        with pytest.raises(Forbidden):
            publish_course(draft, actor=world.actor(person), at=world.now)
