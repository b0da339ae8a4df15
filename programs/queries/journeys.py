"""Templates of journeys: the version in use, the draft, those before."""

from django.db.models import Count, F, Q, QuerySet

from programs.models import HandIn, JourneyTemplate, OnboardingStep, Program, StepTemplate
from programs.queries.partnerships import OPEN_STEP


def template_for(program: Program) -> JourneyTemplate | None:
    """The version in use for a program: its own, else that of its type."""
    rows = JourneyTemplate.objects.filter(Q(program=program) | Q(program=None), type=program.type, is_active=True)
    return rows.order_by(F("program_id").asc(nulls_last=True)).first()


def templates_for_list() -> QuerySet[JourneyTemplate]:
    """What is in use and what is being written, with how many steps."""
    rows = JourneyTemplate.objects.filter(replaced_at=None).select_related("program")
    return rows.annotate(count=Count("steps"), required=Count("steps", filter=Q(steps__is_required=True)))


def template_by_ref(ref: str) -> JourneyTemplate | None:
    return JourneyTemplate.objects.select_related("program").filter(ref=ref).first()


def draft_by_ref(ref: str) -> JourneyTemplate | None:
    row = template_by_ref(ref)
    return row if row is not None and row.is_draft else None


def versions_of(template: JourneyTemplate) -> QuerySet[JourneyTemplate]:
    """Every version for the same type and program, newest first."""
    return JourneyTemplate.objects.filter(type=template.type, program=template.program).order_by("-number")


def planned_step(ref: str, position: int) -> StepTemplate | None:
    """A step of a draft."""
    rows = StepTemplate.objects.select_related("template").filter(template__ref=ref, position=position)
    return rows.filter(template__is_active=False, template__replaced_at=None).first()


def stage_before(step: OnboardingStep) -> OnboardingStep | None:
    """The required step of an earlier stage this one waits for, where its journey goes stage by stage."""
    if not step.journey.is_sequential:
        return None
    first = OnboardingStep.objects.filter(journey=step.journey, stage=step.stage).order_by("position")[:1].get()
    earlier = OnboardingStep.objects.filter(journey=step.journey, position__lt=first.position, is_required=True)
    return earlier.filter(status__in=OPEN_STEP).order_by("position").first()


def hand_ins_of(step: OnboardingStep) -> QuerySet[HandIn]:
    """What was handed in for a step, the latest first."""
    return HandIn.objects.filter(step=step).order_by("-handed_in_at")
