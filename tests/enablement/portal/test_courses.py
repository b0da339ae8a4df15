from datetime import date, timedelta

import pytest
from django.urls import reverse

from enablement.models import Enrolment, LessonDone
from enablement.queries import my_courses
from enablement.services.course import publish_course, retire_course, save_course, save_lesson
from enablement.services.learning import assign_course
from prm.today.home import steps_for
from programs.models import JourneyTemplate
from programs.services.onboarding import lay_out_journey, start_journey
from tests.enablement.conftest import make_course, study


def page(name, **kwargs):
    return reverse(f"portal:enablement:{name}", kwargs={"vendor": "acme", **kwargs})


def shown(client, where):
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def lessons_of(world, course):
    with world.scope("acme"):
        return list(course.lessons.all())


def test_the_list_offers_what_is_published_for_the_partner(world, course):
    draft = make_course(world, title="Not published yet")
    with world.scope("acme"):
        actor, at = world.actor("alice"), world.now
        other = save_course(None, title="For distributors", summary="", types=["distribution"], actor=actor, at=at)
        content = {"title": "One", "kind": "page", "body": "x", "minutes": 5}
        save_lesson(other, None, content=content, actor=actor, at=at)
        publish_course(other, actor=actor, at=at)
    client = world.client("nina")
    text = shown(client, page("course-list"))
    assert ("Edge basics" in text, draft.title in text, other.title in text) == (True, False, False)
    assert "2 lessons · 10 min" in text
    for hidden in (draft, other):
        assert client.get(page("course-detail", ref=hidden.ref)).status_code == 404


def test_lessons_are_done_one_after_the_other(world, course):
    client = world.client("nina")
    first, second = lessons_of(world, course)
    assert "Start" in shown(client, page("course-detail", ref=course.ref))
    assert "<strong>Unpack</strong> it." in shown(client, page("lesson-detail", ref=first.ref))
    answer = client.post(page("lesson-done", ref=first.ref))
    assert (answer.status_code, answer.url) == (302, page("lesson-detail", ref=second.ref))
    answer = client.post(page("lesson-done", ref=second.ref))
    assert answer.url == page("course-detail", ref=course.ref)
    assert "Start the quiz" in shown(client, answer.url)


def test_a_lesson_done_twice_is_done_once(world, course):
    client = world.client("nina")
    lesson = lessons_of(world, course)[0]
    for _click in range(2):
        assert client.post(page("lesson-done", ref=lesson.ref)).status_code == 302
    with world.scope("acme"):
        assert (Enrolment.objects.count(), LessonDone.objects.count()) == (1, 1)


def test_looking_at_a_course_begins_nothing(world, course):
    client = world.client("nina")
    shown(client, page("course-detail", ref=course.ref))
    shown(client, page("lesson-detail", ref=lessons_of(world, course)[0].ref))
    with world.scope("acme"):
        assert Enrolment.objects.count() == 0


def test_words_of_a_lesson_cannot_run_anything(world, draft):
    with world.scope("acme"):
        body = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> **fine**"
        content = {"title": "Hostile", "kind": "page", "body": body, "minutes": 5}
        lesson = save_lesson(draft, None, content=content, actor=world.actor("alice"), at=world.now)
        publish_course(draft, actor=world.actor("alice"), at=world.now)
    text = shown(world.client("nina"), page("lesson-detail", ref=lesson.ref))
    assert "<strong>fine</strong>" in text
    assert [bad for bad in ("<script>alert", 'href="javascript', "<img src=x") if bad in text] == []


def test_a_retired_course_stays_with_those_who_began(world, course):
    study(world, course, "nina")
    with world.scope("acme"):
        retire_course(course, actor=world.actor("alice"), at=world.now)
    assert "Edge basics" in shown(world.client("nina"), page("course-list"))
    assert shown(world.client("nina"), page("course-detail", ref=course.ref))
    assert "Edge basics" not in shown(world.client("bob"), page("course-list"))
    assert world.client("bob").get(page("course-detail", ref=course.ref)).status_code == 404
    refused = world.client("bob").post(page("lesson-done", ref=lessons_of(world, course)[0].ref))
    assert refused.status_code == 404


def test_an_assigned_course_stands_first_with_its_day(world, course):
    with world.scope("acme"):
        assign_course(
            course, [world.nina], due_on=date(2026, 4, 1), actor=world.actor("sam"), at=world.now
        )  # fmt: skip
    with world.scope("nina"):
        row = my_courses(world.northwind.pk, world.nina.pk, date(2026, 3, 17))[0]
        steps = [step.text for step in steps_for(world.actor("nina"), world.now) if step.icon == "school"]
    assert (row.state, row.due_on, row.done) == ("assigned", date(2026, 4, 1), 0)
    assert steps == ["Due 1 Apr 2026 · 0 of 2 lessons done"]
    study(world, course, "nina")
    with world.scope("acme"):
        row = Enrolment.objects.get()
        assert (row.status, row.started_at, row.due_on) == ("started", world.now, date(2026, 4, 1))


def test_a_journey_that_names_a_course_gives_it_its_day(world, course):
    partnership = world.partnerships["northwind"]
    with world.scope("acme"):
        template = JourneyTemplate.objects.create(type="resale", name="First 90 days")
        template.steps.create(
            position=1, kind="pass_course", subject=course.ref, title="Basics", side="partner", due_days=30
        )
        lay_out_journey(partnership)
        start_journey(partnership, actor=world.system(), at=world.now)
    with world.scope("nina"):
        rows = my_courses(world.northwind.pk, world.nina.pk, date(2026, 3, 17))
    assert [row.due_on for row in rows] == [date(2026, 3, 17) + timedelta(days=30)]


@pytest.mark.parametrize(("person", "status"), [("bob", 200), ("nina", 403)])
def test_the_team_is_the_administrators_to_see(world, course, person, status):
    study(world, course, "nina")
    study(world, course, "carl")
    answer = world.client(person).get(page("team"))
    assert answer.status_code == status
    text = answer.content.decode()
    assert ("Nina" in text, "Carl" in text) == (status == 200, False) or person == "nina"
