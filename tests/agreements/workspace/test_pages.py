import pytest
from django.urls import reverse

from agreements.models import Agreement
from agreements.services.template import save_draft
from tests.agreements.conftest import BODY, TERMS


def page(name, **kwargs):
    return reverse(f"workspace:agreements:{name}", kwargs={"vendor": "acme", **kwargs})


def now_is(world, agreement):
    with world.scope("acme"):
        return Agreement.objects.get(pk=agreement.pk)


def sign_data(world, agreement, person="alice", **more):
    return {
        "name": person.capitalize(), "title": "Director", "email": f"{person}@acme.example", "has_authority": "on",
        "document_sha256": agreement.text_sha256, "drawing": "", **more,
    }  # fmt: skip


def test_the_list_shows_partner_state_and_both_dates(world, executed):
    answer = world.client("sam").get(page("agreement-list"))
    assert answer.status_code == 200
    shown = answer.content.decode()
    for expected in ("Northwind", "Executed", "15 Jan 2027", "16 Mar 2027"):
        assert expected in shown


@pytest.mark.parametrize("state", ["draft", "sent", "signed", "executed"])
def test_the_page_of_an_agreement_in_each_state(world, request, state):
    row = request.getfixturevalue(state)
    answer = world.client("sam").get(page("agreement-detail", ref=row.ref))
    assert answer.status_code == 200
    assert "We protect an approved registration for" in answer.content.decode()


def test_a_draft_is_negotiated_sent_and_marked_in_the_text(world, draft):
    client = world.client("sam")
    form = {**TERMS, "decision_days": 2, "review_months": 12, "certified_people": 1, "annual_revenue": 0}
    form |= {"auto_renew": "on", "protection_days": 120, "why": "", "effective_on": ""}
    refused = client.post(page("agreement-terms", ref=draft.ref), form)
    assert refused.status_code == 400
    assert "Say why these terms differ" in refused.content.decode()
    saved = client.post(page("agreement-terms", ref=draft.ref), {**form, "why": "Long cycle"})
    assert saved.status_code == 302
    shown = client.get(page("agreement-detail", ref=draft.ref)).content.decode()
    assert "<del>90</del><ins>120</ins>" in shown
    client.post(page("agreement-send", ref=draft.ref))
    assert now_is(world, draft).status == "sent"


def test_sending_twice_is_told_once(world, draft):
    client = world.client("sam")
    assert client.post(page("agreement-send", ref=draft.ref)).status_code == 302
    assert client.post(page("agreement-send", ref=draft.ref)).status_code == 409


def test_countersigning_executes_it(world, signed):
    client = world.client("alice")
    assert client.get(page("agreement-countersign", ref=signed.ref)).status_code == 200
    answer = client.post(page("agreement-countersign", ref=signed.ref), sign_data(world, signed))
    assert answer.status_code == 302
    row = now_is(world, signed)
    assert row.status == "executed"
    with world.scope("acme"):
        assert row.signatures.get(side="vendor").ip == "127.0.0.1"
    again = client.post(page("agreement-countersign", ref=signed.ref), sign_data(world, signed))
    assert again.status_code == 409


def test_countersigning_a_superseded_version_answers_409_with_the_reason(world, template, signed):
    client = world.client("alice")
    with world.scope("acme"):
        save_draft(template, body=BODY, parameters=TERMS, actor=world.actor("alice"), at=world.now)
    assert client.post(page("template-publish", ref=template.ref)).status_code == 302
    answer = client.post(page("agreement-countersign", ref=signed.ref), sign_data(world, signed))
    assert answer.status_code == 409
    assert "Version 1 was replaced by version 2" in answer.content.decode()
    assert now_is(world, signed).status == "partly_signed"


