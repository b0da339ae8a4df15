"""YAML into plain values, and a reader that names the place of whatever is wrong in them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from prm.lib.errors import Invalid

Read = TypeVar("Read")
LARGEST = 1_000_000
MANY_NODES = 200_000
PROBLEMS_SHOWN = 8
PLAIN = re.compile(r"-?\d{1,20}\.\d{1,20}")


def _as_written(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _exact(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal | str:
    text = _as_written(loader, node)
    return Decimal(text) if PLAIN.fullmatch(text) else text


class Loader(yaml.SafeLoader):
    """Numbers are exact, days stay what they are written as, and `on`, `off`, `yes` and `no` are words."""


Loader.yaml_implicit_resolvers = {
    letter: [item for item in items if item[0] != "tag:yaml.org,2002:bool" or letter in "tTfF"]
    for letter, items in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_constructor("tag:yaml.org,2002:float", _exact)
Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


class Dumper(yaml.SafeDumper):
    """Writes what Loader reads: numbers as people write them."""


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


Dumper.add_representer(Decimal, _number)


def dump(data: Any, *, in_one_line: bool = False) -> str:
    """As YAML, in the order it has."""
    options: Any = {"default_flow_style": True, "width": 10_000} if in_one_line else {}
    return str(yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, **options)).strip()


def load(text: str) -> Any:
    """Raises Invalid for what is too large, no YAML, or grows when its aliases are followed."""
    if len(text) > LARGEST:
        raise Invalid(_("This file is larger than a program's terms can be."))
    try:
        data = yaml.load(text, Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(_("This is not readable YAML: %(error)s") % {"error": str(error)[:200]}) from error
    waiting, seen = [data], 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > MANY_NODES:
            raise Invalid(_("This file holds more than a program's terms can, or repeats itself."))
        waiting += [*node.keys(), *node.values()] if isinstance(node, dict) else node if isinstance(node, list) else []
    return data


def read_file(path: Path, reader: Callable[[str], Read]) -> Read:
    """For commands: what the reader makes of a file. Raises CommandError that names it."""
    try:
        return reader(path.read_text(encoding="utf-8"))
    except (Invalid, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error


@dataclass
class Reader:
    """Takes values out of a loaded file. What is wrong is collected with its place, and told at once."""

    path: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def at(self, step: object) -> Iterator[None]:
        self.path.append(f"[{step}]" if isinstance(step, int) else f".{step}" if self.path else str(step))
        try:
            yield
        finally:
            self.path.pop()

    def refuse(self, text: str) -> None:
        self.problems.append(f"{''.join(self.path)}: {text}" if self.path else text)

    def finish(self) -> None:
        """Raises Invalid with the first problems, where there are any."""
        if self.problems:
            shown, more = self.problems[:PROBLEMS_SHOWN], len(self.problems) - PROBLEMS_SHOWN
            text = "\n".join(shown)
            raise Invalid(text if more <= 0 else _("%(shown)s\nand %(more)s more.") % {"shown": text, "more": more})

    def mapping(self, value: Any, known: frozenset[str] | None = None) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            self.refuse(_("names with values are expected here."))
            return {}
        if known is not None:
            for key in value.keys() - known:
                self.refuse(
                    _("“%(key)s” is not known here; known are %(known)s.")
                    % {"key": key[:40], "known": ", ".join(sorted(known))}
                )
        return value

    def items(self, value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(_("a list is expected here."))
            return []
        return value

    def text(self, value: Any, longest: int = 120) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or not str(value).strip():
            self.refuse(_("a word or a line is expected here."))
            return ""
        return str(value).strip()[:longest]

    def number(self, value: Any, *, least: Decimal | None = Decimal(0)) -> Decimal:
        try:
            if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
                raise InvalidOperation
            number = Decimal(str(value).strip()[:40])
        except InvalidOperation:
            self.refuse(_("a number is expected here."))
            return Decimal(0)
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15 or (least is not None and number < least):
            self.refuse(_("this number is out of range."))
            return Decimal(0)
        return number

    def whole(self, value: Any, least: int, most: int) -> int:
        number = self.number(value)
        if number != number.to_integral_value() or not least <= number <= most:
            self.refuse(
                _("a whole number from %(least)s to %(most)s is expected here.") % {"least": least, "most": most}
            )
            return least
        return int(number)

    def date(self, value: Any) -> date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.refuse(_("a day like 2026-03-31 is expected here."))
            return date.min

    def one_of(self, value: Any, choices: tuple[str, ...]) -> str:
        if value not in choices:
            self.refuse(_("one of %(choices)s is expected here.") % {"choices": ", ".join(choices)})
            return choices[0]
        return str(value)
