"""Organisation names taken apart, and the forms in which they are compared and searched."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from prm.matching.legal_forms import LegalForm
from prm.matching.marks import mark_legal_forms, mark_numbers, mark_places, settle
from prm.matching.tokens import LEGAL, STOP, WORD, Token, merge_initials, split_words
from prm.matching.vocabulary import PLACE_BOUND

ALIAS = re.compile(
    r"\b(?:d[./]?b[./]?a\.?|a[./]?k[./]?a\.?|t/a|trading as|doing business as|formerly|also known as)\s", re.IGNORECASE
)


@dataclass(frozen=True)
class Name:
    """A name taken apart. `tokens` keeps every word; `core` is what tells organisations apart."""

    written: str
    tokens: tuple[Token, ...]

    @cached_property
    def core(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind not in (LEGAL, STOP))

    @cached_property
    def forms(self) -> tuple[LegalForm, ...]:
        return tuple(token.form for token in self.tokens if token.form and token.kind == LEGAL)

    @cached_property
    def joined(self) -> str:
        return "".join(token.text for token in self.core)

    @cached_property
    def spelled(self) -> str:
        """Every letter in a row, so that it does not matter where the words are parted ("van der Bilt")."""
        return "".join(token.text for token in self.tokens if token.kind != LEGAL and token.text not in ("the", "and"))

    @cached_property
    def normalized(self) -> str:
        return " ".join(token.text for token in self.core)

    @cached_property
    def is_place_bound(self) -> bool:
        return any(token.text in PLACE_BOUND for token in self.core)

    @cached_property
    def initials(self) -> str:
        return "".join(token.text[0] for token in self.core)


def normalize_name(name: str) -> str:
    """The name as it is searched by: folded words without legal forms and small words."""
    parsed = parse_name(name)
    return parsed.normalized or " ".join(token.text for token in parsed.tokens)


def strip_legal_form(name: str) -> str:
    """The name as written, without its legal form: "Siemens AG" -> "Siemens"."""
    parsed = parse_name(name)
    kept = [token for token in parsed.tokens if token.kind != LEGAL]
    if not kept:
        return name.strip()
    return name[kept[0].start : kept[-1].end].strip(" ,;-")


@lru_cache(maxsize=50_000)
def parse_name(name: str) -> Name:
    """Takes a name apart; the result is cached, since candidates repeat."""
    tokens = split_words(name)
    tokens = mark_legal_forms(tokens)
    tokens = merge_initials(tokens)
    tokens = mark_places(tokens)
    return Name(name, tuple(mark_numbers([settle(token, index, tokens) for index, token in enumerate(tokens)])))


@lru_cache(maxsize=50_000)
def name_variants(name: str) -> tuple[Name, ...]:
    """The name, and each of the names it is made of: "A/B", "A dba B", "A (B)" where B can stand alone."""
    found = [parse_name(name)]
    parts = [part for piece in ALIAS.split(name) for part in re.split(r"(?<=\w{3})\s*/\s*(?=\w{3})|\s/\s|[()]", piece)]
    parts = [part.strip(" ,;-") for part in parts]
    if len(parts) > 1 and not ("(" in name and _is_qualifier(name)):
        found += [parsed for part in parts if _stands_alone(parsed := parse_name(part))]
    return tuple(found)


def _is_qualifier(name: str) -> bool:
    """Whether the parenthesis only narrows the name down: a place, a number, a legal form, or a common word."""
    return all(token.kind != WORD for inside in re.findall(r"\(([^)]*)\)", name) for token in parse_name(inside).tokens)


def _stands_alone(part: Name) -> bool:
    words = [token for token in part.core if token.kind == WORD]
    return bool(words) and sum(len(token.text) for token in part.core) >= 7
