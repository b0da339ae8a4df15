from datetime import timedelta

import pytest

from deals.models import Registration
from deals.services.extension import request_extension
from deals.services.opportunity import win_opportunity
from deals.services.policy import publish_policy
from prm.outbox.services import drain
from tests.support.deals import approved, draft, fresh, submitted


@pytest.fixture
def now(world, time_machine_at):
    return time_machine_at(world.now + timedelta(hours=2))


@pytest.fixture
def time_machine_at():
    import time_machine

    travels = []

    def go(moment):
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travels.append(traveller)
        return moment

    yield go
    for traveller in travels:
        traveller.stop()


@pytest.fixture
def sam(world, now):
    return world.client("sam")


def url(path=""):
    return f"/w/acme/deals/{path}"


def test_the_list_shows_what_is_open_first(world, sam):
    row = submitted(world)
    draft(world, customer_name="Not yet")
    page = sam.get(url("registrations/")).content.decode()
    assert row.ref in page
    assert "Not yet" not in page


@pytest.mark.parametrize("view", ["today=1", "conflicts=1", "ending=1", "won=1", "view=all", "q=fulton", "part=totals"])
def test_each_saved_view_opens(world, sam, view):
    submitted(world)
    approved(world, lines=("vision",))
    assert sam.get(url(f"registrations/?{view}")).status_code == 200


@pytest.mark.parametrize(
    ("text", "hits"), [("fulton", True), ("northw", True), ("authority fulton", True), ("zzz", False)]
)
def test_search_finds_customer_and_partner(world, sam, text, hits):
    row = submitted(world)
    page = sam.get(url("registrations/"), {"q": text, "view": "all"}).content.decode()
    assert (row.ref in page) is hits


def test_search_stays_within_the_vendor(world, sam):
    submitted(world)
    page = world.client("eve").get("/w/globex/deals/registrations/", {"q": "fulton", "view": "all"}).content.decode()
    assert "Fulton" not in page


