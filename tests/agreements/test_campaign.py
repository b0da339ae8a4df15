"""A new version is put to all partners on older ones: each accepts it anew, under the offer the vendor signed once."""

from datetime import timedelta

import pytest

from agreements.models import AcceptanceAsk, AcceptanceCampaign, Agreement, Signature
from agreements.queries.campaigns import asks_with_state, progress_of
from agreements.queries.papers import who_accepted
from agreements.rules.limits import Limit
from agreements.services.approval import set_limits
from agreements.services.campaign import (
    Offer,
    ask_partners,
    remind_of_offers,
    start_campaign,
    stop_campaign,
)
from agreements.services.drafting import generate_agreement, negotiate_terms, prepare_renewal
from agreements.services.signing import (
    countersign_agreement,
    decline_agreement,
    request_changes,
    send_agreement,
    sign_agreement,
)
from agreements.services.template import publish_version, save_draft
from agreements.tasks import offer_version
from agreements.today import late_to_accept
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.services import drain
from tests.agreements.conftest import BODY, TERMS, assent_of
from tests.support.api import api

DAY = timedelta(days=1)
OFFER = Offer("Alice", "Chief of channels", "alice@acme.example", has_authority=True, ip="192.0.2.1")


def execute(world, partner, person, terms=None, at=None):
    """An agreement of a partner on the version of the day, signed by both."""
    sam, at = world.actor("sam"), at or world.now
    with world.scope("acme"):
        row = generate_agreement(world.partnerships[partner], actor=sam, at=at)
        if terms:
            row = negotiate_terms(row, {**TERMS, **terms}, why="As agreed", actor=sam, at=at)
        row = send_agreement(row, actor=sam, at=at)
    with world.scope(person):
        sign_agreement(row, assent_of(world, person, row), actor=world.actor(person), at=at)
    with world.scope("acme"):
        return countersign_agreement(row, assent_of(world, "alice", row), actor=world.actor("alice"), at=at)


def publish(world, template, words):
    alice = {"actor": world.actor("alice"), "at": world.now}
    with world.scope("acme"):
        return publish_version(save_draft(template, body=BODY + words, parameters=TERMS, **alice), **alice)


@pytest.fixture
def papers(world, template):
    """Northwind and Contoso stand on version 1, Contoso on terms of its own; then version 2 is published."""
    return {
        "northwind": execute(world, "northwind", "bob"),
        "contoso": execute(world, "contoso", "carl", {"protection_days": 120}),
    }


@pytest.fixture
def second(world, template, papers):
    return publish(world, template, "\n\nData protection.")


def start(world, version, **more):
    given = {"due_on": (world.now + 20 * DAY).date(), "note": "Data protection is new.", "offer": OFFER, **more}
    with world.scope("acme"):
        return start_campaign(version, **{"actor": world.actor("alice"), "at": world.now, **given})


def ask_all(world, campaign):
    """What the worker does, and the mails that follow."""
    offer_version.run_now(vendor_id=str(world.acme.pk), campaign_id=str(campaign.pk), at=world.now.isoformat())
    drain(world.acme.pk)
    return campaign


@pytest.fixture
def campaign(world, second):
    return ask_all(world, start(world, second))


def ask_for(world, campaign, partner):
    with world.scope("acme"):
        rows = asks_with_state((world.now + DAY).date()).filter(partner=world.partners[partner])
        return rows.get(campaign=campaign)


def accept(world, paper, person, at):
    with world.scope(person):
        sign_agreement(paper, assent_of(world, person, paper), actor=world.actor(person), at=at)
    drain(world.acme.pk)
    with world.scope("acme"):
        return Agreement.objects.get(pk=paper.pk)


def test_every_partner_on_an_older_version_is_asked_with_its_own_terms(world, campaign, papers):
    with world.scope("acme"):
        rows = {row.partner.name: row for row in AcceptanceAsk.objects.select_related("partner", "agreement", "before")}
        assert {name: row.before for name, row in rows.items()} == {
            "Northwind": papers["northwind"], "Contoso": papers["contoso"],
        }  # fmt: skip
        paper = rows["Contoso"].agreement
        assert (paper.status, paper.version_number, paper.negotiated) == ("sent", 2, {"protection_days": 120})
        assert "Data protection." in paper.text
        assert "for 120 days" in paper.text
        heard = Notification.objects.get(
            recipient=world.members["carl"], kind="agreements.sent", url__contains=paper.ref
        )
        assert heard.body.endswith("Accept it by 6 Apr 2026. Data protection is new.")
    ask_all(world, campaign)
    with world.scope("acme"):
        assert AcceptanceAsk.objects.count() == 2


