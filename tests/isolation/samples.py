"""What the rooms' samples_<room>.py files say, together."""

import importlib
import pkgutil
import random
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

import tests.isolation as package
from prm.lib.ids import ALPHABET

ORDER = [app.removeprefix("prm.") for app in [*settings.PLATFORM_APPS, *settings.PILLARS]]


@dataclass
class Samples:
    objects: dict[str, Any] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    tasks: dict[str, Any] = field(default_factory=dict)
    prepare: list[Any] = field(default_factory=list)
    # Model -> (world, row, number): one more row like this, where a copy cannot be made (tests/flatness).
    more: dict[Any, Any] = field(default_factory=dict)


def load_samples() -> Samples:
    """Every room's file, in the order of the house, so that later rooms build on what earlier ones prepared."""
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith("samples_")]

    def place(name: str) -> tuple[int, str]:
        room = name.removeprefix("samples_")
        return (ORDER.index(room) if room in ORDER else len(ORDER), room)

    samples = Samples()
    for name in sorted(names, key=place):
        module = importlib.import_module(f"tests.isolation.{name}")
        samples.objects |= getattr(module, "SAMPLES", {})
        samples.shared |= set(getattr(module, "SHARED", ()))
        samples.open |= set(getattr(module, "OPEN", ()))
        samples.tasks |= getattr(module, "TASKS", {})
        samples.more |= getattr(module, "MORE", {})
        if hasattr(module, "prepare"):
            samples.prepare.append(module.prepare)
    return samples


def made_up(value: Any) -> Any:
    """Something of the same shape that nobody has."""
    chance = random.Random(str(value))
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, int):
        # As many digits, so that the page says as much.
        return int("9" * len(str(value)))
    text = str(value)
    if re.fullmatch(r"[0-9a-f-]{36}", text):
        return str(uuid4())
    kind, dash, rest = text.rpartition("-")
    if dash and re.fullmatch(r"[A-Z]{2,5}", kind):
        return f"{kind}-{''.join(chance.choice(ALPHABET) for _ in rest)}"
    # Same length, same kind of characters.
    return "".join(
        chance.choice("abcdefghjkmnpqrstuvwxyz") if c.islower() else chance.choice(ALPHABET) if c.isalnum() else c
        for c in text
    )
