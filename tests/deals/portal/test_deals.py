from datetime import timedelta

import pytest
import time_machine

from deals.models import ConflictProbe, Registration, RegistrationFile
from deals.services.conflict import PROBES_AN_HOUR
from deals.services.decision import reject_registration, return_registration
from deals.services.opportunity import move_opportunity
from prm.outbox.services import drain
from tests.support.deals import approved, draft, fresh, make_products, submitted

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def url(path=""):
    return f"/p/acme/deals/{path}"


@pytest.fixture
def now(world):
    with time_machine.travel(world.now + timedelta(hours=2), tick=False):
        yield world.now + timedelta(hours=2)


@pytest.fixture
def nina(world, now):
    return world.client("nina")


def form(world, **changes):
    edge = make_products(world)[0]
    return {
        "partnership": str(world.partnerships["northwind"].pk), "customer_name": "Fulton County Water Authority",
        "customer_domain": "fcwa.gov", "contact_name": "Marcus Reed", "expected_close_on": "2026-06-30",
        "deal_type": "standard", "currency": "USD", "evidence": "We ran the pilot.", "do": "submit",
        "lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0", "lines-0-product": str(edge.pk),
        "lines-0-quantity": "120", "lines-0-amount": "118800.00", **changes,
    }  # fmt: skip


def the_one(world):
    with world.scope("acme"):
        return Registration.objects.get()


def test_registering_a_deal_on_one_page(world, nina):
    assert "Does it qualify?" in nina.get(url("new/")).content.decode()
    answer = nina.post(url("new/"), form(world))
    row = the_one(world)
    assert (answer.status_code, answer["Location"]) == (302, url(f"{row.ref}/"))
    assert (row.status, str(row.amount), row.submitted_by_id) == ("submitted", "118800.00", world.nina.pk)


def test_the_benefit_stands_beside_the_form(world, nina):
    page = nina.post(url("new/"), form(world, do="check")).content.decode()
    for words in ("5,940.00", "5 % of", "Protected for 60 days", "16 May 2026", "19 Mar 2026", "Clear."):
        assert words in page
    with world.scope("acme"):
        assert Registration.objects.count() == 0


def test_before_an_amount_is_typed_the_rate_stands_there(world, nina):
    page = nina.get(url("new/")).content.decode()
    assert '<p class="ui-amount">5 %</p>' in page
    assert "of the deal's value" in page
    assert "none at your tier" not in page


def test_with_htmx_the_fragment_comes_alone(world, nina):
    answer = nina.post(url("preview/"), form(world), HTTP_HX_REQUEST="true")
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page, 'id="hint"' in page, "5,940.00" in page) == (200, False, True, True)


def test_another_partner_learns_one_word(world, nina):
    """What it could leak: who holds the deal, how many, how much."""
    held = approved(world, who="carl", partnership="contoso")
    page = nina.post(url("new/"), form(world, do="check")).content.decode()
    assert "Possible overlap." in page
    assert not any(words in page for words in (held.ref, "Contoso", "Carl", "SCADA"))


def test_whoever_asks_about_too_many_customers_is_told_nothing_more(world, nina):
    approved(world, who="carl", partnership="contoso")
    with world.scope("acme"):
        ConflictProbe.objects.bulk_create(
            ConflictProbe(
                partner_id=world.northwind.pk, customer_key=f"c{n}", at=world.now + timedelta(hours=1, minutes=30)
            )
            for n in range(PROBES_AN_HOUR)
        )
    page = nina.post(url("new/"), form(world, do="check")).content.decode()
    assert ("Possible overlap." in page, "checked many customers" in page) == (False, True)


def test_save_for_later_go_on_and_hand_in(world, nina):
    nina.post(url("new/"), form(world, do="save", expected_close_on="", contact_name=""))
    row = the_one(world)
    assert row.status == "draft"
    assert "118800.00" in nina.get(url(f"{row.ref}/edit/")).content.decode()
    answer = nina.post(url(f"{row.ref}/edit/"), form(world))
    assert (answer.status_code, the_one(world).status) == (302, "submitted")
    assert nina.get(url(f"{row.ref}/edit/")).status_code == 404


def test_what_is_missing_is_told_and_what_was_typed_is_kept(world, nina):
    answer = nina.post(url("new/"), form(world, contact_name="", expected_close_on=""))
    page = answer.content.decode()
    assert (answer.status_code, "Name a contact" in page, "We ran the pilot." in page) == (400, True, True)
    with world.scope("acme"):
        assert Registration.objects.count() == 0


def test_another_line_without_javascript(world, nina):
    page = nina.post(url("new/"), form(world, do="more")).content.decode()
    assert ("lines-3-product" in page, "lines-4-product" in page) == (True, False)


def test_the_same_deal_again_is_refused(world, nina):
    nina.post(url("new/"), form(world))
    answer = nina.post(url("new/"), form(world))
    assert (answer.status_code, "You hold REG-" in answer.content.decode()) == (409, True)