def test_accepting_executes_it_under_the_offer_and_ends_the_older_paper(world, campaign, papers, second):
    paper = ask_for(world, campaign, "northwind").agreement
    row = accept(world, paper, "bob", world.now + 3 * DAY)
    assert (row.status, row.effective_on) == ("executed", (world.now + 3 * DAY).date())
    with world.scope("acme"):
        ours = Signature.objects.get(agreement=row, side="vendor")
        assert (ours.signer_name, ours.method, ours.document_sha256, ours.ip, ours.member) == (
            "Alice", "offer", row.text_sha256, "192.0.2.1", world.members["alice"],
        )  # fmt: skip
        assert "I offer version 2 of Resale agreement to every partner" in ours.statement
        assert Agreement.objects.get(pk=papers["northwind"].pk).status == "expired"
        assert progress_of(campaign, world.now.date()) == {"accepted": 1, "open": 1}
        assert [item.partner.name for item in who_accepted(second, world.now + 4 * DAY)] == ["Northwind"]
        assert list(who_accepted(second, world.now + 2 * DAY)) == []
        assert not Notification.objects.filter(kind="agreements.countersign", url__contains=row.ref).exists()


def test_without_an_offer_a_signature_waits_for_ours(world, campaign, papers):
    paper = ask_for(world, campaign, "northwind").agreement
    with world.scope("bob"):
        sign_agreement(paper, assent_of(world, "bob", paper), actor=world.actor("bob"), at=world.now)
    with world.scope("acme"):
        stop_campaign(campaign, actor=world.actor("alice"), at=world.now)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Agreement.objects.get(pk=paper.pk).status == "partly_signed"
        assert Notification.objects.filter(kind="agreements.countersign", url__contains=paper.ref).exists()
        other = ask_for(world, campaign, "contoso")
        assert (other.state, other.agreement.status, other.agreement.end_reason) == (
            "withdrawn", "void", "The offer was withdrawn.",
        )  # fmt: skip
        with pytest.raises(WrongState):
            stop_campaign(campaign, actor=world.actor("alice"), at=world.now)


def test_who_declines_asks_for_changes_or_is_late_shows(world, campaign):
    paper = ask_for(world, campaign, "northwind").agreement
    with world.scope("bob"):
        decline_agreement(paper, reason="No", actor=world.actor("bob"), at=world.now)
    with world.scope("acme"):
        assert progress_of(campaign, (world.now + 20 * DAY).date()) == {"declined": 1, "open": 1}
        assert progress_of(campaign, (world.now + 21 * DAY).date()) == {"declined": 1, "overdue": 1}
    other = ask_for(world, campaign, "contoso").agreement
    with world.scope("carl"):
        request_changes(other, reason="90 days", actor=world.actor("carl"), at=world.now)
    with world.scope("acme"):
        assert progress_of(campaign, world.now.date()) == {"declined": 1, "open": 1}


def test_who_has_another_paper_or_terms_beyond_the_limits_is_listed_with_the_reason(world, second, papers):
    with world.scope("acme"):
        other = prepare_renewal(papers["northwind"], actor=world.actor("sam"), at=world.now)
        set_limits({"protection_days": Limit(None, 100)}, actor=world.actor("alice"), at=world.now)
    campaign = ask_all(world, start(world, second))
    with world.scope("acme"):
        why = dict(AcceptanceAsk.objects.filter(campaign=campaign).values_list("partner__name", "skipped_why"))
        assert why["Northwind"] == f"Another paper is in the making: {other.ref}."
        assert why["Contoso"].startswith("A second person has to approve these terms")
        assert progress_of(campaign, world.now.date()) == {"skipped": 2}
        # Nothing half-made is left behind.
        assert Agreement.objects.filter(status="draft").count() == 1


def test_reminders_go_out_once_each_to_who_has_not_answered(world, campaign):
    accept(world, ask_for(world, campaign, "northwind").agreement, "bob", world.now)

    def remind(days):
        with world.scope("acme"):
            return remind_of_offers(at=world.now + days * DAY)

    # Asked 20 days before: the one of 30 is over.
    assert [remind(day) for day in (1, 6, 6, 7, 13, 14, 19, 19, 20, 21)] == [0, 1, 0, 0, 1, 0, 1, 0, 0, 0]
    drain(world.acme.pk)
    with world.scope("acme"):
        told = Notification.objects.filter(kind="agreements.sent", subject__startswith="Reminder")
        assert [item.recipient.name for item in told] == ["Carl"] * 3


def test_the_next_version_takes_the_place_of_the_campaign_before(world, template, campaign):
    first = ask_for(world, campaign, "northwind").agreement
    third = publish(world, template, "\n\nThird.")
    later = ask_all(world, start(world, third))
    paper = ask_for(world, later, "northwind").agreement
    assert (paper.pk, paper.version_number, paper.status) == (first.pk, 3, "sent")
    with world.scope("acme"):
        assert list(AcceptanceCampaign.objects.order_by("started_at", "pk").values_list("status", flat=True)) == [
            "stopped", "running",
        ]  # fmt: skip
    assert accept(world, paper, "bob", world.now + DAY).status == "executed"


