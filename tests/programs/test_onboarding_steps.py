from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from prm.audit.models import AuditEntry
from prm.decisions.models import Decision
from prm.lib.errors import Forbidden, Refused
from prm.notifications.models import Notification
from prm.outbox.services import drain
from programs import tasks
from programs.models import CommercialEvent, HandIn, Journey, OnboardingStep, Partnership
from programs.queries import expectation_of, vendor_day
from programs.queries.access import closed_areas
from programs.services.activation import expect_before_enabled, record_commercial_event
from programs.services.journey import Step, save_template
from programs.services.onboarding import (
    OPEN,
    agree_meeting,
    complete_step,
    hand_in_step,
    lay_out_journey,
    record_step,
    reopen_step,
    skip_step,
    start_journey,
)
from programs.services.window import journeys_running, move_windows, steps_near, tell_of_dates
from tests.support.api import api

PAGE = "/p/acme/programs/first-steps/"
STEPS = [
    Step("sign_in", "Sign in", due_days=3, stage="Begin"),
    Step("upload", "Hand in the design", due_days=10, stage="Begin"),
    Step("form", "Who does what", due_days=12, stage="Begin"),
    Step("meeting", "Kick-off", "both", 14, stage="Begin"),
    Step("task", "Provide keys", "vendor", 20, stage="Begin"),
    Step("pass_course", "Learn", due_days=40, stage="Learn", opens=["deals"]),
]


@pytest.fixture
def ship(world):
    """Northwind, signed today and being onboarded."""
    with world.scope("acme"):
        system = {"actor": world.system(), "at": world.now}
        save_template(type="resale", name="First 90 days", window_days=90, steps=STEPS, **system)
        row = world.partnerships["northwind"]
        lay_out_journey(row)
        start_journey(row, **system)
        Partnership.objects.filter(pk=row.pk).update(status="onboarding", activated_at=None)
        row.refresh_from_db()
        return row


def step(kind):
    return OnboardingStep.objects.select_related("journey", "partnership").get(kind=kind)


def night(world, days):
    with world.scope("acme"):
        at = world.now + timedelta(days=days)
        move_windows(list(journeys_running()), actor=world.system(), at=at)
        tell_of_dates(list(steps_near(vendor_day(at))), at=at)
    drain(world.acme.pk)


def test_somebody_there_has_signed_in_already(world, ship):
    with world.scope("acme"):
        assert step("sign_in").status == "completed"


def test_a_file_is_handed_in_sent_back_and_accepted(world, ship):
    nina, sam = world.client("nina"), world.client("sam")
    with world.scope("acme"):
        upload = step("upload")
    url, ours = f"{PAGE}{upload.ref}/hand-in/", f"/w/acme/programs/onboarding/steps/{upload.ref}/"
    assert "File" in nina.get(url).content.decode()
    assert nina.post(url, {"note": "No file"}).status_code == 400
    bad = SimpleUploadedFile("plan.pdf", b"MZ not a pdf")
    assert nina.post(url, {"file": bad}).status_code in (400, 422)
    plan = SimpleUploadedFile("plan.txt", b"Edge talks to the cloud.")
    assert nina.post(url, {"file": plan, "note": "The plan"}).status_code == 302
    assert nina.post(url, {"file": SimpleUploadedFile("p.txt", b"Again.")}).status_code == 409
    page = sam.get(ours).content.decode()
    for text in ("plan.txt", "The plan", "Accept", "Send back"):
        assert text in page, text
    assert sam.post(f"{ours}reopen/", {"reason": "Page 2 is missing"}).status_code == 302
    assert "Sent back: Page 2 is missing" in nina.get(url).content.decode()
    assert nina.post(url, {"file": SimpleUploadedFile("p.txt", b"Whole.")}).status_code == 302
    assert sam.post(f"{ours}complete/").status_code == 302
    with world.scope("acme"):
        given = HandIn.objects.filter(step=upload).order_by("handed_in_at")
        assert [(row.is_accepted, row.decided_by) for row in given] == [(False, "Sam"), (True, "Sam")]
    assert world.client("carl").get(url).status_code == 404


def test_a_form_is_answered_and_shown_as_it_was_asked(world, ship):
    nina = world.client("nina")
    with world.scope("acme"):
        form = step("form")
    url = f"{PAGE}{form.ref}/hand-in/"
    assert nina.post(url, {"answer": ""}).status_code == 400
    assert nina.post(url, {"answer": "Bob signs, Nina sells"}).status_code == 302
    page = world.client("sam").get(f"/w/acme/programs/onboarding/steps/{form.ref}/").content.decode()
    for text in ("Tell us", "Bob signs, Nina sells", "Handed in by Nina"):
        assert text in page, text


