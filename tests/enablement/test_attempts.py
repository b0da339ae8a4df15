import json
from datetime import timedelta
from decimal import Decimal

import pytest

from enablement.models import Attempt, Enrolment
from enablement.services.attempt import start_attempt, submit_attempt
from enablement.services.course import publish_course
from enablement.services.learning import begin_course
from enablement.services.quiz import set_quiz
from prm.lib.errors import Forbidden, NotFound, Refused, WrongState
from prm.outbox.models import OutboxEvent
from tests.enablement.conftest import RULES, SECRETS, make_course, reread, right_answers, sit, study


def start(world, course, person="nina", at=None):
    with world.scope(person):
        return start_attempt(course, actor=world.actor(person), at=at or world.now)


def test_the_quiz_opens_after_the_last_lesson(world, course):
    with world.scope("nina"):
        begin_course(course, actor=world.actor("nina"), at=world.now)
    with pytest.raises(Refused, match="every lesson"):
        start(world, course)


def test_nothing_of_the_key_stands_in_what_a_portal_can_read(world, course):
    study(world, course)
    attempt = sit(world, course, wrong=1)
    with world.scope("nina"):
        stored = json.dumps([list(row) for row in Attempt.objects.values_list()], default=str)
    assert len(attempt.questions) == 4
    assert [secret for secret in SECRETS if secret.lower() in stored.lower().replace("edge  gateway", "")] == []


def test_passing_completes_the_course(world, course):
    study(world, course)
    attempt = sit(world, course, wrong=1)
    assert (attempt.status, attempt.score) == ("passed", Decimal("75.00"))
    with world.scope("acme"):
        enrolment = Enrolment.objects.get()
        assert (enrolment.status, enrolment.completed_at) == ("completed", world.now)
        assert OutboxEvent.objects.filter(name="enablement.CourseCompleted").count() == 1


def test_failing_leaves_it_open_and_starts_the_pause(world, course):
    study(world, course)
    attempt = sit(world, course, wrong=2)
    assert (attempt.status, attempt.score) == ("failed", Decimal("50.00"))
    with pytest.raises(Refused, match="18 Mar 2026"):
        start(world, course, at=world.now + timedelta(hours=23))
    assert start(world, course, at=world.now + timedelta(hours=24)).number == 2


def test_a_reload_gives_the_same_attempt_with_the_same_time_left(world, course):
    study(world, course)
    first = start(world, course)
    again = start(world, course, at=world.now + timedelta(minutes=5))
    assert (again.pk, again.deadline_at, again.questions) == (
        first.pk, world.now + timedelta(minutes=20), first.questions,
    )  # fmt: skip


def test_answering_twice_is_one_attempt(world, course):
    study(world, course)
    attempt = sit(world, course, wrong=2)
    answers = right_answers(world, attempt)
    with world.scope("nina"), pytest.raises(WrongState) as refusal:
        submit_attempt(attempt, answers, actor=world.actor("nina"), at=world.now)
    assert refusal.value.status == 409
    assert reread(world, attempt).status == "failed"


def test_answers_after_the_time_limit_do_not_count(world, course):
    study(world, course)
    attempt = start(world, course)
    answers = right_answers(world, attempt)
    with world.scope("nina"):
        late = submit_attempt(
            attempt, answers, actor=world.actor("nina"), at=world.now + timedelta(minutes=20, seconds=31)
        )
    assert (late.status, late.score, late.ended_at) == ("timed_out", 0, world.now + timedelta(minutes=20))
    with pytest.raises(Refused):
        start(world, course, at=world.now + timedelta(hours=1))


def test_an_attempt_left_open_is_closed_by_the_next(world, course):
    study(world, course)
    first = start(world, course)
    second = start(world, course, at=world.now + timedelta(days=2))
    assert (reread(world, first).status, second.number, second.status) == ("timed_out", 2, "open")


def test_attempts_are_used_up(world, course):
    study(world, course)
    for day in range(3):
        sit(world, course, at=world.now + timedelta(days=2 * day), wrong=4)
    with pytest.raises(Refused, match="used up"):
        start(world, course, at=world.now + timedelta(days=20))


def test_nobody_passes_twice(world, course):
    study(world, course)
    sit(world, course)
    with pytest.raises(Refused, match="passed"):
        start(world, course, at=world.now + timedelta(days=2))


def test_nobody_answers_for_another(world, course):
    study(world, course, "nina")
    attempt = start(world, course, "nina")
    with world.scope("bob"), pytest.raises(Forbidden):
        submit_attempt(attempt, {}, actor=world.actor("bob"), at=world.now)
    with world.scope("carl"), pytest.raises(Attempt.DoesNotExist):
        submit_attempt(attempt, {}, actor=world.actor("carl"), at=world.now)


def test_a_quiz_needs_an_enrolment(world, course):
    with pytest.raises(NotFound):
        start(world, course, "carl")


def test_answers_to_questions_not_drawn_are_ignored(world, course):
    study(world, course)
    attempt = start(world, course)
    with world.scope("nina"):
        marked = submit_attempt(attempt, {"other": "a"}, actor=world.actor("nina"), at=world.now)
    assert (marked.answers, marked.score) == ({}, 0)


def test_explanations_come_only_after_passing_and_only_where_the_quiz_gives_them(world, course):
    with world.scope("acme"):
        set_quiz(course, rules={**RULES, "feedback": "explain"}, actor=world.actor("alice"), at=world.now)
    study(world, course, "nina")
    study(world, course, "bob")
    assert sit(world, course, "nina", wrong=3).explanations == {}
    assert list(sit(world, course, "bob").explanations.values()) == ["TLS is mandatory."]


def test_rules_changed_meanwhile_leave_an_attempt_its_pass_mark(world, course):
    study(world, course)
    attempt = start(world, course)
    answers = right_answers(world, attempt)
    answers.pop(next(iter(answers)))
    with world.scope("acme"):
        set_quiz(course, rules={**RULES, "pass_mark": 100}, actor=world.actor("alice"), at=world.now)
    with world.scope("nina"):
        assert submit_attempt(attempt, answers, actor=world.actor("nina"), at=world.now).status == "passed"


def test_a_quiz_given_to_a_published_course_waits_for_its_questions(world):
    course = make_course(world, rules=None)
    with world.scope("acme"):
        publish_course(course, actor=world.actor("alice"), at=world.now)
        set_quiz(course, rules=RULES, actor=world.actor("alice"), at=world.now)
    study(world, course)
    with pytest.raises(Refused, match="no questions yet"):
        start(world, course)
    with world.scope("acme"):
        assert (Attempt.objects.count(), Enrolment.objects.get().status) == (0, "started")


def test_a_course_without_a_quiz_is_done_with_its_last_lesson(world):
    course = make_course(world, rules=None)
    with world.scope("acme"):
        publish_course(course, actor=world.actor("alice"), at=world.now)
    study(world, course)
    study(world, course)
    with world.scope("acme"):
        assert list(Enrolment.objects.values_list("status", flat=True)) == ["completed"]
        assert OutboxEvent.objects.filter(name="enablement.CourseCompleted").count() == 1
