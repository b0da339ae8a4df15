from datetime import timedelta

import pytest

from partners.models import Contact, Partner
from prm.clocks.queries import clock_for
from prm.decisions.queries import decisions_for
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused, WrongState
from prm.outbox.models import OutboxEvent
from prm.tenancy.scope import Audience, tenant_context
from programs.lifecycle import APPLICATION
from programs.models import Application, CriterionScore, Partnership, Program
from programs.services.application import (
    application_status,
    save_application,
    submit_application,
    withdraw_application,
)
from programs.services.qualification import (
    approve_application,
    reject_application,
    return_application,
    start_review,
)
from programs.services.scoring import score_criterion, scores_of

GOOD = {
    "company_name": "Fabrikam GmbH",
    "domain": "www.fabrikam.de",
    "country": "DE",
    "contact_name": "Ute Falk",
    "contact_email": "Ute@Fabrikam.de",
    "segments": ["energy", "public"],
    "technical_people": 8,
    "sales_people": 4,
    "answers": {
        "relationships": "complementary", "finances": "profitable_years", "motivation": "Growth", "standing": "3_10",
        "seller": "Ute Falk", "engineer": "Jan Roth", "sponsor": "Eva Lang", "plan": "Ten deals", "budget": "50 days",
    },
}  # fmt: skip
WEAK = {**GOOD, "segments": [], "technical_people": 0, "answers": {"relationships": "exclusive_competitor"}}


@pytest.fixture
def program(world):
    with world.scope("acme"):
        program = world.programs["acme"]
        program.ideal_segments = ["energy", "public", "health"]
        program.save()
    return program


@pytest.fixture
def public(world, program):
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        yield program


def submitted(world, program, values=GOOD):
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        receipt = submit_application(program.ref, values, at=world.now)
    with world.scope("acme"):
        return Application.objects.get(pk=receipt.id)


def test_the_public_submits_and_gets_a_receipt_of_plain_values(world, public):
    receipt = submit_application(public.ref, GOOD, at=world.now)
    assert (receipt.status, receipt.program_ref, receipt.is_editable) == ("submitted", public.ref, False)
    with world.scope("acme"):
        row = Application.objects.get(ref=receipt.ref)
        assert (row.domain, row.contact_email, row.type) == ("fabrikam.de", "ute@fabrikam.de", "resale")
        assert OutboxEvent.objects.filter(name="programs.ApplicationSubmitted").count() == 1


def test_the_public_role_itself_reads_and_writes_no_application(world, public):
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Application.objects.count()
    assert [p.name for p in Program.objects.all()] == ["Acme Resale"]


def test_missing_essentials_are_named(world, public):
    with pytest.raises(Invalid) as refusal:
        submit_application(public.ref, {"company_name": "X"}, at=world.now)
    assert set(refusal.value.fields) == {"country", "contact_name", "contact_email"}
    with world.scope("acme"):
        assert Application.objects.count() == 0


def test_a_draft_is_kept_and_gone_on_with(world, public):
    draft = save_application(public.ref, {"company_name": "Fabrikam", "contact_email": "u@fabrikam.de"}, at=world.now)
    again = save_application(public.ref, {"country": "DE"}, at=world.now, application_id=draft.id)
    assert (again.id, again.is_editable, again.values["company_name"]) == (draft.id, True, "Fabrikam")
    assert submit_application(public.ref, GOOD, at=world.now, application_id=draft.id).status == "submitted"
    with world.scope("acme"):
        assert Application.objects.count() == 1
        assert OutboxEvent.objects.filter(name="programs.ApplicationSaved").count() == 1


def test_a_second_click_on_submit_changes_nothing(world, public):
    receipt = submit_application(public.ref, GOOD, at=world.now)
    with pytest.raises(WrongState):
        submit_application(public.ref, {**GOOD, "company_name": "Other"}, at=world.now, application_id=receipt.id)
    with pytest.raises(WrongState):
        save_application(public.ref, {"company_name": "Other"}, at=world.now, application_id=receipt.id)
    with world.scope("acme"):
        assert Application.objects.get().company_name == "Fabrikam GmbH"


def test_a_closed_or_foreign_program_takes_no_applications(world, public):
    foreign = world.programs["globex"].ref
    with pytest.raises(NotFound):
        submit_application(foreign, GOOD, at=world.now)
    with world.scope("acme"):
        Program.objects.update(status="closed")
    with pytest.raises(NotFound):
        submit_application(public.ref, GOOD, at=world.now)


def test_a_look_alike_is_flagged(world, program):
    with world.scope("acme"):
        Partner.objects.filter(name="Contoso").update(domain="fabrikam.de")
        contoso = Partner.objects.get(name="Contoso").ref
    first, second = submitted(world, program), submitted(world, program)
    assert [(item["kind"], item["ref"]) for item in first.look_alikes] == [("partner", contoso)]
    assert [(item["kind"], item["ref"]) for item in second.look_alikes] == [
        ("partner", contoso),
        ("application", first.ref),
    ]
    assert second.look_alikes[1]["why"] == "same web domain; same name; same person"


def test_the_scorecard_is_proposed_and_written_down(world, program):
    row = submitted(world, program)
    with world.scope("acme"):
        assert [(line.criterion, line.score) for line in scores_of(row)] == [
            ("segments", 3), ("capability", 5), ("relationships", 4), ("finances", 5), ("stability", 4),
            ("commitment", 5), ("enthusiasm", 3),
        ]  # fmt: skip
        assert (row.score, row.recommendation) == (85, "qualify")
        decision = decisions_for(row).get()
        assert (decision.rule, decision.result) == ("programs.qualification", "Qualify: 85")
        assert decision.steps[0].arithmetic == "25 x 3 / 5"


