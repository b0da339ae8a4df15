from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enablement.models import Award, Certification, Enrolment
from enablement.services.certification import award, save_certification
from enablement.services.course import publish_course
from enablement.services.learning import assign_course
from prm.notifications.models import Notification
from prm.outbox.services import drain
from prm.today.queue import SUGGESTERS
from tests.enablement.conftest import make_course, study
from tests.enablement.test_certifications import certify, noon


@pytest.fixture(autouse=True)
def at_the_worlds_time(world, time_machine):
    time_machine.move_to(world.now)


def page(name, **kwargs):
    return reverse(f"workspace:enablement:{name}", kwargs={"vendor": "acme", **kwargs})


def shown(world, person, where):
    answer = world.client(person).get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_certification_is_defined_with_the_courses_it_asks_for(world, course):
    data = {"name": "Edge associate", "summary": "", "validity_months": "24", "courses": [course.ref]}
    answer = world.client("petra").post(page("certification-create"), data)
    with world.scope("acme"):
        row = Certification.objects.get()
    assert (answer.status_code, answer.url) == (302, page("certification-detail", ref=row.ref))
    assert "Edge basics" in shown(world, "vera", answer.url)
    refused = world.client("petra").post(page("certification-edit", ref=row.ref), {**data, "courses": []})
    assert refused.status_code == 400


def test_holders_stand_with_their_last_day_and_can_lose_it(world, course, certification):
    row = certify(world, course)
    where = page("certification-detail", ref=certification.ref)
    text = shown(world, "alice", where)
    assert ("Nina" in text, "17 Mar 2027" in text, "Revoke" in text) == (True, True, True)
    client = world.client("alice")
    revoke = page("award-revoke", ref=row.ref)
    assert client.get(revoke).status_code == 200
    assert client.post(revoke, {"reason": ""}).status_code == 400
    assert client.post(revoke, {"reason": "Answers were shared"}).status_code == 302
    assert client.post(revoke, {"reason": "Again"}).status_code == 409
    assert "Answers were shared" in shown(world, "vera", where)
    with world.scope("acme"):
        assert Award.objects.get().revoked_why == "Answers were shared"


@pytest.mark.parametrize("person", ["sam", "vera", "fay"])
def test_revoking_takes_the_right(world, course, certification, person):
    row = certify(world, course)
    assert world.client(person).post(page("award-revoke", ref=row.ref), {"reason": "No"}).status_code == 403
    with world.scope("acme"):
        assert Award.objects.get().status == "valid"


def test_a_course_is_assigned_and_the_person_is_told(world, course):
    client = world.client("sam")
    data = {"members": [str(world.nina.pk), str(world.carl.pk)], "due_on": "2026-04-01"}
    assert client.get(page("course-assign", ref=course.ref)).status_code == 200
    assert client.post(page("course-assign", ref=course.ref), data).status_code == 302
    drain(world.acme.pk)
    with world.scope("acme"):
        assert set(Enrolment.objects.values_list("member__name", "status", "due_on")) == {
            ("Nina", "assigned", date(2026, 4, 1)), ("Carl", "assigned", date(2026, 4, 1)),
        }  # fmt: skip
        told = Notification.objects.filter(kind="enablement.assigned")
        assert sorted(told.values_list("recipient__name", flat=True)) == ["Carl", "Nina"]
    again = client.post(page("course-assign", ref=course.ref), data)
    assert again.status_code == 400
    assert "Everybody chosen is on this course already." in again.content.decode()
    text = shown(world, "vera", page("progress"))
    assert ("Nina" in text, "1 Apr 2026" in text, "Assigned" in text) == (True, True, True)


@pytest.mark.parametrize(("due_on", "status"), [("2026-03-16", 400), ("2026-03-17", 302), ("", 302)])
def test_a_day_that_has_passed_is_refused(world, course, due_on, status):
    data = {"members": [str(world.nina.pk)], "due_on": due_on}
    assert world.client("sam").post(page("course-assign", ref=course.ref), data).status_code == status


def test_a_draft_is_assigned_to_nobody(world, draft):
    answer = world.client("sam").post(page("course-assign", ref=draft.ref), {"members": [str(world.nina.pk)]})
    assert answer.status_code == 409
    with world.scope("acme"):
        assert Enrolment.objects.count() == 0


def test_the_partner_panel_shows_that_partners_people_only(world, course, certification):
    certify(world, course, "nina")
    study(world, course, "bob")
    study(world, course, "carl")
    text = shown(world, "sam", page("partner-panel", ref=world.northwind.ref))
    assert ("Nina" in text, "Bob" in text, "Carl" in text) == (True, True, False)


def test_the_list_of_awards_and_the_certificate(world, course, certification):
    row = certify(world, course)
    assert "Nina" in shown(world, "vera", page("award-list"))
    answer = world.client("vera").get(page("award-file", ref=row.ref))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_ends_soon_and_what_is_late_is_suggested(world, course, certification):
    certify(world, course, "bob")
    client = world.client("sam")
    client.post(
        page("course-assign", ref=course.ref), {"members": [str(world.nina.pk)], "due_on": "2026-03-20"}
    )  # fmt: skip

    def suggested(key, at):
        with world.scope("acme"):
            return [(row.partner, row.title) for row in SUGGESTERS[key].function(world.actor("sam"), at)]

    assert suggested("enablement.late", world.now + timedelta(days=3)) == []
    assert suggested("enablement.late", world.now + timedelta(days=4)) == [
        ("Northwind", "One person is late with a course")
    ]
    assert suggested("enablement.expiring", noon(date(2027, 2, 14))) == []
    assert suggested("enablement.expiring", noon(date(2027, 2, 15))) == [
        ("Northwind", "One person's certification ends")
    ]


@pytest.mark.parametrize("name", ["course-list", "progress", "certification-list", "award-list"])
def test_lists_ask_the_same_of_two_rows_and_of_six(world, name):
    client = world.client("alice")

    def queries_with(rows):
        for number in range(rows):
            a_course_with_a_holder(world, f"{rows}-{number}")
        client.get(page(name))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(page(name)).status_code == 200
        return len(caught)

    assert queries_with(2) == queries_with(4)


def a_course_with_a_holder(world, name):
    """One more row for every list."""
    course = make_course(world, title=f"Course {name}", rules=None)
    alice, at = world.actor("alice"), world.now
    with world.scope("acme"):
        publish_course(course, actor=alice, at=at)
        given = {"summary": "", "validity_months": 12, "courses": [course], "actor": alice, "at": at}
        certification = save_certification(None, name=f"Certification {name}", **given)
        award(certification, world.nina, actor=world.system(), at=at)
        assign_course(course, [world.nina], due_on=None, actor=alice, at=at)
