"""Templates of onboarding journeys. Running journeys keep the steps they began with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from programs.enums import Side
from programs.models import JourneyTemplate, StepTemplate
from programs.onboarding import STEP_KINDS
from programs.permissions import ProgramPermission


@dataclass(frozen=True)
class Step:
    kind: str
    title: str
    side: str = Side.PARTNER
    due_days: int = 0
    is_required: bool = True
    subject: str = ""


@transaction.atomic
def save_template(
    *, type: str, name: str, window_days: int, steps: Sequence[Step] | None, actor: Actor, at: datetime
) -> JourneyTemplate:
    """The one journey template of a partnership type, made or changed; `steps` None leaves its steps alone.

    Refuses a step of an unknown kind, or due after the window.
    """
    _require(actor)
    template = JourneyTemplate.objects.select_for_update().filter(type=type, is_active=True).first()
    template = template or JourneyTemplate(type=type)
    template.name, template.window_days = name.strip(), window_days
    template.save()
    if steps is not None:
        for step in steps:
            _check(step, window_days)
        template.steps.all().delete()
        StepTemplate.objects.bulk_create(
            StepTemplate(template=template, position=position, **step.__dict__)
            for position, step in enumerate(steps, start=1)
        )
    record(template, "journey_template.saved", actor=actor, at=at)
    return template


@transaction.atomic
def add_step(template: JourneyTemplate, step: Step, *, actor: Actor, at: datetime) -> StepTemplate:
    """Adds a step at the end."""
    _require(actor)
    row = JourneyTemplate.objects.select_for_update().get(pk=template.pk)
    _check(step, row.window_days)
    last = row.steps.order_by("-position").first()
    added: StepTemplate = StepTemplate.objects.create(
        template=row, position=last.position + 1 if last else 1, **step.__dict__
    )
    record(row, "journey_template.step_added", actor=actor, at=at, summary=step.title)
    return added


@transaction.atomic
def remove_step(step: StepTemplate, *, actor: Actor, at: datetime) -> None:
    """Takes a step out; journeys that run keep it."""
    _require(actor)
    record(step.template, "journey_template.step_removed", actor=actor, at=at, summary=step.title)
    step.delete()


def _check(step: Step, window_days: int) -> None:
    if step.kind not in STEP_KINDS:
        raise Invalid(_("There is no such kind of step."), fields={"kind": _("Unknown.")})
    if step.due_days > window_days:
        raise Invalid(
            _("%(step)s is due after the window of %(days)d days.") % {"step": step.title, "days": window_days},
            fields={"due_days": _("After the window.")},
        )


def _require(actor: Actor) -> None:
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change onboarding journeys."))
