from datetime import timedelta

import pytest
from django.urls import reverse

from enablement.models import Attempt
from enablement.services.attempt import start_attempt
from enablement.services.quiz import set_quiz
from tests.enablement.conftest import RULES, SECRETS, reread, right_answers, sit, study


@pytest.fixture(autouse=True)
def at_the_worlds_time(world, time_machine):
    time_machine.move_to(world.now)


def page(name, **kwargs):
    return reverse(f"portal:enablement:{name}", kwargs={"vendor": "acme", **kwargs})


def begin(world, course, person="nina"):
    """The attempt that a click on the button opens, and where."""
    study(world, course, person)
    answer = world.client(person).post(page("quiz-start", ref=course.ref))
    assert answer.status_code == 302
    with world.scope("acme"):
        return Attempt.objects.get(status="open"), answer.url


def posted(attempt, answers):
    """What a browser sends: nothing for a box that was not ticked."""
    places = {question["id"]: f"q{number}" for number, question in enumerate(attempt.questions, 1)}
    return {places[key]: value for key, value in answers.items()}


def test_the_page_asks_what_was_drawn_and_holds_no_key(world, course):
    attempt, where = begin(world, course)
    answer = world.client("nina").get(where)
    text = answer.content.decode()
    assert [question["text"] for question in attempt.questions if question["text"] not in text] == []
    assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []
    assert "hand in by" in text


def test_passing_shows_the_score_and_which_were_right(world, course):
    attempt, where = begin(world, course)
    answers = right_answers(world, attempt)
    wrong = next(question for question in attempt.questions if question["kind"] == "numeric")
    answer = world.client("nina").post(where, posted(attempt, answers | {wrong["id"]: "15"}))
    assert (answer.status_code, answer.url) == (302, where)
    text = world.client("nina").get(where).content.decode()
    assert "75 %" in text
    assert (text.count('aria-label="Right"'), text.count('aria-label="Wrong"')) == (3, 1)
    assert reread(world, attempt).status == "passed"


def test_a_quiz_that_tells_the_score_alone_tells_no_more(world, course):
    with world.scope("acme"):
        set_quiz(course, rules={**RULES, "feedback": "score"}, actor=world.actor("alice"), at=world.now)
    attempt, where = begin(world, course)
    world.client("nina").post(where, posted(attempt, {}))
    text = world.client("nina").get(where).content.decode()
    assert "Not passed this time." in text
    assert [question["text"] for question in attempt.questions if question["text"] in text] == []


def test_handing_in_twice_is_one_attempt_and_says_so(world, course):
    attempt, where = begin(world, course)
    client = world.client("nina")
    assert client.post(where, posted(attempt, {})).status_code == 302
    again = client.post(where, posted(attempt, right_answers(world, attempt)))
    assert again.status_code == 409
    assert "This attempt was handed in already." in again.content.decode()
    row = reread(world, attempt)
    assert (row.status, row.score, row.answers) == ("failed", 0, {})


def test_starting_twice_is_one_attempt(world, course):
    _attempt, where = begin(world, course)
    again = world.client("nina").post(page("quiz-start", ref=course.ref))
    assert again.url == where
    with world.scope("acme"):
        assert Attempt.objects.count() == 1


def test_after_the_time_limit_nothing_counts(world, course, time_machine):
    attempt, where = begin(world, course)
    answers = right_answers(world, attempt)
    time_machine.move_to(world.now + timedelta(minutes=21))
    client = world.client("nina")
    assert "The time is up" in client.get(where).content.decode()
    client.post(where, posted(attempt, answers))
    assert "Out of time." in client.get(where).content.decode()
    assert reread(world, attempt).status == "timed_out"


@pytest.mark.parametrize("value", ["no such option", "a\x00b"])
def test_an_answer_that_was_not_offered_is_refused_and_marks_nothing(world, course, value):
    attempt, where = begin(world, course)
    answer = world.client("nina").post(where, posted(attempt, {q["id"]: value for q in attempt.questions}))
    assert answer.status_code == 400
    assert reread(world, attempt).status == "open"


@pytest.mark.parametrize(("person", "status"), [("bob", 404), ("carl", 404), ("alice", 404)])
def test_nobody_sees_the_sitting_of_another(world, course, person, status):
    attempt, where = begin(world, course)
    client = world.client(person)
    assert (client.get(where).status_code, client.post(where).status_code) == (status, status)
    assert reread(world, attempt).status == "open"


def test_a_pause_after_failing_is_told_and_kept(world, course):
    study(world, course)
    sit(world, course, wrong=4)
    client = world.client("nina")
    assert (
        "The next attempt opens on 18 Mar 2026, 11:00."
        in client.get(page("course-detail", ref=course.ref)).content.decode()
    )
    assert client.post(page("quiz-start", ref=course.ref)).status_code == 409


def test_the_quiz_waits_for_the_lessons(world, course):
    with world.scope("nina"):
        lesson = course.lessons.first()
    client = world.client("nina")
    client.post(page("lesson-done", ref=lesson.ref))
    assert client.post(page("quiz-start", ref=course.ref)).status_code == 409
    with world.scope("acme"):
        assert Attempt.objects.count() == 0


def test_an_attempt_under_way_is_gone_on_with(world, course):
    study(world, course)
    with world.scope("nina"):
        attempt = start_attempt(course, actor=world.actor("nina"), at=world.now)
    text = world.client("nina").get(page("course-detail", ref=course.ref)).content.decode()
    assert page("attempt-detail", ref=attempt.ref) in text
