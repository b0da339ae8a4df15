import pytest

from deals.models import CustomerAccount, Opportunity, Referral
from tests.deals.services.test_referrals import referred
from tests.support.deals import approved, fresh


@pytest.fixture
def sam(world):
    return world.client("sam")


def url(path=""):
    return f"/w/acme/deals/{path}"


def test_accounts_are_added_listed_searched_and_changed(world, sam):
    answer = sam.post(url("accounts/new/"), {"name": "City of Tempe", "domain": "www.Tempe.gov", "region": "AZ"})
    with world.scope("acme"):
        account = CustomerAccount.objects.get()
    assert (answer.status_code, account.domain) == (302, "tempe.gov")
    for query in ("", "?q=tempe", "?q=tempe.gov", "?is_customer=1", "?part=totals"):
        assert sam.get(url(f"accounts/{query}")).status_code == 200
    assert account.ref in sam.get(url("accounts/?q=tem")).content.decode()
    assert sam.get(url(f"accounts/{account.ref}/")).status_code == 200
    twin = sam.post(url("accounts/new/"), {"name": "Tempe", "domain": "tempe.gov"})
    assert (twin.status_code, "there already" in twin.content.decode()) == (409, True)
    changed = sam.post(url(f"accounts/{account.ref}/edit/"), {"name": "City of Tempe, wells", "domain": "tempe.gov"})
    with world.scope("acme"):
        assert (changed.status_code, fresh(account).name) == (302, "City of Tempe, wells")


def test_a_viewer_may_not_add_accounts(world):
    assert world.client("vera").get(url("accounts/new/")).status_code == 403


def test_the_pipeline_as_table_and_board_and_its_closing(world, sam):
    row = approved(world)
    with world.scope("acme"):
        opportunity = row.opportunities.get()
    for path in ("pipeline/", "pipeline/board/", "pipeline/?part=totals", f"pipeline/{opportunity.ref}/"):
        page = sam.get(url(path))
        assert (page.status_code, "SCADA edge refresh" in page.content.decode() or "totals" in path) == (200, True)
    moved = sam.post(url(f"pipeline/{opportunity.ref}/move/"), {"stage": "commit", "amount": "100000"})
    assert moved.status_code == 302
    won = sam.post(
        url(f"pipeline/{opportunity.ref}/win/"), {"amount": "99000", "won_on": "2026-03-18", "reason": "fit"}
    )
    with world.scope("acme"):
        assert (won.status_code, Opportunity.objects.get().status, fresh(row).status) == (302, "won", "won")
    assert sam.post(url(f"pipeline/{opportunity.ref}/lose/"), {"reason": "price"}).status_code == 409


def test_a_referral_is_answered_from_its_page(world, sam):
    row = referred(world, is_consented=False)
    page = sam.get(url(f"referrals/{row.ref}/")).content.decode()
    assert "did not say that the contact agreed" in page
    assert sam.get(url("referrals/")).status_code == 200
    assert sam.post(url(f"referrals/{row.ref}/reject/"), {}).status_code == 400
    assert sam.post(url(f"referrals/{row.ref}/accept/"), {}).status_code == 302
    assert sam.post(url(f"referrals/{row.ref}/accept/"), {}).status_code == 409
    assert sam.post(url(f"referrals/{row.ref}/qualify/"), {}).status_code == 302
    opened = sam.post(url(f"referrals/{row.ref}/open/"), {"amount": "5000"})
    with world.scope("acme"):
        assert opened["Location"] == url(f"pipeline/{Opportunity.objects.get().ref}/")
        assert Referral.objects.get().status == "opportunity"
    assert sam.get(url(f"referrals/{row.ref}/")).status_code == 200


def test_unknown_and_foreign_refs_are_not_found(world, sam):
    row = approved(world)
    eve = world.client("eve")
    assert sam.get(url("registrations/REG-000000/")).status_code == 404
    assert eve.get(f"/w/globex/deals/registrations/{row.ref}/").status_code == 404
    assert eve.get(url(f"registrations/{row.ref}/")).status_code == 404
