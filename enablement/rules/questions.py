"""Marking answers and checking keys. Pure: keys are values, and what is shown of a question never holds one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any

from django.utils.translation import gettext as _

Answer = str | Sequence[str]
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Key:
    """What makes an answer right."""

    kind: str
    right: frozenset[str] = frozenset()
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    accepted: frozenset[str] = frozenset()


def is_right(key: Key, answer: Answer | None) -> bool:
    """All or nothing; what was not answered, or cannot be read, is wrong."""
    if not answer:
        return False
    if key.kind in ("single", "multiple"):
        given = {answer} if isinstance(answer, str) else set(answer)
        return given == key.right and bool(key.right)
    text = answer if isinstance(answer, str) else answer[0]
    if key.kind == "numeric":
        number = number_of(text)
        return number is not None and key.number is not None and abs(number - key.number) <= key.tolerance
    return normalized(text) in key.accepted


def number_of(text: str) -> Decimal | None:
    """A typed number; a lone comma is a decimal comma. None where it is none."""
    plain = SPACES.sub("", text)
    if "," in plain and "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 14 else None


def normalized(text: str) -> str:
    """Letters and digits only, one space between words, no case."""
    kept = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return " ".join(kept.split())


def draw(pool: Sequence[Mapping[str, Any]], count: int, chance: Random) -> list[dict[str, Any]]:
    """So many questions of the pool in chance order, their options too, and nothing of their keys."""
    chosen = chance.sample(list(pool), min(count, len(pool)))
    return [
        {
            "id": question["id"],
            "kind": question["kind"],
            "text": question["text"],
            "options": [
                {"id": option["id"], "text": option["text"]}
                for option in chance.sample(list(question["options"]), len(question["options"]))
            ],
        }
        for question in chosen
    ]


def score_of(marks: Mapping[str, bool]) -> Decimal:
    """Percent of the questions that were right, to two places."""
    if not marks:
        return Decimal(0)
    return (Decimal(100) * sum(marks.values()) / len(marks)).quantize(Decimal("0.01"))


def is_passed(marks: Mapping[str, bool], pass_mark: int) -> bool:
    """By the exact share, not by the rounded score."""
    return bool(marks) and sum(marks.values()) * 100 >= pass_mark * len(marks)


def problems_of_question(kind: str, text: str, options: Sequence[Mapping[str, Any]], key: Key) -> dict[str, str]:
    """Field -> what is wrong with a question as it was typed; empty when it can be asked."""
    wrong = {} if text.strip() else {"text": _("Missing.")}
    if kind in ("single", "multiple"):
        if len(options) < 2:
            wrong["options"] = _("At least two options, please.")
        elif len({normalized(option["text"]) or option["text"] for option in options}) < len(options):
            wrong["options"] = _("Two options say the same.")
        elif kind == "single" and len(key.right) != 1:
            wrong["options"] = _("Exactly one option is right.")
        elif kind == "multiple" and not key.right:
            wrong["options"] = _("At least one option is right.")
    elif kind == "numeric":
        if key.number is None:
            wrong["number"] = _("Missing.")
        elif key.tolerance < 0:
            wrong["tolerance"] = _("Not below zero.")
    elif not key.accepted:
        wrong["accepted"] = _("At least one accepted answer, please.")
    return wrong