def test_the_sealed_file_is_made_on_first_open(world, executed):
    answer = world.client("vera").get(page("agreement-file", ref=executed.ref))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert executed.ref in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("person", "name", "status"),
    [
        ("vera", "agreement-send", 403),
        ("fay", "agreement-recall", 403),
        ("sam", "agreement-countersign", 403),
        ("sam", "agreement-terminate", 403),
        ("eve", "agreement-detail", 404),
        ("nina", "agreement-detail", 404),
    ],
)
def test_who_is_kept_out(world, sent, person, name, status):
    assert world.client(person).post(page(name, ref=sent.ref)).status_code == status
    assert now_is(world, sent).status == "sent"


def test_a_template_is_written_compared_and_published(world, template):
    client = world.client("alice")
    form = {**TERMS, "decision_days": 2, "review_months": 12, "certified_people": 1, "annual_revenue": 0}
    form |= {"body": BODY.replace("earnings", "commissions"), "note": "Clearer", "auto_renew": "on"}
    assert client.get(page("template-edit", ref=template.ref)).status_code == 200
    saved = client.post(page("template-edit", ref=template.ref), form)
    assert saved.status_code == 302
    assert "<del>earnings</del><ins>commissions</ins>" in client.get(saved.url).content.decode()
    client.post(page("template-publish", ref=template.ref))
    shown = client.get(page("template-detail", ref=template.ref)).content.decode()
    assert "Kept for reference" in shown
    assert client.post(page("template-publish", ref=template.ref)).status_code == 409


def test_problems_of_a_draft_are_shown_by_line(world, template):
    client = world.client("alice")
    with world.scope("acme"):
        version = save_draft(template, body="x\n{{ nope }}", parameters=TERMS, actor=world.actor("alice"), at=world.now)
    shown = client.get(page("version-detail", ref=version.ref)).content.decode()
    assert "Line 2: nope" in shown
    assert client.post(page("template-publish", ref=template.ref)).status_code == 409


def test_a_first_template_starts_from_the_standard_text(world):
    client = world.client("alice")
    shown = client.get(page("template-create"))
    assert "Registered deals {#protection}" in shown.content.decode()
    form = {**TERMS, "decision_days": 2, "review_months": 12, "certified_people": 1, "annual_revenue": 0}
    form |= {"name": "Referral agreement", "type": "referral", "body": shown.context["form"].initial["body"]}
    assert client.post(page("template-create"), form).status_code == 302
    with world.scope("acme"):
        from agreements.models import TemplateVersion

        ref = TemplateVersion.objects.get().template.ref
    assert client.post(page("template-publish", ref=ref)).status_code == 302


def test_who_accepted_a_version_by_a_day(world, template, executed):
    client = world.client("sam")
    with world.scope("acme"):
        where = page("version-accepted", ref=template.versions.get().ref)
    assert "Northwind" in client.get(where).content.decode()
    assert "Northwind" in client.get(where + "?on=2026-03-17").content.decode()
    assert "Nobody had accepted this version then" in client.get(where + "?on=2026-03-16").content.decode()


def test_a_signing_link_is_shown_once_and_signs(world, sent):
    client = world.client("sam")
    made = client.post(page("agreement-link", ref=sent.ref), {"name": "Olga Owner", "email": "olga@northwind.example"})
    address = made.content.decode().split('value="http://testserver')[1].split('"')[0]
    from django.test import Client

    stranger = Client()
    shown = stranger.get(address)
    assert shown.status_code == 200
    assert "Olga Owner" in shown.content.decode()
    data = sign_data(world, sent, name="Olga Owner", email="olga@northwind.example")
    assert stranger.post(address, {**data, "document_sha256": "0" * 64}).status_code == 409
    done = stranger.post(address, data)
    assert done.status_code == 200
    assert "You have signed" in done.content.decode()
    assert now_is(world, sent).status == "partly_signed"
    assert stranger.get(address).status_code == 404


def test_the_partner_panel_lists_its_agreements(world, executed):
    answer = world.client("sam").get(page("partner-panel", ref=world.northwind.ref))
    assert answer.status_code == 200
    assert executed.title in answer.content.decode()
