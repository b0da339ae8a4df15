"""Negotiated terms beyond the limits: a second person approves before they may be sent."""

import pytest

from agreements.lifecycle import TERM_APPROVAL
from agreements.models import TermApproval, TermLimit
from agreements.queries.approvals import term_limits
from agreements.rules.limits import Limit, beyond
from agreements.services.approval import approve_terms, decline_terms, set_limits
from agreements.services.drafting import negotiate_terms
from agreements.services.signing import send_agreement
from prm.decisions.queries import latest_decision
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.notifications.models import Notification
from prm.outbox.services import drain
from tests.agreements.conftest import TERMS


@pytest.fixture
def limited(world, draft):
    """Managers may grant up to 120 days of protection."""
    with world.scope("acme"):
        set_limits({"protection_days": Limit(30, 120)}, actor=world.actor("alice"), at=world.now)
    return draft


def negotiate(world, row, days, who="sam"):
    with world.scope("acme"):
        terms = {**TERMS, "protection_days": days}
        return negotiate_terms(row, terms, why="Public tenders", actor=world.actor(who), at=world.now)


def pending(world):
    with world.scope("acme"):
        return TermApproval.objects.filter(status="pending").first()


def test_a_term_is_beyond_where_its_limit_does_not_hold():
    limits = {"protection_days": Limit(30, 120), "payment_terms_days": Limit(14, None), "auto_renew": Limit(0, 0)}
    assert beyond({"protection_days": 120, "notice_days": 1, "auto_renew": True}, limits) == {}
    assert list(beyond({"protection_days": 121, "payment_terms_days": 13}, limits)) == [
        "protection_days", "payment_terms_days",
    ]  # fmt: skip
    assert (Limit(None, 5).holds(-3), Limit(2).text) == (True, "2 – …")


def test_within_the_limits_nobody_is_asked(world, limited):
    row = negotiate(world, limited, 120)
    with world.scope("acme"):
        assert not TermApproval.objects.exists()
        assert send_agreement(row, actor=world.actor("sam"), at=world.now).status == "sent"


def test_beyond_them_it_is_sent_only_when_a_second_person_approved(world, limited):
    row = negotiate(world, limited, 180)
    sam, alice = world.actor("sam"), world.actor("alice")
    asked = pending(world)
    with world.scope("acme"):
        with pytest.raises(Refused) as refusal:
            send_agreement(row, actor=sam, at=world.now)
        assert (refusal.value.code, refusal.value.status) == ("needs-approval", 409)
        with pytest.raises(Forbidden):
            approve_terms(asked, actor=sam, at=world.now)
        approve_terms(asked, actor=alice, at=world.now, note="Once")
        with pytest.raises(WrongState):
            approve_terms(asked, actor=alice, at=world.now)
        decision = latest_decision(row, "agreements.terms")
        assert (decision.result, decision.conditions[0].detail) == ("approved", "30 – 120")
        assert send_agreement(row, actor=sam, at=world.now).status == "sent"
    drain(world.acme.pk)
    with world.scope("acme"):
        kinds = set(Notification.objects.values_list("kind", flat=True))
    assert {"agreements.terms_asked", "agreements.terms_decided"} <= kinds


def test_who_negotiated_cannot_approve(world, limited):
    negotiate(world, limited, 180, who="alice")
    asked = pending(world)
    with world.scope("acme"), pytest.raises(Refused, match="second person"):
        approve_terms(asked, actor=world.actor("alice"), at=world.now)


def test_other_terms_take_the_question_back_and_ask_again(world, limited):
    row = negotiate(world, limited, 180)
    first = pending(world)
    row = negotiate(world, row, 180)
    assert pending(world) == first
    row = negotiate(world, row, 200)
    second = pending(world)
    assert second != first
    with world.scope("acme"):
        with pytest.raises(Invalid):
            decline_terms(second, actor=world.actor("alice"), at=world.now, note=" ")
        decline_terms(second, actor=world.actor("alice"), at=world.now, note="Too long for us")
        with pytest.raises(Refused):
            send_agreement(row, actor=world.actor("sam"), at=world.now)
    negotiate(world, row, 100)
    assert pending(world) is None
    with world.scope("acme"):
        statuses = sorted(TermApproval.objects.values_list("status", flat=True))
    assert statuses == ["declined", "withdrawn"]


def test_limits_are_kept_once_a_term_and_only_by_those_who_approve(world, limited):
    with world.scope("acme"):
        with pytest.raises(Forbidden):
            set_limits({"protection_days": Limit(1, 2)}, actor=world.actor("sam"), at=world.now)
        with pytest.raises(Invalid):
            set_limits({"protection_days": Limit(9, 2)}, actor=world.actor("alice"), at=world.now)
        set_limits({"protection_days": Limit(None, 150)}, actor=world.actor("alice"), at=world.now)
        assert TermLimit.objects.count() == 1
        assert term_limits() == {"protection_days": Limit(None, 150)}


def test_the_screens_ask_approve_and_show_the_redline_to_both_sides(world, limited):
    alice = world.client("alice")
    edited = alice.post("/w/acme/agreements/limits/edit/", {"payment_terms_days_least": 14})
    assert edited.status_code == 302
    assert "no limit" in alice.get("/w/acme/agreements/limits/").content.decode()
    with world.scope("acme"):
        set_limits({"protection_days": Limit(30, 120)}, actor=world.actor("alice"), at=world.now)
    row = negotiate(world, limited, 180)
    asked = pending(world)
    address = f"/w/acme/agreements/{row.ref}/"
    assert f"terms/{asked.ref}/approve/" in alice.get(address).content.decode()
    assert f"terms/{asked.ref}/approve/" not in world.client("sam").get(address).content.decode()
    assert world.client("sam").post(f"{address}send/").status_code == 409
    assert alice.post(f"/w/acme/agreements/terms/{asked.ref}/approve/", {"note": "Fine"}).status_code == 302
    assert world.client("sam").post(f"{address}send/").status_code == 302
    page = world.client("bob").get(f"/p/acme/agreements/{row.ref}/").content.decode()
    assert "<del>90</del><ins>180</ins>" in "".join(page.split(" num")).replace('<span class="num">', "").replace(
        "</span>", ""
    )


@pytest.mark.parametrize("state", sorted(TERM_APPROVAL.states))
def test_what_is_decided_stays_decided(state):
    open_to = {item.action for item in TERM_APPROVAL.transitions.values() if state in item.sources}
    assert open_to == ({"approve", "decline", "withdraw"} if state == "pending" else set())