def test_a_person_corrects_a_score_on_evidence(world, program):
    row = submitted(world, program)
    with world.scope("acme"):
        sam = {"actor": world.actor("sam"), "at": world.now}
        with pytest.raises(Invalid):
            score_criterion(row, "finances", score=0, evidence=" ", **sam)
        with pytest.raises(Invalid):
            score_criterion(row, "finances", score=6, evidence="x", **sam)
        with pytest.raises(Forbidden):
            score_criterion(row, "finances", score=0, evidence="x", actor=world.actor("vera"), at=world.now)
        score_criterion(row, "finances", score=0, evidence="Insolvency register, 4 Mar.", **sam)
        line = CriterionScore.objects.get(application=row, criterion="finances")
        row.refresh_from_db()
        assert (line.proposed, line.score, line.scored_by, row.score) == (5, 0, "Sam", 75)


def test_the_promise_runs_pauses_while_returned_and_is_kept(world, program):
    row = submitted(world, program)
    later = world.now + timedelta(days=1)
    with world.scope("acme"):
        due = clock_for(row).due_at
        return_application(row, actor=world.actor("sam"), at=later, reason="Which products do you resell?")
        assert clock_for(row).state == "paused"
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        told = application_status(row.pk)
        assert (told.status, told.reason, told.is_editable) == ("returned", "Which products do you resell?", True)
        submit_application(program.ref, GOOD, at=world.now + timedelta(days=7), application_id=row.pk)
    with world.scope("acme"):
        assert clock_for(row).due_at > due
        approve_application(row, actor=world.actor("sam"), at=world.now + timedelta(days=8))
        assert clock_for(row).state == "kept"
        assert (
            OutboxEvent.objects.filter(name="programs.ApplicationSubmitted").last().payload["is_resubmission"] is True
        )


def test_approval_makes_partner_contact_and_partnership(world, program):
    row = submitted(world, program)
    with world.scope("acme"):
        start_review(row, actor=world.actor("sam"), at=world.now)
        done = approve_application(row, actor=world.actor("sam"), at=world.now)
        assert (done.partner.name, done.partner.domain, done.partner.owner) == (
            "Fabrikam GmbH",
            "fabrikam.de",
            world.sam,
        )
        assert (done.partnership.status, done.partnership.application) == ("approved", row)
        assert Contact.objects.get(partner=done.partner).email == "ute@fabrikam.de"
        assert OutboxEvent.objects.get(name="programs.ApplicationApproved").partner_id == done.partner.pk


def test_a_double_click_on_approve_makes_one_partner(world, program):
    row = submitted(world, program)
    with world.scope("acme"):
        approve_application(row, actor=world.actor("sam"), at=world.now)
        with pytest.raises(WrongState):
            approve_application(row, actor=world.actor("sam"), at=world.now)
        assert Partner.objects.filter(name="Fabrikam GmbH").count() == 1
        assert Partnership.objects.filter(application=row).count() == 1


def test_below_the_threshold_it_takes_a_named_reason_and_the_right(world, program):
    row = submitted(world, program, WEAK)
    with world.scope("acme"):
        with pytest.raises(Refused, match="scorecard gives"):
            approve_application(row, actor=world.actor("alice"), at=world.now)
        with pytest.raises(Forbidden, match="override"):
            approve_application(row, actor=world.actor("sam"), at=world.now, override_reason="I like them.")
        assert Partner.objects.filter(name="Fabrikam GmbH").count() == 0
        approve_application(row, actor=world.actor("alice"), at=world.now, override_reason="Only one in the Baltics.")
        row.refresh_from_db()
        assert (row.status, row.override_reason) == ("approved", "Only one in the Baltics.")


def test_an_applicant_we_know_joins_under_its_partner(world, program):
    row = submitted(world, program)
    with world.scope("acme"):
        Partnership.objects.filter(partner=world.contoso).update(status="ended")
        done = approve_application(row, actor=world.actor("sam"), at=world.now, partner=world.contoso)
        assert (done.partner, Partner.objects.count()) == (world.contoso, 3)


def test_the_scorecard_is_not_for_the_partners_eyes(world, program):
    row = submitted(world, program)
    with world.scope("acme"):
        done = approve_application(row, actor=world.actor("sam"), at=world.now)
        assert {decision.partner_id for decision in decisions_for(row)} == {None}
    with tenant_context(Audience.PORTAL, world.acme.pk, done.partner.pk):
        assert decisions_for(row).count() == 0


ACTS = {
    "start_review": lambda row, arguments: start_review(row, **arguments),
    "approve": lambda row, arguments: approve_application(row, **arguments).application,
    "return": lambda row, arguments: return_application(row, reason="Why?", **arguments),
    "reject": lambda row, arguments: reject_application(row, reason="No.", **arguments),
    "submit": lambda row, arguments: submit_application("", {}, application_id=row.pk, at=arguments["at"]),
    "withdraw": lambda row, arguments: withdraw_application(row.pk, at=arguments["at"]),
}


@pytest.mark.parametrize("state", list(APPLICATION.states))
@pytest.mark.parametrize("action", list(APPLICATION.transitions))
def test_every_action_in_every_state(world, program, state, action):
    row = submitted(world, program)
    with world.scope("acme"):
        Application.objects.filter(pk=row.pk).update(status=state)
        arguments = {"actor": world.actor("sam"), "at": world.now}
        transition = APPLICATION.transitions[action]
        if state in transition.sources:
            assert ACTS[action](row, arguments).status == transition.target
        else:
            with pytest.raises(WrongState):
                ACTS[action](row, arguments)
        row.refresh_from_db()
        assert row.status == (transition.target if state in transition.sources else state)
        if transition.permission:
            with pytest.raises(Forbidden):
                ACTS[action](row, {**arguments, "actor": world.actor("vera")})
