"""Changing what a form asks: the draft question by question, then a version that is asked from then on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.files.services import store
from prm.forms.builder import QuestionForm
from prm.forms.models import FormDefinition, FormVersion
from prm.forms.permissions import FormPermission
from prm.forms.queries import current_version, questions_for
from prm.forms.questions import Question, check_questions
from prm.forms.registry import FORM_KINDS, scopes_of
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused

Questions = Sequence[Question]


@transaction.atomic
def start_definition(kind: str, scope_id: UUID | None = None, *, actor: Actor, at: datetime) -> FormDefinition:
    """A draft of the vendor's own, beginning with what is asked now; the one there is, where there is one.

    Raises Forbidden, or Invalid for an unknown form and for a program it is not about.
    """
    _check_right(actor)
    form = FORM_KINDS.get(kind)
    labels = {scope.id: scope.label for scope in scopes_of(form)} if form else {}
    if form is None or (scope_id is not None and scope_id not in labels):
        raise Invalid(_("There is no such form."))
    draft = [question.as_json() for question in questions_for(kind, scope_id).questions]
    row, is_new = FormDefinition.objects.get_or_create(
        kind=kind,
        scope_id=scope_id,
        defaults={"draft": draft, "scope_label": labels.get(scope_id, "") if scope_id else ""},
    )
    if is_new:
        record(row, "forms.started", actor=actor, at=at)
    return row


def add_question(definition: FormDefinition, question: Question, *, actor: Actor, at: datetime) -> FormDefinition:
    """Puts a question at the end of the draft. Raises Forbidden, or Invalid where it cannot be asked."""
    return _change(definition, lambda draft: [*draft, question], actor, at, "forms.question_added", question.label)


def change_question(
    definition: FormDefinition, key: str, question: Question, *, actor: Actor, at: datetime
) -> FormDefinition:
    """Replaces a question of the draft. Its name stays once it was published: answers are kept under it."""

    def replace(draft: Questions) -> list[Question]:
        place = _place(draft, key)
        version = current_version(definition)
        if version and question.key != key and key in {item.key for item in version.questions}:
            raise Refused(_("Answers are kept under this name, so it stays."))
        return [*draft[:place], question, *draft[place + 1 :]]

    return _change(definition, replace, actor, at, "forms.question_changed", question.label)


def move_question(definition: FormDefinition, key: str, *, by: int, actor: Actor, at: datetime) -> FormDefinition:
    """Moves a question of the draft up (-1) or down (1); at the edge it stays."""

    def move(draft: Questions) -> list[Question]:
        place = _place(draft, key)
        rest = [*draft[:place], *draft[place + 1 :]]
        rest.insert(max(0, place + by), draft[place])
        return rest

    return _change(definition, move, actor, at, "forms.question_moved", key)


def remove_question(definition: FormDefinition, key: str, *, actor: Actor, at: datetime) -> FormDefinition:
    """Takes a question out of the draft. Answers given to it stay where they were given."""

    def remove(draft: Questions) -> list[Question]:
        place = _place(draft, key)
        return [*draft[:place], *draft[place + 1 :]]

    return _change(definition, remove, actor, at, "forms.question_removed", key)


@transaction.atomic
def discard_draft(definition: FormDefinition, *, actor: Actor, at: datetime) -> FormDefinition:
    """Puts the draft back to what is asked now."""
    row = _locked(definition, actor)
    version = current_version(row)
    form = row.form_kind
    asked = version.questions if version else form.questions if form else ()
    row.draft = [question.as_json() for question in asked]
    row.save(update_fields=["draft"])
    record(row, "forms.draft_discarded", actor=actor, at=at)
    return row


@transaction.atomic
def publish_form(definition: FormDefinition, *, actor: Actor, at: datetime) -> FormVersion:
    """The draft is asked from now on, as a new version. Raises Forbidden, Invalid, or Refused where nothing changed."""
    row = _locked(definition, actor)
    check_questions(row.questions, row.question_kinds)
    version = current_version(row)
    if version and version.content == row.draft:
        raise Refused(_("Nothing has changed since version %(number)s.") % {"number": version.number})
    published = FormVersion(
        definition=row,
        kind=row.kind,
        scope_id=row.scope_id,
        number=version.number + 1 if version else 1,
        content=row.draft,
        published_at=at,
        published_by=actor.label,
    )
    published.save()
    before = f"v{version.number}" if version else None
    record(
        row,
        "forms.published",
        actor=actor,
        at=at,
        summary=str(published.number),
        changes={"version": [before, str(published)]},
    )
    return published


def keep_files(
    form: QuestionForm, *, actor: Actor, at: datetime, partner_id: UUID | None = None, kind: str = "answer"
) -> dict[str, Any]:
    """Stores a valid form's uploads; returns all its answers, files as {"ref", "name"}. Raises Invalid for a bad file."""
    return form.answers | keep_uploads(form.uploads, actor=actor, at=at, partner_id=partner_id, kind=kind)


def keep_uploads(
    uploads: Mapping[str, Any], *, actor: Actor, at: datetime, partner_id: UUID | None = None, kind: str = "answer"
) -> dict[str, Any]:
    """Stores the files sent, by question; returns their answers, {"ref", "name"}. Raises Invalid for a bad file."""
    answers = {}
    for key, upload in uploads.items():
        try:
            file = store(upload, name=upload.name, actor=actor, at=at, partner_id=partner_id, kind=kind)
        except Invalid as error:
            raise Invalid(str(error), fields={key: [str(error)]}) from error
        answers[key] = {"ref": file.ref, "name": file.name}
    return answers


@transaction.atomic
def _change(
    definition: FormDefinition,
    change: Callable[[Questions], list[Question]],
    actor: Actor,
    at: datetime,
    action: str,
    about: Any,
) -> FormDefinition:
    row = _locked(definition, actor)
    questions = change(row.questions)
    check_questions(questions, row.question_kinds)
    row.draft = [question.as_json() for question in questions]
    row.save(update_fields=["draft"])
    record(row, action, actor=actor, at=at, summary=str(about))
    return row


def _locked(definition: FormDefinition, actor: Actor) -> FormDefinition:
    row: FormDefinition = FormDefinition.objects.select_for_update().get(pk=definition.pk)
    _check_right(actor)
    return row


def _check_right(actor: Actor) -> None:
    if not actor.can(FormPermission.MANAGE):
        raise Forbidden(_("You may not change forms."))


def _place(draft: Questions, key: str) -> int:
    for place, question in enumerate(draft):
        if question.key == key:
            return place
    raise NotFound(_("This question is not in the draft any more."))
