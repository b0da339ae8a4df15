from datetime import timedelta

import pytest
import time_machine

from deals.models import Opportunity, Protection, Registration
from deals.services.opportunity import win_opportunity
from deals.services.policy import publish_policy
from prm.audit.models import AuditEntry
from prm.outbox.models import OutboxEvent
from tests.deals.portal.test_deals import form
from tests.support.deals import approved, fresh, submitted


@pytest.fixture
def now(world):
    with time_machine.travel(world.now + timedelta(days=2), tick=False):
        yield world.now + timedelta(days=2)


def told(world):
    """Everything a request could have left behind."""
    with world.scope("acme"):
        return (
            sorted(Registration.objects.values_list("ref", "status", "decided_at", "amount")),
            sorted(Opportunity.objects.values_list("ref", "status", "amount")),
            Protection.objects.count(),
            AuditEntry.objects.count(),
            OutboxEvent.objects.count(),
        )


def test_a_second_click_on_approve_is_too_late_and_changes_nothing(world, now):
    row = submitted(world)
    sam = world.client("sam")
    path = f"/w/acme/deals/registrations/{row.ref}/approve/"
    assert sam.post(path, {"reason": "clear"}).status_code == 302
    before = told(world)
    answer = sam.post(path, {"reason": "clear"})
    assert answer.status_code == 409
    assert "so it cannot be done: Approve" in answer.content.decode()
    assert told(world) == before


def test_handing_the_same_deal_in_twice_names_the_first_and_changes_nothing(world, now):
    nina = world.client("nina")
    assert nina.post("/p/acme/deals/new/", form(world)).status_code == 302
    before = told(world)
    answer = nina.post("/p/acme/deals/new/", form(world))
    assert answer.status_code == 409
    assert f"You hold {before[0][0][0]}" in answer.content.decode()
    assert told(world) == before


def test_a_line_the_customer_has_is_refused_under_a_new_logo_policy_and_changes_nothing(world, now):
    with world.scope("acme"):
        publish_policy(world.programs["acme"], {"is_new_logo_only": True}, actor=world.actor("petra"), at=world.now)
    won = approved(world, who="carl", partnership="contoso")
    with world.scope("acme"):
        win_opportunity(won.opportunities.get(), actor=world.actor("sam"), at=world.now + timedelta(days=1))
        assert fresh(won).status == "won"
    before = told(world)
    answer = world.client("nina").post("/p/acme/deals/new/", form(world))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "new customers" in page
    assert "Contoso" not in page
    assert told(world) == before


def test_a_viewer_s_approval_of_a_foreign_or_unknown_ref_says_nothing(world, now):
    row = submitted(world)
    before = told(world)
    assert world.client("vera").post(f"/w/acme/deals/registrations/{row.ref}/approve/").status_code == 403
    assert world.client("eve").post(f"/w/globex/deals/registrations/{row.ref}/approve/").status_code == 404
    assert world.client("sam").post("/w/acme/deals/registrations/REG-ZZZZZZ/approve/").status_code == 404
    assert told(world) == before
