import pytest

from prm.lib.errors import Forbidden, Invalid, Refused
from prm.packs.types import PartnershipType
from programs.journeys import suggested_steps
from programs.models import JourneyTemplate, OnboardingForm, OnboardingStep
from programs.services import journey as service
from programs.services.journey import Step

TASKS = [Step("task", "One", stage="Begin"), Step("task", "Two", due_days=9, stage="Begin"), Step("task", "Three")]


@pytest.fixture
def by(world):
    return {"actor": world.actor("petra"), "at": world.now}


@pytest.fixture
def template(world, by):
    with world.scope("acme"):
        return service.save_template(type="resale", name="First 90 days", window_days=90, steps=TASKS, **by)


def titles(row):
    return list(row.steps.order_by("position").values_list("position", "title"))


def test_a_new_version_leaves_the_one_in_use_alone_until_it_is_published(world, template, by):
    with world.scope("acme"):
        draft = service.start_draft(template, **by)
        assert service.start_draft(template, **by) == draft
        service.remove_step(draft.steps.get(position=1), **by)
        assert (titles(draft), len(titles(template))) == ([(1, "Two"), (2, "Three")], 3)
        service.publish_template(draft, **by)
        template.refresh_from_db()
        assert (template.is_active, template.replaced_at, draft.number) == (False, world.now, 2)
        with pytest.raises(Refused, match="Start a new version"):
            service.add_step(template, TASKS[0], **by)


def test_steps_stand_with_their_stage_and_are_moved(world, template, by):
    with world.scope("acme"):
        draft = service.start_draft(template, **by)
        added = service.add_step(draft, Step("task", "Four", stage="Begin"), **by)
        assert titles(draft) == [(1, "One"), (2, "Two"), (3, "Four"), (4, "Three")]
        service.move_step(added, by=-1, **by)
        service.move_step(draft.steps.get(position=1), by=-1, **by)
        assert titles(draft) == [(1, "One"), (2, "Four"), (3, "Two"), (4, "Three")]
        service.change_step(draft.steps.get(position=1), Step("task", "First"), **by)
        assert titles(draft) == [(1, "Four"), (2, "Two"), (3, "Three"), (4, "First")]


@pytest.mark.parametrize(
    ("step", "at"),
    [
        (Step("dance", "Dance"), "kind"),
        (Step("task", "Late", due_days=91), "due_days"),
        (Step("task", "Nobody", vendor_role="king"), "vendor_role"),
        (Step("task", "Nobody", partner_role="king"), "partner_role"),
        (Step("task", "Elsewhere", opens=["moon"]), "opens"),
    ],
)
def test_a_step_that_cannot_be_is_refused_at_its_field(world, template, by, step, at):
    with world.scope("acme"):
        draft = service.start_draft(template, **by)
        with pytest.raises(Invalid) as refused:
            service.add_step(draft, step, **by)
        assert set(refused.value.fields) == {at}


def test_nothing_is_asked_first_of_a_light_type(world, by):
    steps = [Step("task", "Learn", opens=["deals"])]
    with world.scope("acme"), pytest.raises(Invalid, match="Nothing may be asked first"):
        service.create_template(type="referral", name="Fast", window_days=14, steps=steps, **by)


def test_the_window_cannot_end_before_a_step_is_due(world, template, by):
    with world.scope("acme"):
        draft = service.start_draft(template, **by)
        with pytest.raises(Invalid, match="Two is due after"):
            service.change_template(draft, name="Short", window_days=8, is_sequential=False, **by)


def test_an_empty_draft_is_not_put_in_use_and_can_be_discarded(world, by):
    with world.scope("acme"):
        draft = service.create_template(type="oem", name="OEM", window_days=180, **by)
        with pytest.raises(Refused, match="at least one step"):
            service.publish_template(draft, **by)
        with pytest.raises(Refused, match="already"):
            service.create_template(type="oem", name="OEM", window_days=180, **by)
        service.discard_template(draft, **by)
        assert not JourneyTemplate.objects.filter(type="oem").exists()


def test_a_program_goes_its_own_way_and_its_type_the_other(world, template, by):
    from programs.services.onboarding import lay_out_journey

    with world.scope("acme"):
        program = world.programs["acme"]
        own = service.save_template(type="resale", name="Own", window_days=30, steps=TASKS[:1], program=program, **by)
        journey = lay_out_journey(world.partnerships["northwind"])
        assert (journey.name, journey.template_number, journey.window_days) == ("Own", 1, 30)
        step = OnboardingStep.objects.get(journey=journey)
        assert (step.stage, step.title) == ("Begin", "One")
        with pytest.raises(Invalid, match="another type"):
            service.create_template(type="oem", name="X", window_days=9, program=program, **by)
        assert own.is_active
        assert JourneyTemplate.objects.get(pk=template.pk).is_active


def test_a_form_step_gets_a_form_which_later_versions_keep(world, by):
    with world.scope("acme"):
        row = service.save_template(
            type="oem", name="OEM", window_days=180, steps=[Step("form", "Who does what")], **by
        )
        form = OnboardingForm.objects.get()
        draft = service.start_draft(row, **by)
        assert (form.name, draft.steps.get().subject) == ("Who does what", form.ref)
        assert OnboardingForm.objects.count() == 1


@pytest.mark.parametrize("kind", PartnershipType.values)
def test_what_we_suggest_can_be_put_in_use(world, by, kind):
    from prm.packs.registry import pack_of

    pack = pack_of(kind)
    with world.scope("acme"):
        steps = suggested_steps(kind)
        service.save_template(type=kind, name="Ours", window_days=pack.onboarding_days, steps=steps, **by)
        required = [step for step in steps if step.is_required]
        assert len(required) <= (3 if pack.is_light else 9)
        assert max(step.due_days for step in steps) <= pack.onboarding_days


def test_only_designers_change_journeys(world, template):
    with world.scope("acme"), pytest.raises(Forbidden):
        service.start_draft(template, actor=world.actor("sam"), at=world.now)
