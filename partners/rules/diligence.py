"""Due diligence: which answers raise a red flag, how high the risk is, and how soon it is asked again. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LOW, MEDIUM, HIGH = "low", "medium", "high"
# Months a clearance holds, by risk.
CADENCE = {LOW: 36, MEDIUM: 24, HIGH: 12}
# Countries under comprehensive sanctions or a call for action: always looked at by a person.
WATCHED_COUNTRIES = frozenset({"BY", "CU", "IR", "KP", "MM", "RU", "SY"})

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Flag:
    """One red flag: its name, what was found, and the weight it has."""

    key: str
    text: Any
    weight: str


@dataclass(frozen=True)
class Sign:
    flag: Flag
    holds: Callable[[Answers, str], bool]


SIGNS = (
    Sign(
        Flag(
            "sanctions",
            _("The company, an owner or a director stands on a sanctions list, or they do not deny it."),
            HIGH,
        ),
        lambda answers, country: answers.get("sanctions") is not False,
    ),
    Sign(
        Flag(
            "investigation",
            _("There was a conviction or an investigation for corruption, fraud or money laundering."),
            HIGH,
        ),
        lambda answers, country: answers.get("investigation") is True,
    ),
    Sign(
        Flag("watched_country", _("The company sits in a country under sanctions."), HIGH),
        lambda answers, country: country in WATCHED_COUNTRIES,
    ),
    Sign(
        Flag(
            "government_ties", _("An owner or director holds public office or is close to somebody who does."), MEDIUM
        ),
        lambda answers, country: answers.get("government_ties") is True,
    ),
    Sign(
        Flag("owners", _("The beneficial owners are not named."), MEDIUM),
        lambda answers, country: not str(answers.get("beneficial_owners") or "").strip(),
    ),
)
LABELS = {sign.flag.key: sign.flag.text for sign in SIGNS}


@dataclass(frozen=True)
class Assessment:
    risk: str
    flags: tuple[Flag, ...]


def assess(answers: Answers, country: str) -> Assessment:
    """The red flags of the answers and the risk: high with any grave one, else medium with any, or with sub-partners."""
    flags = tuple(sign.flag for sign in SIGNS if sign.holds(answers, country))
    if any(flag.weight == HIGH for flag in flags):
        return Assessment(HIGH, flags)
    return Assessment(MEDIUM if flags or answers.get("sub_partners") is True else LOW, flags)
