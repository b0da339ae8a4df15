import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from prm.notifications.models import Notification
from prm.outbox.services import drain
from programs.models import OnboardingStep, Partnership, TierProposal
from programs.services.partnership import create_partnership

BASE = "/w/acme/programs/"


@pytest.fixture
def northwind(world):
    return world.partnerships["northwind"]


def cost_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def add_more(world, count=4):
    with world.scope("acme"):
        for number in range(count):
            partner = Partner.objects.create(name=f"More {number}", owner=world.sam)
            create_partnership(partner, world.programs["acme"], actor=world.system(), at=world.now)


@pytest.mark.parametrize("path", ["programs/partnerships/", "programs/onboarding/", "partners/"])
def test_lists_cost_the_same_for_few_and_many(world, journey, path):
    sam = world.client("sam")
    before = cost_of(sam, f"/w/acme/{path}")
    add_more(world)
    with world.scope("acme"):
        from programs.services.partnership import mark_contracted

        for row in Partnership.objects.filter(status="approved"):
            mark_contracted(row, actor=world.system(), at=world.now)
    assert cost_of(sam, f"/w/acme/{path}") == before


def test_one_partnership_in_full(world, northwind, journey):
    page = world.client("sam").get(f"{BASE}partnerships/{northwind.ref}/").content.decode()
    for text in ("Northwind, Acme Resale", "Kick-off call", "Provision the demo system", "Member", "optional"):
        assert text in page, text


def test_it_is_shown_on_the_partners_page(world, northwind, journey):
    sam = world.client("sam")
    page = sam.get(f"/w/acme/partners/{world.northwind.ref}/").content.decode()
    for text in ("Resale", "Member", "Qualified", "Onboarded", "Onboard"):
        assert text in page, text
    panel = sam.get(f"{BASE}of-partner/{world.northwind.ref}/", headers={"HX-Request": "true"}).content.decode()
    assert "Kick-off call" in panel
    assert "<html" not in panel
    assert "Resale" in sam.get("/w/acme/partners/", {"type": "resale"}).content.decode()


def test_joining_by_hand(world):
    sam = world.client("sam")
    with world.scope("acme"):
        partner = Partner.objects.create(name="Fabrikam")
    typed = {"partner": str(partner.pk), "program": str(world.programs["acme"].pk)}
    assert sam.post(f"{BASE}partnerships/new/", typed).status_code == 302
    assert sam.post(f"{BASE}partnerships/new/", typed).status_code == 409
    assert sam.post(f"{BASE}partnerships/new/", {**typed, "partner": str(world.initech.pk)}).status_code == 400


def test_suspend_lift_end(world, northwind):
    sam = world.client("sam")
    url = f"{BASE}partnerships/{northwind.ref}/"
    assert sam.post(f"{url}stop/suspend/", {"reason": ""}).status_code == 400
    assert sam.post(f"{url}stop/suspend/", {"reason": "Papers"}).status_code == 302
    assert sam.post(f"{url}stop/suspend/", {"reason": "Papers"}).status_code == 409
    assert sam.post(f"{url}lift/").status_code == 302
    assert sam.post(f"{url}activate/").status_code == 302
    assert sam.post(f"{url}stop/end/", {"reason": "Sold"}).status_code == 302
    assert sam.post(f"{url}activate/").status_code == 409
    assert sam.post(f"{url}end/").status_code == 404
    assert world.client("vera").post(f"{url}activate/").status_code == 403


def test_the_tier_by_hand_with_a_reason_the_partner_reads(world, northwind):
    petra = world.client("petra")
    url = f"{BASE}partnerships/{northwind.ref}/tier/"
    with world.scope("acme"):
        silver = northwind.program.tiers.get(rank=2)
    typed = {"tier": str(silver.pk), "effective_on": "2026-03-20", "why": "Earned in the audit"}
    assert world.client("sam").post(url, typed).status_code == 403
    assert petra.post(url, {**typed, "why": ""}).status_code == 400
    assert petra.post(url, typed).status_code == 302
    drain(world.acme.pk)
    with world.scope("acme"):
        told = Notification.objects.filter(kind="programs.tier_changed")
        assert {(n.recipient.name, n.body) for n in told.select_related("recipient")} == {
            (name, "Earned in the audit") for name in ("Bob", "Nina", "Xena")
        }


def test_steps_are_completed_skipped_and_opened_again(world, northwind, journey):
    sam = world.client("sam")
    with world.scope("acme"):
        call, demo, _course = OnboardingStep.objects.order_by("position")
    url = f"{BASE}onboarding/steps/"
    assert sam.post(f"{url}{call.ref}/complete/").status_code == 302
    assert sam.post(f"{url}{call.ref}/complete/").status_code == 409
    assert sam.post(f"{url}{demo.ref}/skip/", {"reason": ""}).status_code == 400
    assert sam.post(f"{url}{demo.ref}/skip/", {"reason": "Has one"}).status_code == 302
    assert sam.post(f"{url}{call.ref}/reopen/", {"reason": "Nobody came"}).status_code == 302
    with world.scope("acme"):
        assert list(OnboardingStep.objects.order_by("position").values_list("status", flat=True)) == [
            "action_required", "skipped", "pending",
        ]  # fmt: skip
    assert world.client("fay").post(f"{url}{call.ref}/complete/").status_code == 403


def test_the_journeys_at_risk_stand_alone(world, journey):
    sam = world.client("sam")
    assert "Northwind" in sam.get(f"{BASE}onboarding/").content.decode()
    # Signed in March 2026; by now every step is late.
    assert "3 late" in sam.get(f"{BASE}onboarding/", {"at_risk": "1"}).content.decode()
    with world.scope("acme"):
        OnboardingStep.objects.update(due_on="2099-01-01")
        type(journey).objects.update(started_on="2099-01-01", window_ends_on="2099-06-01")
    assert "Northwind" not in sam.get(f"{BASE}onboarding/", {"at_risk": "1"}).content.decode()


def test_promotions_are_decided_and_the_review_runs_by_hand(world, northwind, django_capture_on_commit_callbacks):
    petra = world.client("petra")
    with world.scope("acme"):
        proposal = TierProposal.objects.create(
            partner=world.northwind, partnership=northwind, from_tier=northwind.tier, explanation="All conditions hold.",
            to_tier=northwind.program.tiers.get(rank=3), proposed_at=world.now,
        )  # fmt: skip
    assert "Northwind" in petra.get(f"{BASE}promotions/").content.decode()
    url = f"{BASE}promotions/{proposal.ref}/"
    assert "All conditions hold." in petra.get(url).content.decode()
    assert world.client("sam").post(f"{url}approve/").status_code == 403
    assert petra.post(f"{url}decline/", {"note": ""}).status_code == 400
    assert petra.post(f"{url}approve/").status_code == 302
    assert petra.post(f"{url}approve/").status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        assert petra.post(f"{BASE}promotions/review/").status_code == 302
    assert world.client("vera").post(f"{BASE}promotions/review/").status_code == 403