def test_the_list_asks_the_database_the_same_for_two_rows_and_for_six(world, sam, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    names = iter("ABCDEFGH")
    for more in (2, 4):
        for _ in range(more):
            submitted(world, customer_name=f"Town of {next(names)}", customer_domain="")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert sam.get(url("registrations/")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 20


def test_the_desk_shows_the_case_the_conflict_and_the_rules(world, sam):
    first = submitted(world)
    second = submitted(world, who="carl", partnership="contoso")
    page = sam.get(url(f"registrations/{second.ref}/")).content.decode()
    for words in (
        first.ref,
        "Northwind",
        "<mark>Fulton County Water Authority</mark>",
        "<mark>fcwa.gov</mark>",
        "Wait its turn",
        "2 of 2",
    ):
        assert words in page


def test_a_decided_deal_shows_its_record_and_its_account_and_no_longer_what_today_would_say(world, sam):
    row = approved(world)
    with world.scope("acme"):
        account = fresh(row).account
    page = sam.get(url(f"registrations/{row.ref}/")).content.decode()
    assert "What the rules say" not in page
    assert url(f"accounts/{account.ref}/") in page
    assert "Decision record" in page
    # Its own account is not another claim on its customer; another deal of it is.
    assert "Nothing overlaps" in page
    other = submitted(world, who="carl", partnership="contoso")
    assert other.ref in sam.get(url(f"registrations/{row.ref}/")).content.decode()


def test_what_is_over_is_compared_with_nothing(world, sam):
    row = approved(world)
    with world.scope("sam"):
        win_opportunity(fresh(row).opportunities.get(), actor=world.actor("sam"), at=world.now + timedelta(hours=2))
    drain(world.acme.pk)
    page = sam.get(url(f"registrations/{row.ref}/")).content.decode()
    assert "Won" in page
    assert "Check again" not in page
    assert "What the rules say" not in page


def test_approve_from_the_desk_and_take_it_back(world, sam):
    row = submitted(world)
    answer = sam.post(url(f"registrations/{row.ref}/approve/"), {"reason": "clear", "next": url("registrations/")})
    assert (answer.status_code, answer["Location"]) == (302, url("registrations/"))
    again = sam.post(url(f"registrations/{row.ref}/approve/"), {"reason": "clear"})
    assert again.status_code == 409
    assert sam.post(url(f"registrations/{row.ref}/undo/")).status_code == 302
    with world.scope("acme"):
        assert fresh(row).status == "in_review"


@pytest.mark.parametrize("verb", ["return", "reject"])
def test_a_decision_without_a_reason_is_refused_and_changes_nothing(world, sam, verb):
    row = submitted(world)
    assert sam.post(url(f"registrations/{row.ref}/{verb}/"), {}).status_code == 400
    with world.scope("acme"):
        assert fresh(row).status == "submitted"


def test_several_are_assigned_at_once_and_what_refuses_is_told(world, sam):
    rows = [submitted(world), approved(world, lines=("vision",))]
    answer = sam.post(url("registrations/review/"), {"select": [row.ref for row in rows]}, follow=True)
    assert "1 registration changed. 1 could not be." in answer.content.decode()
    sam.post(url("registrations/assign/"), {"select": [row.ref for row in rows]})
    with world.scope("acme"):
        assert set(Registration.objects.values_list("owner__name", flat=True)) == {"Sam"}


def test_an_extension_is_granted_from_the_desk(world, sam):
    row = approved(world)
    with world.scope("nina"):
        asked = request_extension(row, actor=world.actor("nina"), at=world.now, days=30, reason="The RFP moved")
    drain(world.acme.pk)
    page = sam.get(url(f"registrations/{row.ref}/")).content.decode()
    assert "The RFP moved" in page
    assert sam.post(url(f"extensions/{asked.pk}/grant/"), {}).status_code == 302
    with world.scope("acme"):
        assert fresh(row).has_open_extension is False


def test_a_viewer_sees_the_desk_without_the_bar_and_may_not_decide(world, sam):
    row = submitted(world)
    vera = world.client("vera")
    page = vera.get(url(f"registrations/{row.ref}/"))
    assert (page.status_code, "ui-decisionbar" in page.content.decode()) == (200, False)
    assert vera.post(url(f"registrations/{row.ref}/approve/")).status_code == 403


def test_the_receipt_comes_as_a_file(world, sam):
    row = submitted(world)
    answer = sam.get(url(f"registrations/{row.ref}/receipt/"))
    assert (answer["Content-Type"], answer.json()["content"]["registration"]) == ("application/json", row.ref)


def test_registering_for_a_partner(world, sam):
    from tests.support.deals import make_products

    edge = make_products(world)[0]
    form = {
        "partnership": str(world.partnerships["contoso"].pk), "customer_name": "Cobb County", "contact_name": "Ann",
        "expected_close_on": "2026-06-30", "deal_type": "standard", "currency": "USD", "do": "submit",
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-product": str(edge.pk),
        "lines-0-quantity": "2", "lines-0-amount": "500",
    }  # fmt: skip
    assert sam.get(url("registrations/new/")).status_code == 200
    answer = sam.post(url("registrations/new/"), form)
    with world.scope("acme"):
        row = Registration.objects.get()
    assert (answer.status_code, row.status, row.partner_id) == (302, "submitted", world.contoso.pk)


def test_the_policy_page_publishes_a_version(world, now):
    petra = world.client("petra")
    program = world.programs["acme"]
    assert petra.get(url("policy/")).status_code == 200
    page = petra.get(url(f"policy/{program.ref}/"))
    assert page.status_code == 200
    form = {
        name: value for name, value in page.context["form"].initial.items() if value is not None and value is not False
    }
    answer = petra.post(url(f"policy/{program.ref}/"), {**form, "standard_days": 45})
    with world.scope("acme"):
        from deals.queries import policy_on

        assert (answer.status_code, policy_on(program.pk, world.now.date(), "USD").standard_days) == (302, 45)
        assert publish_policy(program, {}, actor=world.actor("petra"), at=world.now).version == 2


def test_the_partner_panel_and_the_badge(world, sam):
    row = submitted(world)
    assert row.ref in sam.get(url(f"partners/{world.northwind.ref}/")).content.decode()
