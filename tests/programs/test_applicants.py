"""Whom a program takes and how it scores them."""

import pytest

from partners.models import Prospect
from prm.audit.models import AuditEntry
from prm.forms.questions import Condition, Kind, Question
from prm.forms.services import add_question, publish_form, start_definition
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused, WrongState
from prm.tenancy.scope import Audience, tenant_context
from programs.form_kinds import APPLICATION_FORM
from programs.models import Application, CriterionScore, Program
from programs.rules.eligibility import Gate, barred
from programs.rules.scorecard import WEIGHTS
from programs.services.applicants import set_applicants
from programs.services.application import asking, save_application, submit_application
from programs.services.scoring import score_criterion, scores_of
from tests.programs.test_applications import GOOD, program, submitted

__all__ = ["program"]
USUAL = dict(WEIGHTS["resale"])
NOBODY = {
    "country": "DE", "email": "u@fabrikam.de", "segments": ["energy"], "wanted": ["energy"], "technical_people": 8,
    "sales_people": 4,
}  # fmt: skip


def set_up(world, program, **changes):
    kept = {"weights": USUAL, "own": [], "competitors": [], "gate": Gate(), **changes}
    with world.scope("acme"):
        return set_applicants(program, actor=world.actor("petra"), at=world.now, **kept)


@pytest.mark.parametrize(
    ("gate", "field"),
    [
        (Gate(countries=frozenset({"US", "CA"})), "country"),
        (Gate(technical_people=9), "technical_people"),
        (Gate(sales_people=5), "sales_people"),
        (Gate(needs_segment=True), "segments"),
        (Gate(needs_company_mail=True), "contact_email"),
    ],
)
def test_each_part_of_the_gate_bars_alone(gate, field):
    profile = {**NOBODY, "segments": ["retail"], "email": "ute@gmail.com"}
    assert set(barred(gate, **profile)) == {field}
    assert barred(Gate.of(gate.as_json()), **profile) == barred(gate, **profile)
    assert barred(Gate(), **profile) == {}


def test_unsaid_people_count_as_none():
    assert set(barred(Gate(technical_people=1), **{**NOBODY, "technical_people": None})) == {"technical_people"}


def test_the_gate_refuses_and_lets_the_draft_be_kept(world, program):
    set_up(world, program, gate=Gate(countries=frozenset({"US"}), needs_segment=True))
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        assert asking(program.pk).gate.countries == {"US"}
        draft = save_application(program.ref, GOOD, at=world.now)
        with pytest.raises(Refused) as refusal:
            submit_application(program.ref, GOOD, at=world.now, application_id=draft.id)
        assert set(refusal.value.fields) == {"country"}
        done = submit_application(program.ref, {**GOOD, "country": "US"}, at=world.now, application_id=draft.id)
        assert done.status == "submitted"


def test_weights_and_own_criteria_score_the_next_applicant_only(world, program):
    first = submitted(world, program)
    set_up(world, program, weights={"finances": 50}, own=[(50, "References")])
    second = submitted(world, program, {**GOOD, "company_name": "Tailspin", "contact_email": "t@tailspin.de"})
    with world.scope("acme"):
        assert (first.score, second.score) == (85, 50)
        assert [line.criterion for line in scores_of(second)] == ["finances", "own_1", "enthusiasm"]
        sam = {"actor": world.actor("sam"), "at": world.now}
        score_criterion(second, "own_1", score=5, evidence="Called three customers.", **sam)
        second.refresh_from_db()
        assert second.score == 100
        with pytest.raises(NotFound):
            score_criterion(second, "segments", score=5, evidence="x", **sam)


def test_a_dropped_criterion_goes_when_an_application_is_handed_in_again(world, program):
    row = submitted(world, program)
    set_up(world, program, weights={"finances": 50})
    with world.scope("acme"):
        Application.objects.filter(pk=row.pk).update(status="returned")
    with tenant_context(Audience.PUBLIC, world.acme.pk):
        submit_application(program.ref, GOOD, at=world.now, application_id=row.pk)
    with world.scope("acme"):
        assert {line.criterion for line in CriterionScore.objects.all()} == {"finances", "enthusiasm"}


