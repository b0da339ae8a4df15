from datetime import date, timedelta

import pytest

from partners.models import Partner
from prm.lib.errors import Forbidden, Refused
from prm.outbox.models import OutboxEvent
from prm.outbox.services import drain
from programs.models import JourneyTemplate, OnboardingStep
from programs.queries import tier_on
from programs.services.onboarding import record_step, reopen_step, skip_step
from programs.services.partnership import (
    activate_partnership,
    create_partnership,
    end_partnership,
    lift_suspension,
    mark_contracted,
    suspend_partnership,
)


@pytest.fixture
def template(world):
    with world.scope("acme"):
        template = JourneyTemplate.objects.create(type="resale", name="First 90 days", window_days=90)
        for position, (kind, days, required) in enumerate(
            [
                ("sign_agreement", 0, True),
                ("profile", 14, True),
                ("pass_course", 45, True),
                ("register_deal", 90, False),
            ],
            start=1,
        ):
            template.steps.create(
                position=position, kind=kind, title=kind, side="partner", due_days=days, is_required=required
            )
        return template


@pytest.fixture
def joined(world, template):
    with world.scope("acme"):
        partner = Partner.objects.create(name="Fabrikam", owner=world.sam)
        partnership = create_partnership(partner, world.programs["acme"], actor=world.actor("sam"), at=world.now)
    world.partners["fabrikam"], world.partnerships["fabrikam"] = partner, partnership
    return partnership


def statuses(partnership):
    return dict(OnboardingStep.objects.filter(partnership=partnership).values_list("kind", "status"))


def test_joining_gives_the_entry_tier_and_lays_the_journey_out(world, joined):
    with world.scope("acme"):
        assert (joined.status, joined.tier.rank, joined.owner) == ("approved", 1, world.sam)
        assert str(tier_on(joined, date(2026, 3, 17))) == "Member"
        assert set(statuses(joined).values()) == {"pending"}
        assert set(OnboardingStep.objects.values_list("due_on", flat=True)) == {None}


def test_joining_twice_is_refused(world, joined):
    with world.scope("acme"), pytest.raises(Refused, match="already"):
        create_partnership(joined.partner, joined.program, actor=world.actor("sam"), at=world.now)


def test_a_viewer_may_not_add_partnerships(world):
    with world.scope("acme"), pytest.raises(Forbidden):
        create_partnership(world.northwind, world.programs["acme"], actor=world.actor("vera"), at=world.now)


def test_contracting_dates_the_steps_from_signing_and_happens_once(world, joined):
    with world.scope("acme"):
        row = mark_contracted(joined, actor=world.system(), at=world.now)
        again = mark_contracted(joined, actor=world.system(), at=world.now + timedelta(days=9))
        assert (row.status, again.contracted_at) == ("onboarding", world.now)
        due = dict(OnboardingStep.objects.filter(partnership=joined).values_list("kind", "due_on"))
        assert due["pass_course"] == date(2026, 5, 1)
        assert statuses(joined)["sign_agreement"] == "completed"
        assert joined.journeys.get().window_ends_on == date(2026, 6, 15)
        assert OutboxEvent.objects.filter(name="programs.PartnershipContracted").count() == 1


def test_the_last_required_step_activates_even_when_the_portal_completes_it(world, joined):
    with world.scope("acme"):
        mark_contracted(joined, actor=world.system(), at=world.now)
        record_step(joined, "profile", actor=world.system(), at=world.now)
    world.members["pia"] = add_seller(world, joined)
    with world.scope("pia"):
        assert record_step(joined, "pass_course", actor=world.actor("pia"), at=world.now).status == "completed"
        assert record_step(joined, "pass_course", actor=world.actor("pia"), at=world.now) is None
    drain(world.acme.pk)
    with world.scope("acme"):
        joined.refresh_from_db()
        assert (joined.status, joined.activated_at) == ("active", world.now)
        assert statuses(joined)["register_deal"] == "pending"
        assert joined.journeys.get().completed_at == world.now


def test_a_portal_completes_no_step_of_another_partner(world, joined):
    with world.scope("acme"):
        mark_contracted(joined, actor=world.system(), at=world.now)
    with world.scope("carl"):
        assert record_step(joined, "profile", actor=world.actor("carl"), at=world.now) is None
    with world.scope("acme"):
        assert statuses(joined)["profile"] == "pending"


def test_a_step_that_names_a_subject_takes_only_that_subject(world, joined):
    with world.scope("acme"):
        mark_contracted(joined, actor=world.system(), at=world.now)
        OnboardingStep.objects.filter(kind="pass_course").update(subject="edge-g4")
        assert record_step(joined, "pass_course", subject="other", actor=world.system(), at=world.now) is None
        assert record_step(joined, "pass_course", subject="edge-g4", actor=world.system(), at=world.now) is not None


def test_skipping_releases_activation_and_reopening_asks_again(world, joined):
    with world.scope("acme"):
        mark_contracted(joined, actor=world.system(), at=world.now)
        step = OnboardingStep.objects.get(kind="profile")
        skip_step(step, actor=world.actor("sam"), at=world.now, reason="Known for years.")
        assert statuses(joined)["profile"] == "skipped"
        assert (
            reopen_step(step, actor=world.actor("sam"), at=world.now, reason="New owner.").status == "action_required"
        )


def test_suspension_is_an_overlay_that_holds_activation(world, joined):
    with world.scope("acme"):
        mark_contracted(joined, actor=world.system(), at=world.now)
        suspend_partnership(joined, actor=world.actor("sam"), at=world.now, reason="Due diligence open.")
        with pytest.raises(Refused, match="suspended"):
            activate_partnership(joined, actor=world.actor("sam"), at=world.now)
        lift_suspension(joined, actor=world.actor("sam"), at=world.now)
        assert activate_partnership(joined, actor=world.actor("sam"), at=world.now).status == "active"


def test_an_ended_partnership_makes_room_for_a_new_one(world, joined):
    with world.scope("acme"):
        end_partnership(joined, actor=world.actor("sam"), at=world.now, reason="Sold.")
        create_partnership(joined.partner, joined.program, actor=world.actor("sam"), at=world.now)
        assert joined.partner.partnerships.count() == 2


def add_seller(world, partnership):
    from prm.accounts.services.vendor import add_member
    from tests.support.world import make_user

    user = make_user("pia", "fabrikam")
    with world.scope("acme"):
        return add_member(user, audience="portal", role="seller", partner_id=partnership.partner_id)
