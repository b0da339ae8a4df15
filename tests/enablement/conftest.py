from decimal import Decimal

import pytest

from enablement.models import Attempt, Question
from enablement.services.attempt import start_attempt, submit_attempt
from enablement.services.certification import save_certification
from enablement.services.course import publish_course, save_course, save_lesson
from enablement.services.learning import begin_course, complete_lesson
from enablement.services.quiz import save_question, set_quiz

RULES = {
    "draws": 4, "pass_mark": 75, "attempts_allowed": 3, "cooldown_hours": 24, "minutes": 20, "feedback": "questions",
}  # fmt: skip
QUESTIONS = [
    {
        "kind": "single", "text": "Which port does the gateway use?", "explanation": "TLS is mandatory.",
        "options": [
            {"text": "443", "is_right": True}, {"text": "80", "is_right": False}, {"text": "21", "is_right": False},
        ],
    },
    {
        "kind": "multiple", "text": "Which protocols does it speak?",
        "options": [
            {"text": "Modbus", "is_right": True}, {"text": "OPC UA", "is_right": True},
            {"text": "Gopher", "is_right": False},
        ],
    },
    {"kind": "numeric", "text": "How many inputs has it?", "number": Decimal("16"), "tolerance": Decimal("0")},
    {"kind": "short", "text": "What is its name?", "accepted": ["Edge Gateway", "edge-gateway G4"]},
]  # fmt: skip
SECRETS = ("is_right", "TLS is mandatory", "edge gateway", "tolerance")


def make_course(world, vendor="acme", author="alice", title="Edge basics", rules=RULES, questions=QUESTIONS):
    with world.scope(vendor):
        actor, at = world.actor(author), world.now
        course = save_course(None, title=title, summary="Where to begin with Acme", types=[], actor=actor, at=at)
        for name in ("Unpack", "Connect"):
            content = {"title": name, "kind": "page", "body": f"**{name}** it.", "minutes": 5}
            save_lesson(course, None, content=content, actor=actor, at=at)
        if rules:
            quiz = set_quiz(course, rules=rules, actor=actor, at=at)
            for question in questions:
                save_question(quiz, None, content=question, actor=actor, at=at)
        return course


@pytest.fixture
def draft(world):
    return make_course(world)


@pytest.fixture
def course(world, draft):
    with world.scope("acme"):
        return publish_course(draft, actor=world.actor("alice"), at=world.now)


@pytest.fixture
def certification(world, course):
    with world.scope("acme"):
        return save_certification(
            None, name="Edge associate", summary="Knows the gateway", validity_months=12, courses=[course],
            actor=world.actor("alice"), at=world.now,
        )  # fmt: skip


def study(world, course, person="nina", at=None):
    at = at or world.now
    with world.scope(person):
        begin_course(course, actor=world.actor(person), at=at)
        for lesson in course.lessons.all():
            complete_lesson(lesson, actor=world.actor(person), at=at)


def right_answers(world, attempt):
    """What a person who knows would answer; read on the vendor's side."""
    with world.scope("acme"):
        answers = {}
        for question in Question.objects.filter(pk__in=[q["id"] for q in attempt.questions]):
            right = [option["id"] for option in question.options if option["is_right"]]
            answers[str(question.pk)] = {
                "single": right[0] if right else "", "multiple": right, "numeric": "16", "short": "EDGE  gateway.",
            }[question.kind]  # fmt: skip
        return answers


def sit(world, course, person="nina", at=None, wrong=0):
    """One attempt, so many of its questions answered wrongly."""
    at = at or world.now
    with world.scope(person):
        attempt = start_attempt(course, actor=world.actor(person), at=at)
    answers = right_answers(world, attempt)
    for key in list(answers)[:wrong]:
        del answers[key]
    with world.scope(person):
        return submit_attempt(attempt, answers, actor=world.actor(person), at=at)


def reread(world, attempt):
    with world.scope("acme"):
        return Attempt.objects.get(pk=attempt.pk)
