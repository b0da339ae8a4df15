"""The forms and sets of custom fields this installation knows; a vendor changes their questions under Settings.

In a room's `form_kinds.py`:

    APPLICATION = form_kind("programs.application", title=_("Application to a program"), questions=[...], scopes=programs)
    PARTNER_FIELDS = form_kind("partners.partner", title=_("Partner"), is_custom_fields=True)
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prm.forms.questions import FIELD_KINDS, Kind, Question, check_questions


@dataclass(frozen=True)
class Scope:
    """One thing a form may have questions of its own for, such as a program; `type` is its partnership type."""

    id: UUID
    label: str
    type: str = ""


@dataclass(frozen=True)
class FormKind:
    """A form. `questions` are asked until a vendor publishes its own; custom fields start with none.

    A gate lets go on only who answers as its questions accept; its room sees to that.
    """

    key: str
    title: Any
    text: Any = ""
    questions: tuple[Question, ...] = ()
    is_custom_fields: bool = False
    scopes: Callable[[], Iterable[Scope]] | None = None
    is_gate: bool = False

    @property
    def question_kinds(self) -> tuple[Kind, ...]:
        return FIELD_KINDS if self.is_custom_fields else tuple(Kind)


FORM_KINDS: dict[str, FormKind] = {}


def form_kind(
    key: str,
    *,
    title: Any,
    text: Any = "",
    questions: Sequence[Question] = (),
    is_custom_fields: bool = False,
    scopes: Callable[[], Iterable[Scope]] | None = None,
    is_gate: bool = False,
) -> FormKind:
    """Registers a form; registering it again replaces it. Raises Invalid for questions that cannot be asked."""
    check_questions(questions)
    FORM_KINDS[key] = FormKind(key, title, text, tuple(questions), is_custom_fields, scopes, is_gate)
    return FORM_KINDS[key]


def scopes_of(kind: FormKind) -> list[Scope]:
    return list(kind.scopes()) if kind.scopes else []
