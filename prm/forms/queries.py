"""What is asked now, and what was asked then."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from prm.forms.models import FormDefinition, FormVersion
from prm.forms.questions import Question
from prm.forms.registry import FORM_KINDS, FormKind, Scope, scopes_of


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


def questions_in_force(definition: FormDefinition) -> tuple[Question, ...]:
    """What the draft of this form would replace: its version, else what is asked in its stead."""
    return questions_for(definition.kind, definition.scope_id).questions


@dataclass(frozen=True)
class FormState:
    """One form for all (`scope` None) or for one thing: its draft and the version in force, where there are any."""

    scope: Scope | None
    definition: FormDefinition | None
    version: FormVersion | None

    @property
    def is_changed(self) -> bool:
        """Whether the draft says something else than what is asked."""
        if self.definition is None:
            return False
        return self.version is None or self.version.content != self.definition.draft


def forms_overview() -> list[tuple[FormKind, list[FormState]]]:
    """Every form there is, each with its state for all and for every thing it may differ for."""
    drafts = {(row.kind, row.scope_id): row for row in FormDefinition.objects.all()}
    versions = {(row.kind, row.scope_id): row for row in published_forms()}

    def state(kind: FormKind, scope: Scope | None) -> FormState:
        place = (kind.key, scope.id if scope else None)
        return FormState(scope, drafts.get(place), versions.get(place))

    return [(kind, [state(kind, scope) for scope in (None, *scopes_of(kind))]) for kind in FORM_KINDS.values()]


def published_forms() -> list[FormVersion]:
    """The version in force of each of the vendor's own forms."""
    rows = (
        FormVersion.objects.select_related("definition").order_by("definition_id", "-number").distinct("definition_id")
    )
    return list(rows)
