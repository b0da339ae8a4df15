"""What is asked now, and what was asked then."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from prm.forms.models import FormDefinition, FormVersion
from prm.forms.questions import Question
from prm.forms.registry import FORM_KINDS


@dataclass(frozen=True)
class Asked:
    """Questions with the version they come from; None means the product's own."""

    version_id: UUID | None
    number: int
    questions: tuple[Question, ...]


def questions_for(kind: str, scope_id: UUID | None = None) -> Asked:
    """What the form asks now: the version of this program, else the vendor's, else the product's questions."""
    own = FormVersion.objects.filter(Q(scope_id=scope_id) | Q(scope_id=None), kind=kind)
    found = sorted(own.order_by("-number"), key=lambda version: (version.scope_id is None, -version.number))
    if found:
        return Asked(found[0].pk, found[0].number, found[0].questions)
    known = FORM_KINDS.get(kind)
    return Asked(None, 0, known.questions if known else ())


def questions_of_version(kind: str, version_id: UUID | None) -> Asked:
    """What was asked when answers of this version were given."""
    version = FormVersion.objects.filter(pk=version_id).first() if version_id else None
    if version is None:
        known = FORM_KINDS.get(kind)
        return Asked(None, 0, known.questions if known else ())
    return Asked(version.pk, version.number, version.questions)


def definition_by_ref(ref: str) -> FormDefinition | None:
    return FormDefinition.objects.filter(ref=ref).first()


def current_version(definition: FormDefinition) -> FormVersion | None:
    return FormVersion.objects.filter(definition=definition).order_by("-number").first()


def published_forms() -> list[FormVersion]:
    """The version in force of each of the vendor's own forms."""
    rows = (
        FormVersion.objects.select_related("definition").order_by("definition_id", "-number").distinct("definition_id")
    )
    return list(rows)
