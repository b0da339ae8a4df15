"""Learning in Chromium: the quiz with and without a script, and axe on a page of each side."""

import pytest
from django.utils import timezone

from enablement.models import Attempt
from tests.enablement.conftest import make_course, right_answers, study


@pytest.fixture
def learned(world, screen):
    """A course whose lessons Nina has done; the browser's server runs at the true time."""
    from enablement.services.course import publish_course

    world.now = timezone.now()
    course = make_course(world)
    with world.scope("acme"):
        publish_course(course, actor=world.actor("alice"), at=world.now)
    study(world, course)
    return course


def answered(world, page):
    with world.scope("acme"):
        attempt = Attempt.objects.get()
    answers = right_answers(world, attempt)
    for number, question in enumerate(attempt.questions, start=1):
        given = answers[question["id"]]
        if question["options"]:
            for value in [given] if isinstance(given, str) else given:
                page.check(f"input[name=q{number}][value={value}]")
        else:
            page.fill(f"input[name=q{number}]", given)


@pytest.mark.parametrize("script", [True, False])
def test_a_quiz_is_sat_and_passed(screen, world, learned, script):
    view = screen(world.client("nina"), width=360, dark=True, script=script)
    page = view.open(f"/p/acme/enablement/{learned.ref}/")
    page.click("text=Start the quiz")
    if script:
        assert view.axe() == []
        assert page.inner_text("[role=timer]") in ("· 20 min left", "· 19 min left")
    answered(world, page)
    page.click("button:has-text('Hand in')")
    page.wait_for_selector("text=The course is completed.")
    with world.scope("acme"):
        assert Attempt.objects.get().status == "passed"
    if script:
        assert view.axe() == []


def test_axe_finds_nothing_on_a_course_in_the_workspace(screen, world, learned):
    view = screen(world.client("alice"))
    view.open(f"/w/acme/enablement/courses/{learned.ref}/")
    assert view.axe() == []
    view.open("/w/acme/enablement/progress/")
    assert view.axe() == []
