"""Templates of onboarding journeys, in versions. Running journeys keep the steps they began with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from prm.accounts.roles import PartnerRole, VendorRole
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.packs.registry import pack_of
from programs.journeys import Step
from programs.models import JourneyTemplate, OnboardingForm, Program, StepTemplate
from programs.onboarding import AREAS, STEP_KINDS
from programs.permissions import ProgramPermission

__all__ = ["Step"]


@transaction.atomic
def create_template(
    *, type: str, name: str, window_days: int, steps: Sequence[Step] = (), is_sequential: bool = False,
    program: Program | None = None, actor: Actor, at: datetime,
) -> JourneyTemplate:  # fmt: skip
    """The first draft for a type, or for one program of it. Refuses where there is a journey already."""
    _require(actor)
    if program is not None and program.type != type:
        raise Invalid(_("The program is of another type."), fields={"program": _("Another type.")})
    if _of(type, program).filter(replaced_at=None).exists():
        raise Refused(_("There is a journey for this already. Change that one."))
    last = _of(type, program).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            row: JourneyTemplate = JourneyTemplate.objects.create(
                type=type, program=program, number=last + 1, name=name.strip(), window_days=window_days,
                is_sequential=is_sequential, is_active=False,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("There is a journey for this already. Change that one.")) from error
    _write(row, [_checked(row, step) for step in steps])
    record(row, "journey_template.started", actor=actor, at=at, summary=str(row.number))
    return row


@transaction.atomic
def save_template(
    *, type: str, name: str, window_days: int, steps: Sequence[Step], program: Program | None = None, actor: Actor,
    at: datetime,
) -> JourneyTemplate:  # fmt: skip
    """A whole version, in use at once, in place of what was in use."""
    _require(actor)
    in_use = _of(type, program).filter(is_active=True).first()
    if in_use is None:
        row = create_template(
            type=type, name=name, window_days=window_days, steps=steps, program=program, actor=actor, at=at
        )
        return publish_template(row, actor=actor, at=at)
    row = start_draft(in_use, actor=actor, at=at)
    row.steps.all().delete()
    row = change_template(row, name=name, window_days=window_days, is_sequential=False, actor=actor, at=at)
    _write(row, [_checked(row, step) for step in steps])
    return publish_template(row, actor=actor, at=at)


@transaction.atomic
def start_draft(template: JourneyTemplate, *, actor: Actor, at: datetime) -> JourneyTemplate:
    """The next version, with the steps of this one; the draft there is already, where there is one."""
    _require(actor)
    row = _locked(template)
    if row.is_draft:
        return row
    same = _of(row.type, row.program)
    found: JourneyTemplate | None = same.filter(is_active=False, replaced_at=None).first()
    if found is not None:
        return found
    draft: JourneyTemplate = JourneyTemplate.objects.create(
        type=row.type, program_id=row.program_id, number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=row.name, window_days=row.window_days, is_sequential=row.is_sequential, is_active=False,
    )  # fmt: skip
    _write(draft, [Step(**step.plan()) for step in row.steps.order_by("position")])
    record(draft, "journey_template.started", actor=actor, at=at, summary=str(draft.number))
    return draft


@transaction.atomic
def change_template(
    template: JourneyTemplate, *, name: str, window_days: int, is_sequential: bool, actor: Actor, at: datetime
) -> JourneyTemplate:
    """Name, window and order of a draft. Refuses a window that ends before one of its steps is due."""
    row = _draft(template, actor)
    row.name, row.window_days, row.is_sequential = name.strip(), window_days, is_sequential
    for step in row.steps.order_by("position"):
        _check_due(step.title, step.due_days, window_days)
    row.save(update_fields=["name", "window_days", "is_sequential"])
    record(row, "journey_template.saved", actor=actor, at=at)
    return row


@transaction.atomic
def publish_template(template: JourneyTemplate, *, actor: Actor, at: datetime) -> JourneyTemplate:
    """From now on journeys are laid out by this version; those that run keep theirs. Refuses one without steps."""
    row = _draft(template, actor)
    if not row.steps.exists():
        raise Refused(_("A journey needs at least one step."))
    _of(row.type, row.program).filter(is_active=True).update(is_active=False, replaced_at=at)
    row.is_active = True
    row.save(update_fields=["is_active"])
    record(row, "journey_template.published", actor=actor, at=at, summary=str(row.number))
    return row


@transaction.atomic
def discard_template(template: JourneyTemplate, *, actor: Actor, at: datetime) -> None:
    """Throws a draft away."""
    row = _draft(template, actor)
    record(row, "journey_template.discarded", actor=actor, at=at, summary=str(row.number))
    row.delete()


@transaction.atomic
def add_step(template: JourneyTemplate, step: Step, *, actor: Actor, at: datetime) -> StepTemplate:
    """Adds a step to a draft, after the last one of its stage."""
    row = _draft(template, actor)
    planned = _checked(row, step)
    steps = list(row.steps.order_by("position"))
    place = next((n for n in range(len(steps), 0, -1) if steps[n - 1].stage == planned.stage), len(steps))
    _shift(row, place)
    added: StepTemplate = StepTemplate.objects.create(template=row, position=place + 1, **planned.__dict__)
    record(row, "journey_template.step_added", actor=actor, at=at, summary=step.title)
    return added


@transaction.atomic
def change_step(step: StepTemplate, to: Step, *, actor: Actor, at: datetime) -> StepTemplate:
    """Says something else in a draft's step; one that is in another stage now goes to that stage's end."""
    row = _draft(step.template, actor)
    moves = to.stage.strip() != step.stage
    planned = _checked(row, to)
    if moves:
        _drop(row, step)
        step = add_step(row, planned, actor=actor, at=at)
    else:
        StepTemplate.objects.filter(pk=step.pk).update(**planned.__dict__)
        step.refresh_from_db()
    record(row, "journey_template.step_changed", actor=actor, at=at, summary=planned.title)
    return step


@transaction.atomic
def move_step(step: StepTemplate, *, by: int, actor: Actor, at: datetime) -> None:
    """One place up (-1) or down (1) in a draft; at either end it stays."""
    row = _draft(step.template, actor)
    other = row.steps.filter(position=step.position + by).first()
    if other is None:
        return
    StepTemplate.objects.filter(pk=step.pk).update(position=0)
    StepTemplate.objects.filter(pk=other.pk).update(position=step.position)
    StepTemplate.objects.filter(pk=step.pk).update(position=step.position + by)
    record(row, "journey_template.step_moved", actor=actor, at=at, summary=step.title)


@transaction.atomic
def remove_step(step: StepTemplate, *, actor: Actor, at: datetime) -> None:
    """Takes a step out of a draft; the versions before keep it."""
    row = _draft(step.template, actor)
    record(row, "journey_template.step_removed", actor=actor, at=at, summary=step.title)
    _drop(row, step)


def _write(row: JourneyTemplate, steps: Sequence[Step]) -> None:
    StepTemplate.objects.bulk_create(
        StepTemplate(template=row, position=position, **step.__dict__) for position, step in enumerate(steps, start=1)
    )


def _shift(row: JourneyTemplate, after: int) -> None:
    """Makes room behind a place, by way of places nobody has: uniqueness holds at every statement."""
    later = row.steps.filter(position__gt=after)
    later.update(position=F("position") + 1000)
    row.steps.filter(position__gt=1000).update(position=F("position") - 999)


def _drop(row: JourneyTemplate, step: StepTemplate) -> None:
    StepTemplate.objects.filter(pk=step.pk).delete()
    row.steps.filter(position__gt=step.position).update(position=F("position") + 1000)
    row.steps.filter(position__gt=1000).update(position=F("position") - 1001)


def _checked(row: JourneyTemplate, step: Step) -> Step:
    """The step with everything it names there; a form step without a form gets one of its own."""
    _check_due(step.title, step.due_days, row.window_days)
    for name, fault in FAULTS.items():
        if fault(step):
            raise Invalid(_("%(step)s cannot be planned so.") % {"step": step.title}, fields={name: _("Unknown.")})
    if step.opens and pack_of(row.type).is_light:
        raise Invalid(
            _("Nothing may be asked first of partners of this type: no step opens what would be closed till then."),
            fields={"opens": _("Leave it empty.")},
        )
    planned = replace(step, title=step.title.strip(), stage=step.stage.strip())
    if planned.kind == "form" and not OnboardingForm.objects.filter(ref=planned.subject).exists():
        form: OnboardingForm = OnboardingForm.objects.create(name=planned.title)
        planned = replace(planned, subject=form.ref)
    return planned


FAULTS: dict[str, Callable[[Step], bool]] = {
    "kind": lambda step: step.kind not in STEP_KINDS,
    "vendor_role": lambda step: step.vendor_role not in ("", *VendorRole),
    "partner_role": lambda step: step.partner_role not in ("", *PartnerRole),
    "opens": lambda step: bool(set(step.opens) - set(AREAS)),
}


def _check_due(title: str, due_days: int, window_days: int) -> None:
    if due_days > window_days:
        raise Invalid(
            _("%(step)s is due after the window of %(days)d days.") % {"step": title, "days": window_days},
            fields={"due_days": _("After the window.")},
        )


def _of(type: str, program: Program | None) -> QuerySet[JourneyTemplate]:
    return JourneyTemplate.objects.filter(type=type, program=program)


def _locked(template: JourneyTemplate) -> JourneyTemplate:
    row: JourneyTemplate = JourneyTemplate.objects.select_for_update().get(pk=template.pk)
    return row


def _draft(template: JourneyTemplate, actor: Actor) -> JourneyTemplate:
    _require(actor)
    row = _locked(template)
    if not row.is_draft:
        raise Refused(_("This version is in use or was. Start a new version to change it."))
    return row


def _require(actor: Actor) -> None:
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change onboarding journeys."))
