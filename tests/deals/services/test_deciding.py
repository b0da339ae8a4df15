from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from deals.models import CustomerAccount, Extension, Opportunity, Protection, RegisteredLine
from deals.services.decision import (
    approve_registration,
    mark_duplicate,
    reconsider_registration,
    reject_registration,
    return_registration,
    start_review,
    undo_decision,
)
from deals.services.opportunity import lose_opportunity
from deals.services.registration import withdraw_registration
from prm.clocks.queries import clock_for
from prm.decisions.queries import latest_decision
from prm.lib.errors import Invalid, Refused, WrongState
from prm.outbox.models import OutboxEvent
from prm.outbox.services import drain
from tests.support.deals import approved, fresh, submitted

HOUR = timedelta(hours=1)


def names():
    return list(OutboxEvent.objects.order_by("occurred_at", "id").values_list("name", flat=True))


def test_approval_protects_and_opens_the_pipeline(world):
    row = approved(world)
    with world.scope("acme"):
        opportunity = Opportunity.objects.get()
        protection = Protection.objects.get()
        # A member's tier protects for 60 days.
        assert (row.status, row.protected_from, row.protected_until) == (
            "approved", date(2026, 3, 17), date(2026, 5, 16),
        )  # fmt: skip
        assert (protection.line_key, protection.during.lower, protection.during.upper) == (
            "edge", date(2026, 3, 17), date(2026, 5, 17),
        )  # fmt: skip
        assert (opportunity.status, opportunity.stage, opportunity.amount) == ("open", "qualified", row.amount)
        assert [(role.role, role.credit) for role in opportunity.roles.order_by("-credit")] == [
            ("sourced", 100), ("resold", 0),
        ]  # fmt: skip
        assert (clock_for(row).state, row.decision_minutes, row.days_late) == ("kept", 60, 0)


def test_the_decision_record_explains_itself_and_names_nobody_else(world):
    other = submitted(world, who="carl", partnership="contoso", lines=("vision",))
    row = approved(world)
    with world.scope("nina"):
        decision = latest_decision(row)
        told = str(decision.content)
        assert (decision.result, decision.rule, [item.outcome for item in decision.conditions]) == (
            "approve", "deals.registration", [True, True, True, True, True, None],
        )  # fmt: skip
        assert decision.counterfactual != ""
        assert not any(word in told for word in (other.ref, "Contoso", "Carl"))


def test_a_second_approval_is_too_late(world):
    row = approved(world)
    with world.scope("sam"), pytest.raises(WrongState):
        approve_registration(row, actor=world.actor("sam"), at=world.now + 2 * HOUR)
    with world.scope("acme"):
        assert Opportunity.objects.count() == 1


def test_two_partners_are_never_both_protected_for_one_customer_and_line(world):
    """Reproduces the fault of a peer: two partners approved for one exclusive customer."""
    first = submitted(world)
    second = submitted(world, who="carl", partnership="contoso", at=world.now + HOUR)
    with world.scope("sam"):
        approve_registration(first, actor=world.actor("sam"), at=world.now + HOUR)
    with world.scope("sam"), pytest.raises(Refused) as error:
        approve_registration(second, actor=world.actor("sam"), at=world.now + 2 * HOUR)
    assert error.value.code == "already-protected"
    with world.scope("acme"):
        assert (fresh(first).status, fresh(second).status) == ("approved", "submitted")


def test_the_database_itself_keeps_one_winner(world):
    first = approved(world)
    second = submitted(world, who="carl", partnership="contoso", lines=("vision",))
    with world.scope("acme"):
        held = first.protections.get()
        held.pk, held._state.adding = None, True
        held.registration, held.partner_id = second, second.partner_id
        with pytest.raises(IntegrityError, match="protection_one_winner"), transaction.atomic():
            held.save(force_insert=True)
        assert Protection.objects.count() == 1


def test_another_spelling_meets_the_same_account_and_the_same_wall(world):
    """The reviewer says it is the same account; the second then cannot be approved, whatever its spelling."""
    first = approved(world)
    second = submitted(
        world, who="carl", partnership="contoso", customer_name="Fulton Water", customer_domain="fulton-water.example"
    )
    with world.scope("sam"), pytest.raises(Refused) as error:
        approve_registration(second, actor=world.actor("sam"), at=world.now + HOUR, account=first.account)
    assert error.value.code == "already-protected"


def test_the_one_sealed_first_is_decided_first(world):
    first = submitted(world)
    second = submitted(world, who="carl", partnership="contoso", at=world.now + HOUR)
    with world.scope("sam"):
        with pytest.raises(Refused) as error:
            approve_registration(second, actor=world.actor("sam"), at=world.now + 2 * HOUR)
        assert (error.value.code, first.ref in str(error.value)) == ("queue-order", True)
        with pytest.raises(Invalid):
            approve_registration(second, actor=world.actor("sam"), at=world.now + 2 * HOUR, skips_queue=True)
        passed = approve_registration(
            second, actor=world.actor("sam"), at=world.now + 2 * HOUR, skips_queue=True, note="Different building"
        )
    assert passed.status == "approved"


def test_other_product_lines_at_the_customer_are_free(world):
    approved(world)
    second = approved(world, who="carl", partnership="contoso", lines=("vision",))
    assert second.status == "approved"


def test_a_late_answer_gives_the_delay_back(world):
    """Promised for Thursday 11:00, answered on Tuesday: three business days late, three business days longer."""
    row = submitted(world)
    late = world.now + timedelta(days=7)
    with world.scope("sam"):
        row = approve_registration(row, actor=world.actor("sam"), at=late)
        note = Extension.objects.get()
    # 60 days from 24 March end on Saturday 23 May; three business days on is 27 May, past Memorial Day.
    assert (row.days_late, note.kind, note.days) == (3, "late_decision", 3)
    assert (note.until_before, row.protected_until) == (date(2026, 5, 23), note.until_after)
    assert row.protected_until == date(2026, 5, 28)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert clock_for(row).state == "late"


