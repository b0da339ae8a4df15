"""Two names side by side: which words stand for each other, what is left over, and whether that is one organisation."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from prm.matching.names import Name, name_variants
from prm.matching.tokens import COMMON, MAYBE_LEGAL, NUMBER, PLACE, STOP, WORD, Token

SAME, POSSIBLE, DIFFERENT = "same", "possible", "different"
# What a word weighs when names overlap in part: a distinctive word says who, a common one only what.
WEIGHTS = {COMMON: 0.35, PLACE: 0.4, NUMBER: 0.4, MAYBE_LEGAL: 0.3}
POSSIBLE_OVERLAP = 0.72
RESEMBLING = 0.6
SHORTEST_ACRONYM = 3
# Spellings one letter apart between transliterations; applied in this order.
SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("zh", "j"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("qu", "k"),
    ("q", "k"), ("yu", "u"), ("ju", "u"), ("iu", "u"), ("ya", "a"), ("ja", "a"), ("ia", "a"), ("ye", "e"), ("je", "e"),
    ("ij", "i"), ("yy", "i"), ("iy", "i"), ("ii", "i"), ("y", "i"), ("j", "i"), ("w", "v"), ("tz", "c"), ("ts", "c"),
    ("z", "s"), ("x", "ks"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ou", "u"), ("dt", "t"), ("th", "t"),
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """What comparing two names found. Pairs hold the words that stand for each other, `edits` how far those differ."""

    one: Name
    two: Name
    level: str
    value: float
    edits: float = 0.0
    pairs: tuple[tuple[Token, Token], ...] = ()
    left_one: tuple[Token, ...] = ()
    left_two: tuple[Token, ...] = ()
    differs: frozenset[str] = frozenset()
    is_acronym: bool = False

    @property
    def is_exact(self) -> bool:
        return self.level == SAME and self.edits == 0

    def turned(self) -> "Comparison":
        """The same finding, seen from the other side."""
        pairs = tuple((second, first) for first, second in self.pairs)
        return replace(self, one=self.two, two=self.one, pairs=pairs, left_one=self.left_two, left_two=self.left_one)


@dataclass
class _Alignment:
    pairs: list[tuple[Token, Token]] = field(default_factory=list)
    edits: float = 0.0
    left_one: list[Token] = field(default_factory=list)
    left_two: list[Token] = field(default_factory=list)


def compare_names(one: str, two: str) -> Comparison:
    """The best comparison among the names each side is made of. Symmetric."""
    if one > two:
        # Words are paired as they come: always in the same order, so that it does not matter which name is given first.
        return compare_names(two, one).turned()
    found = [compare_parsed(first, second) for first in name_variants(one) for second in name_variants(two)]
    return max(found, key=lambda item: (item.level == SAME, item.value))


def compare_parsed(one: Name, two: Name) -> Comparison:
    if not one.core or not two.core:
        same = bool(one.tokens) and [token.text for token in one.tokens] == [token.text for token in two.tokens]
        return Comparison(one, two, SAME if same else DIFFERENT, 1.0 if same else 0.0)
    if one.joined == two.joined or one.spelled == two.spelled:
        alignment = _Alignment(pairs=list(zip(one.core, two.core, strict=False)))
        if len(one.core) != len(two.core):
            alignment.pairs = [(first, second) for first in one.core for second in two.core]
    else:
        alignment = _align(one, two)
    return _judge(one, two, alignment)


def _align(one: Name, two: Name) -> _Alignment:
    found = _Alignment()
    first, second = list(one.core), list(two.core)
    _pair_words(found, first, second, 0.0)
    _join_split_words(found, first, second, two)
    _join_split_words(found, second, first, one, swap=True)
    for limit in (1.0, 2.0):
        _pair_words(found, first, second, limit)
    found.left_one = _without_shared_forms(first, two)
    found.left_two = _without_shared_forms(second, one)
    return found


def _pair_words(found: _Alignment, first: list[Token], second: list[Token], limit: float) -> None:
    """Pairs words at most so many edits apart and takes them off their lists; the nearest spelling goes first."""
    for token in list(first):
        edits, partner = _nearest(token, second)
        if partner is not None and edits <= limit:
            first.remove(token)
            second.remove(partner)
            found.pairs.append((token, partner))
            found.edits += edits


def _nearest(token: Token, others: list[Token]) -> tuple[float, Token | None]:
    """The word fewest edits away, and of those the one standing nearest."""
    found = [(edits_between(token, other), abs(other.start - token.start), other) for other in others]
    edits, _, partner = min(found, key=lambda item: item[:2], default=(float("inf"), 0, None))
    return edits, partner


def _join_split_words(
    found: _Alignment, whole: list[Token], parts: list[Token], of: Name, *, swap: bool = False
) -> None:
    """Pairs a word with the words it was split into: "Goodwill" and "Good Will". Takes all of them off their lists."""
    runs = [("".join(part.text for part in run), run) for run in _runs(parts, of)]
    for token in list(whole):
        for joined, run in runs:
            if abs(len(joined) - len(token.text)) <= 1 and (edits := _near(joined, token.text)) <= 1:
                whole.remove(token)
                found.edits += edits
                found.pairs += [(part, token) if swap else (token, part) for part in run]
                parts[:] = [part for part in parts if part not in run]
                runs = [(text, other) for text, other in runs if not set(other) & set(run)]
                break


def _runs(left: list[Token], of: Name) -> Iterable[list[Token]]:
    """Two or three neighbours that are left over; small words among them count ("van der Bilt")."""
    if not left:
        return
    free = [token if token in left or token.kind == STOP else None for token in of.tokens]
    for length in (2, 3):
        for start in range(len(free) - length + 1):
            run = [token for token in free[start : start + length] if token is not None]
            if len(run) == length and any(token in left for token in run):
                yield run


def _without_shared_forms(left: list[Token], other: Name) -> list[Token]:
    """A leading "AB" or "SA" is a legal form when the other name carries that form too, else part of the name."""
    return [token for token in left if not (token.kind == MAYBE_LEGAL and token.form in other.forms)]


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return "".join(letter for index, letter in enumerate(word) if index == 0 or word[index - 1] != letter)


@lru_cache(maxsize=200_000)
def _near(one: str, two: str) -> float:
    """Edits between two words where so many are a slip of the pen; infinite where the words are different ones."""
    if one == two:
        return 0.0
    shorter, longer = sorted((len(one), len(two)))
    allowed = 0 if longer < 4 or shorter < 3 else 1 if shorter < 8 else 2
    if not allowed or (shorter == 3 and one[0] != two[0]) or not one.isalpha() or not two.isalpha():
        return float("inf")
    if shorter >= 4 and _sound(one) == _sound(two):
        return 1.0 if OSA.distance(one, two) > 1 else 0.5
    distance = OSA.distance(one, two, score_cutoff=allowed)
    return float(distance) if distance <= allowed else float("inf")


def edits_between(one: Token, two: Token) -> float:
    """Edits between two words of names. Numbers, places and well-known words are equal or they are not."""
    if NUMBER in (one.kind, two.kind) or PLACE in (one.kind, two.kind):
        return 0.0 if one.text == two.text and one.kind == two.kind else float("inf")
    if one.kind == two.kind == COMMON and one.text.rstrip("s") != two.text.rstrip("s"):
        # Northern and Southern are a letter or two apart and no slip of the pen.
        return float("inf")
    return _near(one.text, two.text)


def _weight(tokens: Iterable[Token]) -> float:
    return sum(WEIGHTS.get(token.kind, 1.0) for token in tokens)


def _judge(one: Name, two: Name, found: _Alignment) -> Comparison:
    differs = _differences(one, two, found)
    matched = _weight({first for first, _ in found.pairs}) + _weight({second for _, second in found.pairs})
    left = _weight(found.left_one) + _weight(found.left_two)
    resembling = 2 * sum(min(_weight([a]), _weight([b])) for a, b in _resembling(found))
    overlap = (matched + 0.6 * resembling) / (matched + left) if matched or resembling else 0.0
    value = max(0.0, overlap - 0.03 * found.edits)
    acronym = not found.pairs and _is_acronym(one, two)
    if acronym:
        level, value = POSSIBLE, 0.7
    elif found.edits and one.is_place_bound and two.is_place_bound and not found.left_one and not found.left_two:
        # Barton and Baxton are two towns more often than one town misspelled.
        level, value = POSSIBLE, min(value, 0.89)
    elif not found.left_one and not found.left_two and not differs and found.edits <= _allowed_edits(one, two):
        level, value = SAME, max(value, 0.9)
    elif _is_possible(one, two, found, differs, overlap):
        level, value = POSSIBLE, min(value, 0.89)
    else:
        level, value = DIFFERENT, min(value, 0.45)
    return Comparison(
        one, two, level, round(value, 3), found.edits, tuple(found.pairs), tuple(found.left_one), tuple(found.left_two),
        differs, acronym,
    )  # fmt: skip


def _resembling(found: _Alignment) -> list[tuple[Token, Token]]:
    """Words left over on both sides that look alike without being a slip of the pen: worth a look, no more."""
    pairs = []
    free = [token for token in found.left_two if token.kind == WORD]
    for token in found.left_one:
        partner = max(free, key=lambda other: OSA.normalized_similarity(token.text, other.text), default=None)
        if token.kind == WORD and partner and OSA.normalized_similarity(token.text, partner.text) >= RESEMBLING:
            free.remove(partner)
            pairs.append((token, partner))
    return pairs


def _allowed_edits(one: Name, two: Name) -> float:
    return 1 if min(len(one.joined), len(two.joined)) < 8 else 2


def _differences(one: Name, two: Name, found: _Alignment) -> frozenset[str]:
    differs = set()
    for kind in (NUMBER, PLACE):
        first, second = ([t for t in left if t.kind == kind] for left in (found.left_one, found.left_two))
        if first and second:
            differs.add(kind)
        elif first or second:
            differs.add(f"one {kind}")
    if one.forms and two.forms and not any(a.agrees_with(b) for a in one.forms for b in two.forms):
        differs.add("form")
    return frozenset(differs)


def _is_possible(one: Name, two: Name, found: _Alignment, differs: frozenset[str], overlap: float) -> bool:
    distinctive = any(first.kind not in (COMMON, STOP, NUMBER, PLACE) for first, _ in found.pairs)
    if PLACE in differs or (NUMBER in differs and (one.is_place_bound or two.is_place_bound)):
        return False
    if not found.left_one and not found.left_two:
        return True
    if not found.left_one or not found.left_two:
        return distinctive and overlap >= 0.5
    return distinctive and overlap >= POSSIBLE_OVERLAP


def _is_acronym(one: Name, two: Name) -> bool:
    for short, long in ((one, two), (two, one)):
        words = [token for token in short.core if token.kind not in (PLACE, NUMBER)]
        if len(words) == 1 and len(words[0].text) >= SHORTEST_ACRONYM and words[0].raw.replace(".", "").isupper():
            every = "".join(token.text[0] for token in long.tokens)
            if words[0].text in {long.initials, every}:
                return True
    return False