def test_evidence_is_kept_and_garbage_is_refused_by_content(world, nina):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("quote.pdf", b"MZ\x90\x00 this is a program", content_type="application/pdf")
    answer = nina.post(url("new/"), {**form(world), "attachments": bad})
    assert answer.status_code == 400
    good = SimpleUploadedFile("quote.pdf", PDF, content_type="application/pdf")
    assert nina.post(url("new/"), {**form(world), "attachments": good}).status_code == 302
    with world.scope("acme"):
        assert [str(item.file) for item in RegistrationFile.objects.all()] == ["quote.pdf"]
    assert "quote.pdf" in nina.get(url(f"{the_one(world).ref}/")).content.decode()


def test_the_list_the_page_and_the_home_card(world, nina):
    approved(world)
    row = submitted(world, lines=("vision",))
    for path in ("", "?view=all", "?q=fulton", f"{row.ref}/", f"{row.ref}/receipt/"):
        assert nina.get(url(path)).status_code == 200
    assert "60 of 60 days left" in nina.get("/p/acme/today/").content.decode()


def test_a_partner_sees_its_own_deals_only(world, nina):
    row = submitted(world, who="carl", partnership="contoso")
    assert row.ref not in nina.get(url("?view=all")).content.decode()
    for path in ("", "edit/", "receipt/"):
        assert nina.get(url(f"{row.ref}/{path}")).status_code == 404
    for verb in ("cancel", "withdraw", "extend", "ask", "stage", "lose", "discard"):
        assert nina.post(url(f"{row.ref}/{verb}/"), {"stage": "commit", "reason": "price"}).status_code == 404
    with world.scope("acme"):
        assert fresh(row).status == "submitted"


def test_the_partner_follows_and_answers(world, nina):
    row = submitted(world)
    with world.scope("sam"):
        return_registration(row, actor=world.actor("sam"), at=world.now, reason="unclear_close", note="Which quarter?")
    page = nina.get(url(f"{row.ref}/")).content.decode()
    assert ("Which quarter?" in page, f"{row.ref}/edit/" in page) == (True, True)
    answer = nina.post(url(f"{row.ref}/edit/"), form(world, evidence="Third quarter."))
    assert (answer.status_code, the_one(world).status) == (302, "in_review")


def test_a_rejection_says_why(world, nina):
    row = submitted(world)
    with world.scope("sam"):
        reject_registration(row, actor=world.actor("sam"), at=world.now, reason="direct_engagement")
    drain(world.acme.pk)
    assert "We already work with this customer" in nina.get(url(f"{row.ref}/")).content.decode()


def test_extending_and_moving_from_the_page(world, nina):
    row = approved(world)
    assert nina.post(url(f"{row.ref}/extend/")).status_code == 409
    with time_machine.travel(world.now + timedelta(days=40), tick=False):
        with world.scope("nina"):
            move_opportunity(
                row.opportunities.get(), actor=world.actor("nina"), at=world.now + timedelta(days=39), stage="commit"
            )
        client = world.client("nina")
        assert "Extend by 30 days" in client.get(url(f"{row.ref}/")).content.decode()
        assert client.post(url(f"{row.ref}/extend/")).status_code == 302
        assert client.post(url(f"{row.ref}/ask/"), {"reason": "The RFP moved"}).status_code == 302
        assert client.post(url(f"{row.ref}/stage/"), {"stage": "proposal"}).status_code == 302
        assert client.post(url(f"{row.ref}/lose/"), {"reason": "price"}).status_code == 302
    with world.scope("acme"):
        assert fresh(row).status == "lost"


def test_taking_back_and_giving_up(world, nina):
    row, held, typed = submitted(world), approved(world, lines=("vision",)), draft(world, customer_name="Other")
    assert nina.post(url(f"{row.ref}/cancel/")).status_code == 302
    assert nina.post(url(f"{held.ref}/withdraw/")).status_code == 302
    assert nina.post(url(f"{typed.ref}/discard/")).status_code == 302
    with world.scope("acme"):
        assert sorted(Registration.objects.values_list("status", flat=True)) == ["cancelled", "withdrawn"]


def test_a_referral_in_a_minute(world, nina):
    fields = {
        "partnership": str(world.partnerships["northwind"].pk), "customer_name": "Mesa Pumps", "contact_name": "Ruth",
        "contact_email": "ruth@mesapumps.com", "is_consented": "on",
    }  # fmt: skip
    assert nina.get(url("referrals/new/")).status_code == 200
    answer = nina.post(url("referrals/new/"), fields)
    assert answer.status_code == 302
    assert "Mesa Pumps" in nina.get(answer["Location"]).content.decode()
    assert "Mesa Pumps" in nina.get(url("referrals/")).content.decode()
    assert nina.post(url("referrals/new/"), fields).status_code == 409
    assert nina.post(f"{answer['Location']}withdraw/").status_code == 302
    assert nina.post(url("referrals/new/"), {}).status_code == 400
