"""The parts of a decision as values: what a rule gives and what a screen reads back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID


@dataclass(frozen=True)
class Input:
    """One thing the rule looked at, and the row it came from (`REG-7K3QZD`, an invoice number)."""

    name: str
    value: Any
    source: str = ""


@dataclass(frozen=True)
class Condition:
    """One condition in words and how it came out: true, false, or None where a person must look."""

    text: str
    outcome: bool | None
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the arithmetic: what, how, and what came of it."""

    text: str
    arithmetic: str
    result: str


class Subject(NamedTuple):
    """The row a decision is about, where a run has no model of it: its model's label, its id and its partner's."""

    kind: str
    id: UUID
    partner_id: UUID | None


@dataclass(frozen=True)
class Draft:
    """A decision before it is written down. `counterfactual` says what would have changed it."""

    rule: str
    version: str
    result: str
    inputs: Sequence[Input] = ()
    conditions: Sequence[Condition] = ()
    steps: Sequence[Step] = ()
    counterfactual: str = ""
    clause: str = ""
