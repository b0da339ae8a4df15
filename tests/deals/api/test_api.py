from deals.models import Registration
from tests.deals.services.test_referrals import referred
from tests.support.api import api
from tests.support.deals import approved, make_products, submitted

URL = "/api/v1/deals/"


def body(world, **changes):
    edge = make_products(world)[0]
    return {
        "partnership": world.partnerships["northwind"].ref, "customer_name": "Fulton County Water Authority",
        "customer_domain": "fcwa.gov", "contact_name": "Marcus Reed", "expected_close_on": "2030-06-30",
        "lines": [{"product": edge.ref, "quantity": "120", "amount": "118800.00"}], **changes,
    }  # fmt: skip


def test_a_deal_is_registered_once_whatever_the_network_does(world):
    nina = api(world, "nina")
    first = nina.post(f"{URL}registrations/", body(world), Idempotency_Key="deal-1")
    again = nina.post(f"{URL}registrations/", body(world), Idempotency_Key="deal-1")
    assert (first.status_code, again.status_code, first.json()["ref"]) == (201, 201, again.json()["ref"])
    assert (first.json()["status"], first.json()["amount"], first.json()["lines"][0]["quantity"]) == (
        "submitted", "118800.00", "120.00",
    )  # fmt: skip
    with world.scope("acme"):
        assert Registration.objects.count() == 1


def test_a_draft_is_kept_and_what_is_missing_is_named(world):
    nina = api(world, "nina")
    kept = nina.post(f"{URL}registrations/", body(world, is_draft=True, contact_name=""))
    refused = nina.post(f"{URL}registrations/{kept.json()['ref']}/actions/submit/")
    assert (kept.json()["status"], refused.status_code, list(refused.json()["fields"])) == (
        "draft", 400, ["contact_name"],
    )  # fmt: skip


def test_decisions_follow_the_lifecycle(world):
    row = submitted(world)
    sam = api(world, "sam")
    one = sam.get(f"{URL}registrations/{row.ref}/").json()
    assert "approve" in one["allowed_actions"]
    assert sam.post(f"{URL}registrations/{row.ref}/actions/reject/", {}).status_code == 400
    done = sam.post(f"{URL}registrations/{row.ref}/actions/approve/", {"reason": "clear"})
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert sam.post(f"{URL}registrations/{row.ref}/actions/approve/", {}).status_code == 409


def test_a_partner_sees_its_own_and_decides_nothing(world):
    row, other = submitted(world), submitted(world, who="carl", partnership="contoso", lines=("vision",))
    nina = api(world, "nina")
    assert [item["ref"] for item in nina.get(f"{URL}registrations/").json()["results"]] == [row.ref]
    assert nina.get(f"{URL}registrations/{other.ref}/").status_code == 404
    assert nina.post(f"{URL}registrations/{row.ref}/actions/approve/", {}).status_code == 403
    assert nina.get(f"{URL}accounts/").status_code == 403


def test_each_side_is_told_the_actions_it_may_send_and_no_others(world):
    row, ours = submitted(world), ["start_review", "approve", "return", "reject", "mark_duplicate"]
    one = f"{URL}registrations/{row.ref}/"
    nina, sam = api(world, "nina"), api(world, "sam")
    assert nina.get(one).json()["allowed_actions"] == ["cancel"]
    assert sorted(sam.get(one).json()["allowed_actions"]) == sorted([*ours, "cancel"])
    assert {nina.post(f"{one}actions/{name}/", {}).status_code for name in ours} == {403}


def test_a_foreign_partnership_is_unknown(world):
    make_products(world)
    answer = api(world, "nina").post(f"{URL}registrations/", body(world, partnership=world.partnerships["contoso"].ref))
    assert answer.status_code == 400


def test_the_pipeline_is_moved_and_won(world):
    row = approved(world)
    with world.scope("acme"):
        ref = row.opportunities.get().ref
    sam = api(world, "sam")
    assert sam.post(f"{URL}opportunities/{ref}/actions/move/", {"stage": "commit"}).json()["stage"] == "commit"
    won = sam.post(f"{URL}opportunities/{ref}/actions/win/", {"amount": "99000.00"})
    assert (won.status_code, won.json()["status"]) == (200, "won")
    assert [item["ref"] for item in sam.get(f"{URL}opportunities/", status="won").json()["results"]] == [ref]


def test_referrals_are_sent_and_answered(world):
    sent = api(world, "nina").post(
        f"{URL}referrals/",
        {
            "partnership": world.partnerships["northwind"].ref, "customer_name": "Mesa Pumps",
            "contact_name": "Ruth", "contact_email": "ruth@mesapumps.com",
        },
    )  # fmt: skip
    assert (sent.status_code, sent.json()["status"]) == (201, "submitted")
    other = referred(world, who="carl", partnership="contoso")
    sam = api(world, "sam")
    accepted = sam.post(f"{URL}referrals/{sent.json()['ref']}/actions/accept/", {})
    rejected = sam.post(f"{URL}referrals/{other.ref}/actions/reject/", {"reason": "not_a_fit"})
    assert (accepted.json()["status"], rejected.json()["status"]) == ("accepted", "rejected")


def test_accounts_are_made_changed_and_filtered(world):
    sam = api(world, "sam")
    made = sam.post(f"{URL}accounts/", {"name": "City of Tempe", "domain": "tempe.gov"})
    ref = made.json()["ref"]
    assert (made.status_code, sam.patch(f"{URL}accounts/{ref}/", {"city": "Tempe"}).json()["city"]) == (201, "Tempe")
    assert len(sam.get(f"{URL}accounts/", domain="tempe.gov").json()["results"]) == 1
    assert sam.post(f"{URL}accounts/", {"name": "Tempe", "domain": "www.tempe.gov"}).status_code == 409
    assert api(world, "vera").post(f"{URL}accounts/", {"name": "X"}).status_code == 403
