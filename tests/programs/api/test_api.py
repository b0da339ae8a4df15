from programs.models import Application, Partnership
from tests.support.api import api

URL = "/api/v1/programs/"


def test_programs_are_read_with_their_tiers_and_closed(world):
    alice = api(world, "alice")
    ref = world.programs["acme"].ref
    one = alice.get(f"{URL}programs/{ref}/").json()
    assert (one["status"], [tier["rank"] for tier in one["tiers"]]) == ("open", [1, 2, 3])
    assert alice.post(f"{URL}programs/{ref}/actions/close/").json()["status"] == "closed"
    assert alice.post(f"{URL}programs/{ref}/actions/close/").status_code == 409
    assert api(world, "nina").get(f"{URL}programs/{ref}/").status_code == 403


def test_an_application_is_approved_once(world, apply):
    row = apply()
    sam = api(world, "sam")
    one = f"{URL}applications/{row.ref}/"
    assert sam.get(one).json()["allowed_actions"] == ["start_review", "approve", "return", "reject"]
    assert sam.post(f"{one}actions/reject/", {}).status_code == 400
    done = sam.post(f"{one}actions/approve/", {"note": "A good fit"})
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert sam.post(f"{one}actions/approve/", {}).status_code == 409
    with world.scope("acme"):
        assert Partnership.objects.filter(partner__ref=done.json()["partner"]).count() == 1


def test_the_answers_to_the_vendors_own_form_are_told(world, apply):
    row = apply()
    with world.scope("acme"):
        Application.objects.update(own_answers={"how_found": "At a fair"})
    one = api(world, "sam").get(f"{URL}applications/{row.ref}/").json()
    assert one["own_answers"] == {"how_found": "At a fair"}


def test_a_partner_reads_its_partnerships_and_only_those(world):
    northwind, contoso = (world.partnerships[name].ref for name in ("northwind", "contoso"))
    nina = api(world, "nina")
    refs = {row["ref"] for row in nina.get(f"{URL}partnerships/").json()["results"]}
    assert (northwind in refs, contoso in refs) == (True, False)
    assert nina.get(f"{URL}partnerships/{contoso}/").status_code == 404
    assert nina.post(f"{URL}partnerships/{northwind}/actions/suspend/", {"reason": "No"}).status_code == 403
    assert nina.get(f"{URL}applications/").status_code == 403


def test_a_partnership_is_made_once_suspended_and_resumed(world):
    sam = api(world, "sam")
    body = {"partner": world.northwind.ref, "program": world.programs["acme"].ref}
    assert sam.post(f"{URL}partnerships/", body).status_code == 409
    one = f"{URL}partnerships/{world.partnerships['northwind'].ref}/"
    assert sam.post(f"{one}actions/suspend/", {"reason": "Unpaid"}).json()["suspended_at"] is not None
    assert sam.post(f"{one}actions/resume/").json()["suspended_at"] is None
    assert sam.post(f"{one}actions/resume/").status_code == 409
