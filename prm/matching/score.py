"""Are these two the same organisation? Names, domains and places weighed together, with reasons a person can check.

Three levels. *same*: acted on without asking. *possible*: shown to a person. *different*: not mentioned. A name alone
can carry "same"; evidence that speaks against it (another state, another domain) takes it down, and a body bound to
its place, like a city or a court, is another body in another state.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from prm.matching.compare import DIFFERENT, POSSIBLE, SAME, Comparison, compare_names
from prm.matching.domains import brand, company_domain
from prm.matching.places import Place, contradiction, normalize_place
from prm.matching.tokens import NUMBER, PLACE, Token

Span = tuple[int, int]


@dataclass(frozen=True)
class Party:
    """An organisation as somebody wrote it down. Anything but the name may be missing."""

    name: str
    domain: str = ""
    city: str = ""
    state: str = ""
    country: str = ""

    @property
    def place(self) -> Place:
        return normalize_place(self.city, self.state, self.country)


@dataclass(frozen=True)
class Reason:
    """One finding. `field` is name, domain or place; `speaks` is for or against; spans mark the words concerned."""

    field: str
    speaks: str
    message: Any
    values: tuple[tuple[str, str], ...] = ()
    spans_one: tuple[Span, ...] = ()
    spans_two: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The finding in the reader's language."""
        return str(self.message) % dict(self.values)


@dataclass(frozen=True)
class Score:
    """How sure we are (0 to 1), at which level, and why."""

    value: float
    level: str
    reasons: tuple[Reason, ...]

    @property
    def is_automatic(self) -> bool:
        return self.level == SAME

    @property
    def is_proposed(self) -> bool:
        return self.level in (SAME, POSSIBLE)


def score_pair(one: Party, two: Party) -> Score:
    """Scores two parties. Symmetric; the same words always give the same score."""
    names = compare_names(one.name, two.name)
    domains = _compare_domains(one.domain, two.domain)
    place = _compare_places(one.place, two.place)
    level = _decide(names, domains, place)
    value = min(max(names.value + BONUS[domains] + BONUS[place], FLOOR[level]), CEILING[level])
    reasons = (_name_reason(names), *_domain_reasons(domains, one, two), *_place_reasons(place, one, two))
    return Score(round(value, 3), level, reasons)


BONUS = {
    "same domain": 0.5, "same brand": 0.05, "other domain": -0.03, "no domain": 0.0,
    "same place": 0.05, "same state": 0.02, "other city": -0.03, "other state": -0.15, "other country": -0.2,
    "no place": 0.0,
}  # fmt: skip
FLOOR = {SAME: 0.9, POSSIBLE: 0.5, DIFFERENT: 0.0}
CEILING = {SAME: 1.0, POSSIBLE: 0.89, DIFFERENT: 0.49}


def _compare_domains(one: str, two: str) -> str:
    first, second = company_domain(one), company_domain(two)
    if not first or not second:
        return "no domain"
    if first == second:
        return "same domain"
    return "same brand" if brand(first) == brand(second) else "other domain"


def _compare_places(one: Place, two: Place) -> str:
    if differs := contradiction(one, two):
        return f"other {differs}"
    if one.city and one.city == two.city:
        return "same place"
    return "same state" if one.state and one.state == two.state else "no place"


def _decide(names: Comparison, domains: str, place: str) -> str:
    far = place in ("other state", "other country")
    if domains == "same domain":
        # A group may share its domain; only a like name makes it the same customer.
        return POSSIBLE if names.level == DIFFERENT or far else SAME
    if names.level == DIFFERENT:
        return DIFFERENT
    bound = names.one.is_place_bound or names.two.is_place_bound
    if bound and (far or (place == "other city" and domains == "other domain" and not names.is_exact)):
        return DIFFERENT
    if names.level == POSSIBLE:
        return DIFFERENT if far and domains == "other domain" else POSSIBLE
    return SAME if _confirms(names, domains, place) else POSSIBLE


def _confirms(names: Comparison, domains: str, place: str) -> bool:
    """Whether nothing beside an equal name speaks against it. A misspelt name needs more than an exact one."""
    if place == "same place":
        return names.is_exact or domains != "other domain"
    if place == "same state":
        return names.is_exact and domains != "other domain"
    return place == "no place" and domains != "other domain"


def _spans(tokens: list[Token] | tuple[Token, ...]) -> tuple[Span, ...]:
    return tuple(sorted({(token.start, token.end) for token in tokens}))


def _name_reason(names: Comparison) -> Reason:
    speaks = "against" if names.level == DIFFERENT else "for"
    return Reason(
        "name",
        speaks,
        _name_message(names),
        (("words", ", ".join(_left_over(names))),),
        _spans([first for first, _second in names.pairs]),
        _spans([second for _first, second in names.pairs]),
    )


def _left_over(names: Comparison) -> list[str]:
    sides = ((names.one, names.left_one), (names.two, names.left_two))
    return list(dict.fromkeys(name.written[token.start : token.end] for name, left in sides for token in left))


def _name_message(names: Comparison) -> Any:
    if names.is_acronym:
        return _("One name is made of the initials of the other")
    if NUMBER in names.differs:
        return _("Same words, other number")
    if PLACE in names.differs:
        return _("The names say other countries or states")
    if names.level == DIFFERENT:
        return _("Names have too little in common")
    if names.left_one or names.left_two:
        return _("Same name apart from: %(words)s")
    if "form" in names.differs:
        return _("Same name, other legal form")
    return _("Same name, spelled differently") if names.edits else _("Same name")


def _domain_reasons(domains: str, one: Party, two: Party) -> tuple[Reason, ...]:
    if domains == "no domain":
        return ()
    said = (("one", company_domain(one.domain)), ("two", company_domain(two.domain)))
    message = {
        "same domain": _("Same domain: %(one)s"),
        "same brand": _("Same name before the ending: %(one)s and %(two)s"),
        "other domain": _("Other domain: %(one)s and %(two)s"),
    }[domains]
    return (Reason("domain", "against" if domains == "other domain" else "for", message, said),)


def _place_reasons(place: str, one: Party, two: Party) -> tuple[Reason, ...]:
    if place == "no place":
        return ()
    part = place.split()[-1]
    attribute = "city" if part == "place" else part
    said = (("one", getattr(one, attribute)), ("two", getattr(two, attribute)))
    message = {
        "same place": _("Same town: %(one)s"),
        "same state": _("Same state: %(one)s"),
        "other city": _("Other town: %(one)s and %(two)s"),
        "other state": _("Other state: %(one)s and %(two)s"),
        "other country": _("Other country: %(one)s and %(two)s"),
    }[place]
    return (Reason("place", "against" if place.startswith("other") else "for", message, said),)
