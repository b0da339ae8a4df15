"""Whether a person may sit a quiz now, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# What the network and the last click may take beyond the time limit.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True)
class Policy:
    """attempts 0: any number; minutes 0: no limit."""

    attempts: int
    cooldown: timedelta
    minutes: int


@dataclass(frozen=True)
class Past:
    """A finished attempt."""

    ended_at: datetime
    is_passed: bool


@dataclass(frozen=True)
class Refusal:
    """Why not now: passed, used_up, or cooldown with the moment it ends."""

    reason: str
    until: datetime | None = None


def refusal_of(policy: Policy, past: Sequence[Past], now: datetime) -> Refusal | None:
    """None when another attempt may begin."""
    if any(attempt.is_passed for attempt in past):
        return Refusal("passed")
    if policy.attempts and len(past) >= policy.attempts:
        return Refusal("used_up")
    if past:
        until = max(attempt.ended_at for attempt in past) + policy.cooldown
        if now < until:
            return Refusal("cooldown", until)
    return None


def attempts_left(policy: Policy, past: Sequence[Past]) -> int | None:
    """None: any number."""
    return max(0, policy.attempts - len(past)) if policy.attempts else None


def deadline_of(policy: Policy, started_at: datetime) -> datetime | None:
    return started_at + timedelta(minutes=policy.minutes) if policy.minutes else None


def is_too_late(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and now > deadline + GRACE
