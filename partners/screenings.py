"""Named reads of due diligence: rounds, answers, red flags."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from partners.form_kinds import DUE_DILIGENCE
from partners.models import RedFlag, Screening
from prm.forms.kinds import show_answer
from prm.forms.queries import questions_of_version
from prm.forms.questions import Kind, asked

RAISED = Count("flags", filter=Q(flags__status="raised"))


def screenings_with_partner() -> QuerySet[Screening]:
    return Screening.objects.select_related("partner", "partner__owner")


def screenings_for_list() -> QuerySet[Screening]:
    return screenings_with_partner().annotate(raised=RAISED)


def screening_by_ref(ref: str) -> Screening | None:
    return screenings_with_partner().filter(ref=ref).first()


def screenings_of_partner(partner_id: UUID) -> QuerySet[Screening]:
    return Screening.objects.filter(partner_id=partner_id).annotate(raised=RAISED).order_by("-asked_at", "-pk")


def own_screening(partner_id: UUID) -> Screening | None:
    """What a partner's portal shows: the round it is to answer, else its last."""
    rows = screenings_with_partner().filter(partner_id=partner_id).order_by("-asked_at", "-pk")
    return rows.filter(status="asked").first() or rows.first()


def flags_of(screening: Screening) -> list[RedFlag]:
    return list(RedFlag.objects.filter(screening=screening).order_by("pk"))


def answers_of(screening: Screening) -> list[tuple[Any, str, str]]:
    """(question, answer, ref of its file) as it was asked then."""
    found = []
    for question in asked(questions_of_version(DUE_DILIGENCE.key, screening.form_version).questions, screening.answers):
        value = screening.answers.get(question.key)
        if text := show_answer(question, value):
            ref = value["ref"] if question.kind == Kind.FILE and isinstance(value, dict) else ""
            found.append((question.label, text, ref))
    return found