def test_a_stage_waits_for_the_one_before(world, ship):
    with world.scope("acme"):
        Journey.objects.update(is_sequential=True)
        OnboardingStep.objects.filter(kind="meeting").update(stage="Later", position=9)
        with pytest.raises(Refused, match="First comes Hand in the design"):
            hand_in_step(step("meeting"), actor=world.actor("nina"), at=world.now)
        assert hand_in_step(step("upload"), actor=world.actor("nina"), at=world.now).status == "waiting_approval"


def test_a_meeting_is_agreed_on_and_both_see_when(world, ship):
    with world.scope("acme"):
        meeting = step("meeting")
        with pytest.raises(Forbidden):
            agree_meeting(meeting, meets_at=world.now, actor=world.actor("vera"), at=world.now)
        with pytest.raises(Refused, match="no meeting"):
            agree_meeting(step("task"), meets_at=world.now, actor=world.actor("sam"), at=world.now)
    url = f"/w/acme/programs/onboarding/steps/{meeting.ref}/meet/"
    assert world.client("sam").post(url, {"meets_at": "2026-03-20T10:00"}).status_code == 302
    assert "agreed for" in world.client("nina").get(PAGE).content.decode()


def test_our_delay_is_added_to_the_window_which_then_closes_once(world, ship):
    with world.scope("acme"):
        at = world.now + timedelta(days=5)
        hand_in_step(step("upload"), actor=world.actor("nina"), at=at)
        complete_step(step("upload"), actor=world.actor("sam"), at=at + timedelta(days=4))
        complete_step(step("task"), actor=world.actor("sam"), at=world.now + timedelta(days=23))
    night(world, 50)
    with world.scope("acme"):
        journey = Journey.objects.get()
        assert (journey.vendor_delay_days, journey.closed_on) == (7, None)
        assert journey.window_ends_on == vendor_day(world.now) + timedelta(days=97)
    night(world, 98)
    night(world, 99)
    with world.scope("acme"):
        journey.refresh_from_db()
        assert journey.closed_on == vendor_day(world.now) + timedelta(days=98)
        assert (journey.closed_required, journey.closed_done, journey.closed_waived) == (6, 3, 0)
        assert AuditEntry.objects.filter(action="onboarding.window_closed").count() == 1


def test_dates_are_told_of_once_at_each_level(world, ship):
    def told(kind):
        with world.scope("acme"):
            rows = Notification.objects.filter(kind=kind, subject__contains="Hand in the design")
            return sorted(rows.values_list("recipient__name", flat=True))

    night(world, 8)
    night(world, 9)
    assert (told("programs.step_due"), told("programs.step_late")) == (["Bob", "Nina", "Xena"], [])
    night(world, 12)
    assert (len(told("programs.step_due")), told("programs.step_late")) == (6, ["Sam"])
    night(world, 30)
    night(world, 31)
    assert len(told("programs.step_due")) == 6
    assert len(told("programs.step_late")) == 2


def test_a_night_reaches_every_journey_a_slice_at_a_time(world, ship, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "SLICE", 1)
    with world.scope("acme"):
        other = world.partnerships["contoso"]
        lay_out_journey(other)
        start_journey(other, actor=world.system(), at=world.now)
        for ours in OnboardingStep.objects.filter(side="vendor"):
            complete_step(ours, actor=world.actor("sam"), at=world.now)
    with django_capture_on_commit_callbacks(execute=True):
        at = world.now + timedelta(days=120)
        tasks.keep_onboarding.run_now(vendor_id=str(world.acme.pk), at=at.isoformat())
    with world.scope("acme"):
        assert Journey.objects.exclude(closed_on=None).count() == 2
        late = OnboardingStep.objects.filter(status__in=OPEN, due_on__isnull=False)
        assert set(late.values_list("told", flat=True)) == {3}
        assert set(late.values_list("partnership", flat=True)) == {ship.pk, other.pk}


def test_what_was_handed_in_for_a_step_left_out_is_neither_accepted_nor_sent_back(world, ship):
    with world.scope("nina"):
        hand_in_step(step("upload"), note="Here", actor=world.actor("nina"), at=world.now)
    with world.scope("acme"):
        skip_step(step("upload"), reason="Not for them", actor=world.actor("sam"), at=world.now)
        given = HandIn.objects.select_related("step").get()
    assert (given.is_accepted, given.reason) == (None, "Not for them")
    page = world.client("sam").get(f"/w/acme/programs/onboarding/steps/{given.step.ref}/").content.decode()
    assert "no longer needed" in page