def test_the_clock_does_not_run_while_the_partner_owes_an_answer(world):
    row = submitted(world)
    with world.scope("sam"):
        return_registration(row, actor=world.actor("sam"), at=world.now + HOUR, reason="unclear_close")
        assert clock_for(row).state == "paused"
        row = reject_registration(
            row, actor=world.actor("sam"), at=world.now + timedelta(days=30), reason="not_eligible"
        )
        assert (clock_for(row).state, row.status) == ("kept", "rejected")


def test_returning_and_rejecting_need_a_reason(world):
    row = submitted(world)
    with world.scope("sam"):
        for verb in (return_registration, reject_registration):
            with pytest.raises(Invalid):
                verb(row, actor=world.actor("sam"), at=world.now, reason="")
            with pytest.raises(Invalid):
                verb(row, actor=world.actor("sam"), at=world.now, reason="other")
        assert fresh(row).status == "submitted"


@pytest.mark.parametrize(
    "decide",
    [
        lambda row, **who: approve_registration(row, **who),
        lambda row, **who: return_registration(row, reason="unclear_close", **who),
        lambda row, **who: reject_registration(row, reason="not_eligible", **who),
        lambda row, **who: mark_duplicate(row, **who),
    ],
)
def test_a_decision_can_be_taken_back_before_anybody_was_told(world, decide):
    row = submitted(world)
    with world.scope("sam"):
        before = clock_for(row).due_at
        decide(row, actor=world.actor("sam"), at=world.now + HOUR)
        row = undo_decision(row, actor=world.actor("sam"), at=world.now + HOUR + timedelta(seconds=29))
        assert (row.status, row.protected_until, row.decided_at) == ("in_review", None, None)
        # A return pauses the clock, so its undo gives back the seconds in between.
        assert before <= row.act_by_at <= before + timedelta(seconds=29)
        assert (Opportunity.objects.count(), Protection.objects.count(), RegisteredLine.objects.count()) == (0, 0, 1)
        assert clock_for(row).stopped_at is None
        assert names() == ["deals.RegistrationSubmitted"]


def test_after_thirty_seconds_or_by_another_it_cannot(world):
    row = submitted(world)
    with world.scope("acme"):
        reject_registration(row, actor=world.actor("sam"), at=world.now, reason="not_eligible")
        with pytest.raises(Refused):
            undo_decision(row, actor=world.actor("alice"), at=world.now)
        with pytest.raises(Refused):
            undo_decision(row, actor=world.actor("sam"), at=world.now + timedelta(seconds=31))
    drain(world.acme.pk)
    with world.scope("sam"), pytest.raises(Refused):
        undo_decision(row, actor=world.actor("sam"), at=world.now + timedelta(seconds=5))


def test_a_decision_reaches_nobody_for_thirty_seconds(world):
    row = submitted(world)
    with world.scope("sam"):
        reject_registration(row, actor=world.actor("sam"), at=world.now, reason="not_eligible")
    assert drain(world.acme.pk, until=world.now + timedelta(seconds=29)) == 0
    assert drain(world.acme.pk, until=world.now + timedelta(seconds=30)) == 1


def test_the_next_in_line_comes_back_when_the_winner_falls_away(world):
    winner = approved(world)
    later = submitted(world, who="carl", partnership="contoso", at=world.now + 2 * HOUR)
    with world.scope("sam"):
        mark_duplicate(later, actor=world.actor("sam"), at=world.now + 3 * HOUR, of=winner)
    drain(world.acme.pk)
    with world.scope("nina"):
        withdraw_registration(winner, actor=world.actor("nina"), at=world.now + 4 * HOUR)
    drain(world.acme.pk)
    with world.scope("sam"):
        row = fresh(later)
        assert (row.status, row.decided_at) == ("in_review", None)
        assert approve_registration(row, actor=world.actor("sam"), at=world.now + 5 * HOUR).status == "approved"


def test_a_lost_deal_frees_the_customer_the_same_day(world):
    winner = approved(world)
    later = submitted(world, who="carl", partnership="contoso", at=world.now + 2 * HOUR)
    with world.scope("nina"):
        lose_opportunity(winner.opportunities.get(), actor=world.actor("nina"), at=world.now + 3 * HOUR, reason="price")
    with world.scope("sam"):
        assert fresh(winner).status == "lost"
        assert approve_registration(later, actor=world.actor("sam"), at=world.now + 4 * HOUR).status == "approved"


def test_a_review_shows_and_a_duplicate_can_be_reconsidered_by_hand(world):
    row = submitted(world)
    with world.scope("sam"):
        assert start_review(row, actor=world.actor("sam"), at=world.now).status == "in_review"
        mark_duplicate(row, actor=world.actor("sam"), at=world.now)
        again = reconsider_registration(row, actor=world.actor("sam"), at=world.now + HOUR)
        assert (again.status, RegisteredLine.objects.count()) == ("in_review", 1)


def test_an_approval_links_the_account_the_reviewer_chose(world):
    from deals.services.account import create_account

    row = submitted(world)
    with world.scope("sam"):
        account = create_account(
            {"name": "Fulton County", "domain": "fultoncountyga.gov"}, actor=world.actor("sam"), at=world.now
        )
        row = approve_registration(row, actor=world.actor("sam"), at=world.now, account=account)
        assert (row.account, CustomerAccount.objects.count()) == (account, 1)
