"""Reading decisions back."""

from uuid import UUID

from django.db.models import Model, QuerySet

from prm.decisions.models import Decision


def decisions_for(subject: Model) -> QuerySet[Decision]:
    """Every decision on a row, newest first."""
    return Decision.objects.filter(subject_id=subject.pk).order_by("-at", "-id")


def latest_decision(subject: Model, rule: str = "") -> Decision | None:
    found = decisions_for(subject)
    return (found.filter(rule=rule) if rule else found).first()


def decision_by_id(decision_id: UUID) -> Decision | None:
    return Decision.objects.filter(pk=decision_id).first()