def test_nothing_is_expected_before_enablement_but_by_name(world, ship):
    with world.scope("acme"):
        today = vendor_day(world.now)
        assert not expectation_of(ship, today).may
        assert expectation_of(ship, today).missing == ("Learn",)
        with pytest.raises(Forbidden):
            expect_before_enabled(ship, actor=world.actor("sam"), at=world.now, reason="They sell already")
    chief = next(name for name in ("alice", "petra") if may_override(world, name))
    url = f"/w/acme/programs/partnerships/{ship.ref}/expect/"
    assert "Enablement first" in world.client("sam").get(f"/w/acme/programs/partnerships/{ship.ref}/").content.decode()
    assert world.client("sam").post(url, {"reason": "They sell"}).status_code == 403
    with world.scope("acme"):
        expect_before_enabled(ship, actor=world.actor(chief), at=world.now, reason="They sell already")
        found = expectation_of(ship, today)
        assert (found.may, found.since, found.reason) == (True, today, "They sell already")
        assert not expectation_of(ship, today - timedelta(days=1)).may
        assert Decision.objects.get(rule="programs.enablement_before_expectation").result.startswith("Targets may run")
        with pytest.raises(Refused, match="nothing to override"):
            expect_before_enabled(ship, actor=world.actor(chief), at=world.now, reason="Again")


def may_override(world, name):
    with world.scope("acme"):
        return world.actor(name).can("programs.override_enablement")


def test_targets_run_from_the_day_enablement_is_complete(world, ship):
    with world.scope("acme"):
        day = vendor_day(world.now) + timedelta(days=30)
        record_step(ship, "pass_course", actor=world.system(), at=world.now + timedelta(days=30))
        assert expectation_of(ship, day).since == day
        assert not expectation_of(ship, day - timedelta(days=1)).may
        assert expectation_of(world.partnerships["contoso"], day).may


def test_first_business_activates_and_counts_from_when_the_partner_acted(world, ship):
    with world.scope("acme"):
        acted = world.now - timedelta(days=3)
        who = {"source_id": ship.pk, "acted_at": acted}
        for _again in range(2):
            record_commercial_event(ship, "registration", **who, at=world.now)
        record_commercial_event(ship, "volume_report", **who, at=world.now)
        ship.refresh_from_db()
        assert (ship.status, ship.activated_at) == ("active", world.now)
        found = CommercialEvent.objects.order_by("kind").values_list("kind", "is_strict", "acted_at")
        assert list(found) == [("registration", True, acted), ("volume_report", False, acted)]


def test_an_area_stays_closed_until_its_step_is_done(world, ship):
    nina = world.client("nina")
    page = nina.get("/p/acme/deals/")
    assert page.status_code == 403
    for text in ("Deals and referrals: not open yet", "Learn", "Go to the steps"):
        assert text in page.content.decode(), text
    assert "Not open to you yet" in nina.get(PAGE).content.decode()
    assert world.client("carl").get("/p/acme/deals/").status_code == 200
    with world.scope("acme"):
        record_step(ship, "pass_course", actor=world.system(), at=world.now)
    assert nina.get("/p/acme/deals/").status_code == 200
    with world.scope("acme"):
        reopen_step(step("pass_course"), actor=world.actor("sam"), at=world.now, reason="Another person")
        assert closed_areas(ship.partner_id) == {"deals": ["Learn"]}
        Partnership.objects.filter(pk=ship.pk).update(status="active")
        assert closed_areas(ship.partner_id) == {}


def test_other_software_reads_journeys_and_hands_in(world, ship):
    with world.scope("acme"):
        upload = step("upload")
    url = f"/api/v1/programs/onboarding-steps/{upload.ref}/"
    nina, sam = api(world, "nina"), api(world, "sam")
    assert "hand_in" in nina.get(url).json()["allowed_actions"]
    assert nina.post(f"{url}actions/hand_in/", {"note": "By mail"}).json()["status"] == "waiting_approval"
    assert nina.post(f"{url}actions/complete/", {}).status_code == 403
    assert sam.post(f"{url}actions/reopen/", {"reason": "Nothing came"}).json()["status"] == "action_required"
    [journey] = sam.get(f"/api/v1/programs/journeys/?partner={world.northwind.ref}").json()["results"]
    assert (journey["window_days"], journey["vendor_delay_days"], journey["closed_on"]) == (90, 0, None)
    assert api(world, "carl").get(url).status_code == 404
