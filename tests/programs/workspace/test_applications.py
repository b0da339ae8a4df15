import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from prm.accounts.models import Invitation
from prm.notifications.models import Notification, OutboxMail
from prm.outbox.services import drain
from programs.models import Application, Partnership

BASE = "/w/acme/programs/applications/"


def test_the_queue_costs_the_same_for_two_and_six(world, apply):
    sam = world.client("sam")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = sam.get(BASE)
        assert page.status_code == 200
        return len(queries), page.content.decode().count("Fabrikam GmbH")

    for _number in range(2):
        apply()
    cost()
    two, shown = cost()
    for _number in range(4):
        apply()
    six, more = cost()
    assert two == six
    assert more > shown


def test_the_decision_screen_shows_case_evidence_and_bar(world, apply):
    row = apply()
    page = world.client("sam").get(f"{BASE}{row.ref}/").content.decode()
    for text in (
        "Fabrikam GmbH", "Germany", "Ute Falk", "Vendors that complement you", "Scorecard", "Qualify",
        "names no customer segments", "Approve", "Return", "Reject", 'data-key="a"', "makes the partner, invites Ute Falk",
    ):  # fmt: skip
        assert text in page, text


def test_a_viewer_reads_without_bar_and_scores_nothing(world, apply):
    row = apply()
    vera = world.client("vera")
    page = vera.get(f"{BASE}{row.ref}/").content.decode()
    assert "data-decision-bar" not in page
    for path in ("approve/", "return/", "reject/", "assign/", "start_review/", "score/finances/"):
        url = f"{BASE}{row.ref}/{path.replace('_', '-')}"
        assert vera.post(url, {"reason": "x", "score": "1", "evidence": "x"}).status_code == 403


def test_approval_invites_and_goes_on_to_the_next(world, apply):
    first, second = apply(), apply(company_name="Second", domain="second.example", contact_email="a@second.example")
    sam = world.client("sam")
    sam.post(f"{BASE}{first.ref}/start-review/")
    done = sam.post(f"{BASE}{first.ref}/approve/")
    assert done.url == f"{BASE}{second.ref}/"
    again = sam.post(f"{BASE}{first.ref}/approve/")
    assert again.status_code == 409
    drain(world.acme.pk)
    with world.scope("acme"):
        partner = Partner.objects.get(domain="fabrikam.de")
        assert (partner.owner, Partnership.objects.get(partner=partner).status) == (world.sam, "approved")
        invited = Invitation.objects.get()
        assert (invited.email, invited.role, invited.partner_id) == ("ute@fabrikam.de", "admin", partner.pk)
        kinds = list(OutboxMail.objects.filter(to_email="ute@fabrikam.de").values_list("subject", flat=True))
        assert sorted(kinds) == [
            "Sam invites you to work with Acme", "We have your application to Acme Resale", "Welcome to Acme Resale",
        ]  # fmt: skip


def test_those_who_decide_hear_of_it_and_the_mail_holds_no_link(world, apply):
    row = apply()
    drain(world.acme.pk)
    with world.scope("acme"):
        told = set(
            Notification.objects.filter(kind="programs.application_waiting").values_list("recipient__name", flat=True)
        )
        assert told == {"Alice", "Sam", "Petra"}
        mail = OutboxMail.objects.get(kind="programs.application")
        assert (mail.secret, mail.action_path) == (f"application:{row.pk}", "")


def test_rejecting_needs_a_reason_the_applicant_reads(world, apply):
    row = apply()
    sam = world.client("sam")
    assert sam.post(f"{BASE}{row.ref}/reject/", {"reason": "", "note": " "}).status_code == 400
    assert (
        sam.post(f"{BASE}{row.ref}/reject/", {"reason": "We have enough partners.", "note": "Sorry."}).status_code
        == 302
    )
    drain(world.acme.pk)
    with world.scope("acme"):
        row.refresh_from_db()
        assert (row.status, row.reason) == ("rejected", "We have enough partners. Sorry.")
        assert OutboxMail.objects.filter(body__contains="We have enough partners. Sorry.").count() == 1


def test_below_the_threshold_sam_is_told_whom_to_ask(world, apply):
    row = apply(segments=[], technical_people=0, answers={})
    sam, alice = world.client("sam"), world.client("alice")
    assert sam.post(f"{BASE}{row.ref}/approve/", {"note": "I like them"}).status_code == 403
    assert alice.post(f"{BASE}{row.ref}/approve/").status_code == 409
    assert alice.post(f"{BASE}{row.ref}/approve/", {"note": "Only one in the Baltics"}).status_code == 302
    with world.scope("acme"):
        assert Application.objects.get().override_reason == "Only one in the Baltics"


def test_scoring_on_evidence(world, apply):
    row = apply()
    sam = world.client("sam")
    url = f"{BASE}{row.ref}/score/"
    assert sam.post(f"{url}finances/", {"score": "9", "evidence": "x"}).status_code == 400
    assert sam.post(f"{url}love/", {"score": "1", "evidence": "x"}).status_code == 404
    assert sam.post(f"{url}finances/", {"score": "1", "evidence": "Register"}).status_code == 302
    assert "Register" in sam.get(f"{BASE}{row.ref}/").content.decode()


def test_a_look_alike_is_approved_under_the_partner_that_exists(world, apply):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.contoso.pk).update(domain="fabrikam.de")
        Partnership.objects.filter(partner=world.contoso).update(status="ended")
    row = apply()
    sam = world.client("sam")
    assert "Approve under this partner" in sam.get(f"{BASE}{row.ref}/").content.decode()
    assert sam.post(f"{BASE}{row.ref}/approve/", {"partner": world.contoso.ref}).status_code == 302
    with world.scope("acme"):
        assert Partner.objects.count() == 3
        assert Application.objects.get().partner == world.contoso


@pytest.mark.parametrize("who", ["eve", "nina"])
def test_strangers_find_nothing(world, apply, who):
    row = apply()
    assert world.client(who).get(f"{BASE}{row.ref}/").status_code == 404
