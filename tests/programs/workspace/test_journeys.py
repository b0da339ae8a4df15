import pytest

from programs.models import JourneyTemplate

BASE = "/w/acme/programs/onboarding/journeys/"
STEP = {"kind": "task", "title": "Agree on volumes", "side": "both", "due_days": "30", "is_required": "on"}


@pytest.fixture
def draft(world):
    typed = {"type": "oem", "begins": "suggested", "name": "", "window_days": "", "program": ""}
    assert world.client("petra").post(f"{BASE}new/", typed).status_code == 302
    with world.scope("acme"):
        return JourneyTemplate.objects.get(type="oem")


def test_a_journey_begins_with_what_we_suggest(world, draft):
    petra = world.client("petra")
    page = petra.get(f"{BASE}{draft.ref}/").content.decode()
    for text in ("First 180 days", "Provide the evaluation kit", "Get set up", "Draft"):
        assert text in page, text
    listed = petra.get(BASE).content.decode()
    assert "First 180 days" in listed
    typed = {"type": "oem", "begins": "empty", "name": "Again"}
    assert petra.post(f"{BASE}new/", typed).status_code == 409


def test_steps_are_added_changed_moved_and_removed(world, draft):
    petra, url = world.client("petra"), f"{BASE}{draft.ref}/"
    assert petra.post(f"{url}steps/new/", {**STEP, "due_days": "200"}).status_code == 400
    assert petra.post(f"{url}steps/new/", {**STEP, "due_days": "181"}).status_code in (400, 422)
    assert petra.post(f"{url}steps/new/", {**STEP, "opens": ["deals"], "stage": "Get set up"}).status_code == 302
    page = petra.get(url).content.decode()
    assert "Agree on volumes" in page
    assert "Deals and referrals" in page
    with world.scope("acme"):
        place = draft.steps.get(title="Agree on volumes").position
    assert "Agree on volumes" in petra.get(f"{url}steps/{place}/").content.decode()
    assert petra.post(f"{url}steps/{place}/move/", {"to": "up"}).status_code == 302
    assert petra.post(f"{url}steps/{place - 1}/", {**STEP, "title": "Agree on prices"}).status_code == 302
    assert "Agree on prices" in petra.get(url).content.decode()
    assert petra.post(f"{url}steps/1/remove/").status_code == 302
    assert petra.post(f"{url}steps/99/remove/").status_code == 404
    assert petra.post(f"{url}edit/", {"name": "OEM 2", "window_days": "175"}).status_code == 302
    assert world.client("sam").post(f"{url}steps/new/", STEP).status_code == 403


def test_a_version_in_use_is_changed_by_the_next(world, draft):
    petra, url = world.client("petra"), f"{BASE}{draft.ref}/"
    assert world.client("sam").post(f"{url}publish/").status_code == 403
    assert petra.post(f"{url}publish/").status_code == 302
    assert petra.post(f"{url}publish/").status_code == 409
    assert petra.get(f"{url}edit/").status_code == 404
    there = petra.post(f"{url}change/").url
    assert there != url
    assert "Version 2" in petra.get(there).content.decode()
    assert petra.post(f"{there}discard/").status_code == 302
    assert petra.get(there).status_code == 404