def test_a_criterion_that_keeps_its_name_keeps_its_key(world, program):
    set_up(world, program, own=[(10, "References"), (5, "Showroom")])
    row = set_up(world, program, own=[(20, "Language"), (5, "showroom")])
    assert [(item["key"], item["label"]) for item in row.scorecard["own"]] == [
        ("own_3", "Language"), ("own_2", "showroom"),
    ]  # fmt: skip


def test_the_usual_scorecard_is_not_kept(world, program):
    set_up(world, program, own=[(10, "References")])
    assert set_up(world, program).scorecard == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weights": {"enthusiasm": 5}}, "weight_enthusiasm"),
        ({"weights": {"charm": 5}}, "weight_charm"),
        ({"weights": {"finances": 101}}, "weight_finances"),
        ({"weights": {}}, "weight_segments"),
        ({"own": [(5, "References"), (6, "references")]}, "own"),
        ({"own": [(0, "References")]}, "own"),
        ({"own": [(1, f"Number {n}") for n in range(11)]}, "own"),
        ({"qualify_at": 50, "hold_at": 60}, "hold_at"),
    ],
)
def test_what_does_not_hold_is_refused_at_its_field(world, program, changes, field):
    with pytest.raises(Invalid) as refusal:
        set_up(world, program, **changes)
    assert set(refusal.value.fields) == {field}
    with world.scope("acme"):
        assert Program.objects.get(pk=program.pk).scorecard == {}


def test_only_who_may_change_a_program_that_is_not_retired(world, program):
    with world.scope("acme"):
        kept = {"weights": USUAL, "own": [], "competitors": [], "gate": Gate(), "at": world.now}
        with pytest.raises(Forbidden):
            set_applicants(program, actor=world.actor("sam"), **kept)
        Program.objects.filter(pk=program.pk).update(status="retired")
        with pytest.raises(WrongState):
            set_applicants(program, actor=world.actor("petra"), **kept)


def test_a_change_stands_in_the_history_once(world, program):
    for _number in range(2):
        set_up(world, program, competitors=["Globex", " Globex ", ""])
    with world.scope("acme"):
        assert AuditEntry.objects.get(action="program.applicants_changed").changes == {"competitors": [[], ["Globex"]]}


def test_a_named_competitor_marks_the_application(world, program):
    set_up(world, program, competitors=["Umbrella"])
    row = submitted(world, program, {**GOOD, "answers": {**GOOD["answers"], "vendors": "Mostly umbrella."}})
    assert row.conflicts == ["Names Umbrella, which competes with us."]


def test_a_prospect_of_the_name_is_found(world, program):
    with world.scope("acme"):
        prospect = Prospect.objects.create(
            name="Fabrikam", country="DE", domain="fabrikam.de", touched_at=world.now, moved_at=world.now
        )
    row = submitted(world, program)
    assert [(item["kind"], item["ref"]) for item in row.look_alikes] == [("prospect", prospect.ref)]
    assert row.look_alikes[0]["why"]


def test_an_answer_that_is_not_accepted_bars_whoever_was_asked(world, program):
    with world.scope("acme"):
        petra = {"actor": world.actor("petra"), "at": world.now}
        form = start_definition(APPLICATION_FORM.key, **petra)
        desk = Question("desk", Kind.YES_NO, "Do you run a service desk?", accepted=("yes",))
        hours = Question(
            "hours", Kind.CHOICE, "When?", choices=(("day", "By day"), ("always", "Always")), accepted=("always",),
            show_if=Condition("desk", ("yes",)),
        )  # fmt: skip
        form = add_question(add_question(form, desk, **petra), hours, **petra)
        version = publish_form(form, **petra).pk

    def send(own):
        with tenant_context(Audience.PUBLIC, world.acme.pk):
            return submit_application(program.ref, {**GOOD, "own": own}, at=world.now, form_version=version).status

    for own, fields in (
        ({"desk": False}, {"own-desk"}),
        ({"desk": False, "hours": "day"}, {"own-desk"}),
        ({"desk": True, "hours": "day"}, {"own-hours"}),
    ):
        with pytest.raises(Refused) as refusal:
            send(own)
        assert set(refusal.value.fields) == fields
    assert send({"desk": True, "hours": "always"}) == "submitted"