def test_partners_are_asked_so_many_at_a_time(world, second, papers, monkeypatch):
    monkeypatch.setattr("agreements.services.campaign.CHUNK", 1)
    campaign = start(world, second)
    with world.scope("acme"):
        assert [ask_partners(campaign, at=world.now) for _run in range(3)] == [1, 1, 0]
        assert AcceptanceAsk.objects.filter(campaign=campaign).count() == 2


def test_who_is_late_stands_on_the_page_of_today(world, campaign):
    accept(world, ask_for(world, campaign, "northwind").agreement, "bob", world.now)
    sam = world.actor("sam")
    with world.scope("acme"):
        assert late_to_accept(sam, world.now + 20 * DAY) == []
        assert [(item.partner, item.why) for item in late_to_accept(sam, world.now + 21 * DAY, mine=True)] == [
            ("Contoso", "It was to be accepted by 6 Apr 2026.")
        ]
        stop_campaign(campaign, actor=world.actor("alice"), at=world.now)
        assert late_to_accept(sam, world.now + 21 * DAY) == []


def test_what_is_no_campaign(world, template, second):
    for wrong, field in (
        ({"due_on": (world.now + 6 * DAY).date()}, "due_on"),
        ({"offer": Offer("", "Chief", "a@acme.example", has_authority=True)}, "name"),
        ({"offer": Offer("Alice", "Chief", "a@acme.example", has_authority=False)}, "has_authority"),
    ):
        with pytest.raises(Invalid) as refused:
            start(world, second, **wrong)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Forbidden):
        start(world, second, actor=world.actor("sam"))
    with world.scope("acme"):
        first = template.versions.get(number=1)
    with pytest.raises(Refused):
        start(world, first)


def test_a_version_nobody_is_behind_of_is_put_to_nobody(world, template):
    second = publish(world, template, "\n\nMore.")
    with pytest.raises(Refused):
        start(world, second)


def test_the_pages_and_the_api(world, papers, second):
    alice, sam = world.client("alice"), world.client("sam")
    version = f"/w/acme/agreements/versions/{second.ref}/"
    assert "Ask partners to accept" in alice.get(version).content.decode()
    assert "Ask partners to accept" not in sam.get(version).content.decode()
    page = alice.get(f"{version}campaign/").content.decode()
    assert ("I offer version 2 of Resale agreement" in page, 'value="Alice"' in page) == (True, True)
    given = {
        "due_on": "2099-01-31", "note": "Data protection is new.", "name": "Alice", "title": "Chief",
        "email": "alice@acme.example",
    }  # fmt: skip
    assert alice.post(f"{version}campaign/", given).status_code == 400
    assert alice.post(f"{version}campaign/", {**given, "has_authority": "on"}).status_code == 302
    with world.scope("acme"):
        campaign = AcceptanceCampaign.objects.get()
    ask_all(world, campaign)
    with world.scope("acme"):
        paper = AcceptanceAsk.objects.get(partner=world.northwind).agreement
    url = f"/w/acme/agreements/campaigns/{campaign.ref}/"
    page = sam.get(url).content.decode()
    assert ["Northwind" in page, "Contoso" in page, "0 of 2" in page, "Withdraw the offer" in page] == [
        True,
        True,
        True,
        False,
    ]
    assert campaign.ref in sam.get("/w/acme/agreements/campaigns/").content.decode()
    client, theirs = world.client("bob"), f"/p/acme/agreements/{paper.ref}/"
    words = f"Version 2 takes the place of {papers['northwind'].ref} as soon as you have signed."
    assert words in client.get(theirs).content.decode()
    page = client.get(f"{theirs}sign/").content.decode()
    assert (words in page, "Data protection is new." in page) == (True, True)
    assert "Accept it by 31 Jan 2099" in client.get("/p/acme/today/").content.decode()
    answer = client.post(
        f"{theirs}sign/",
        {"name": "Bob", "title": "Owner", "email": "bob@northwind.example", "has_authority": "on",
         "document_sha256": paper.text_sha256, "drawing": ""},
    )  # fmt: skip
    assert answer.status_code == 302
    drain(world.acme.pk)
    assert "takes the place" not in client.get(theirs).content.decode()
    page = sam.get(f"{url}?state=accepted").content.decode()
    assert ("Northwind" in page, "Contoso" in page, "1 of 2" in page) == (True, False, True)
    rows = (
        api(world, "sam").get("/api/v1/agreements/acceptances/", campaign=campaign.ref, state="open").json()["results"]
    )
    assert [(row["before"], row["state"], row["accepted_at"]) for row in rows] == [
        (papers["contoso"].ref, "open", None)
    ]
    assert sam.post(f"{url}stop/").status_code == 403
    assert alice.post(f"{url}stop/").status_code == 302
    assert "Withdrawn: 1" in sam.get(url).content.decode()
    assert world.client("nina").get(url).status_code == 404
