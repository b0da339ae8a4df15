"""What the person at the terminal reads: short lines, and a failure that says what to do next."""

import sys
from typing import NoReturn


class LaunchError(RuntimeError):
    """Something this machine lacks or a program that did not start. The message says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def step(text: str) -> None:
    say(f"· {text}")


def give_up(text: str) -> NoReturn:
    print(f"\n{text}", file=sys.stderr, flush=True)
    raise SystemExit(1)
