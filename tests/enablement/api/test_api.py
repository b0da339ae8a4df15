import pytest

from enablement.models import Award
from tests.enablement.conftest import make_course, study
from tests.enablement.test_certifications import certify
from tests.support.api import api


def results(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_vendor_reads_courses_progress_and_awards(world, course, certification):
    row = certify(world, course)
    client = api(world, "alice")
    assert [(c["ref"], c["lessons"], c["minutes"]) for c in results(client.get("/api/v1/enablement/courses/"))] == [
        (course.ref, 2, 10)
    ]
    (progress,) = results(client.get("/api/v1/enablement/enrolments/", status="completed"))
    assert (progress["person"], progress["course"], progress["lessons_done"]) == ("Nina", course.ref, 2)
    (award,) = results(client.get("/api/v1/enablement/awards/", status="valid"))
    assert (award["ref"], award["code"], award["expires_on"]) == (row.ref, row.code, "2027-03-17")


def test_a_partner_reads_what_is_its_own(world, course):
    make_course(world, title="A draft")
    study(world, course, "nina")
    study(world, course, "carl")
    client = api(world, "bob")
    assert [row["ref"] for row in results(client.get("/api/v1/enablement/courses/"))] == [course.ref]
    assert [row["person"] for row in results(client.get("/api/v1/enablement/enrolments/"))] == ["Nina"]
    assert api(world, "nina").get("/api/v1/enablement/enrolments/").status_code == 403


def test_an_award_is_revoked_once_and_by_those_who_may(world, course, certification):
    row = certify(world, course)
    path = f"/api/v1/enablement/awards/{row.ref}/actions/revoke/"
    assert api(world, "sam").post(path, {"reason": "No"}).status_code == 403
    assert api(world, "bob").post(path, {"reason": "No"}).status_code == 403
    client = api(world, "alice")
    assert client.get(f"/api/v1/enablement/awards/{row.ref}/").json()["allowed_actions"][-1] == "revoke"
    assert client.post(path, {"reason": "Answers were shared"}).json()["status"] == "revoked"
    assert client.post(path, {"reason": "Again"}).status_code == 409
    with world.scope("acme"):
        assert Award.objects.get().revoked_why == "Answers were shared"


@pytest.mark.parametrize("path", ["questions/", "quizzes/", "attempts/"])
def test_no_key_of_a_quiz_has_an_address(world, course, path):
    assert api(world, "alice").get(f"/api/v1/enablement/{path}").status_code == 404
