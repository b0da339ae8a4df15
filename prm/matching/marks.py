"""What the words of a name are: legal form, place, number, small word, common word or the organisation's own."""

import re
from collections.abc import Sequence
from functools import lru_cache

from prm.matching.legal_forms import LONGEST, MAYBE_HEAD, find_form, forms, may_be_form, may_open, may_stand_inside
from prm.matching.places import begins_place, place_code
from prm.matching.tokens import COMMON, LEGAL, MAYBE_LEGAL, NUMBER, PLACE, STOP, WORD, Token, fold
from prm.matching.vocabulary import ABBREVIATIONS, COMMON_WORDS, STOP_WORDS, SYNONYMS, TENS, UNITS

LONGEST_PLACE = 4
LOWER_CASE_WORDS = frozenset({"as", "spa", "sas", "se", "at", "na", "ca"})
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
ROMAN = re.compile(r"^(X{0,3})(IX|IV|V?I{0,3})$")


def mark_legal_forms(tokens: list[Token]) -> list[Token]:
    """Marks legal forms at the end, at the beginning and, where they cannot be anything else, inside a name."""
    tokens = list(tokens)
    first, last = 0, len(tokens)
    while last > 1 and (length := _form_at_tail(tokens, last)):
        last -= length
    while first < last - 1 and (length := _form_at_head(tokens, first, last)):
        first += length
    index = first + 1
    while index < last - 1:
        index += _form_inside(tokens, index, last - 1) or 1
    if first == 0 and last > 1 and tokens[0].kind == WORD and tokens[0].text in MAYBE_HEAD and tokens[0].raw.isupper():
        tokens[0] = tokens[0]._replace(kind=MAYBE_LEGAL, form=forms()[tokens[0].text])
    return tokens


def _form_at_tail(tokens: list[Token], last: int) -> int:
    longest = min(LONGEST, last - 1)
    # A single short word in lower case at the end is more often a word ("Day spa") than a form.
    shortest = 2 if tokens[last - 1].text in LOWER_CASE_WORDS and tokens[last - 1].raw.islower() else 1
    possible, joined = [], ""
    for length in range(1, longest + 1):
        joined = tokens[last - length].text + joined
        if length >= shortest and may_be_form(joined, length):
            possible.append(length)
    return next((n for n in reversed(possible) if _mark(tokens, last - n, last, "tail")), 0)


def _form_at_head(tokens: list[Token], first: int, last: int) -> int:
    opening = tokens[first]
    is_cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in opening.raw)
    if not is_cyrillic and not may_open(opening.text):
        return 0
    longest = min(LONGEST, last - first - 1)
    position = "tail" if is_cyrillic else "head"
    return next((n for n in range(longest, 0, -1) if _mark(tokens, first, first + n, position)), 0)


def _form_inside(tokens: list[Token], start: int, stop: int) -> int:
    if not may_stand_inside(tokens[start].text):
        return 0
    longest = min(LONGEST, stop - start)
    return next((n for n in range(longest, 0, -1) if _mark(tokens, start, start + n, "inside")), 0)


def _mark(tokens: list[Token], start: int, stop: int, position: str) -> bool:
    """Marks these words as a legal form, if that is what they are."""
    form = find_form([token.text for token in tokens[start:stop]], position=position)
    if form is not None:
        tokens[start:stop] = [
            Token(token.text, token.start, token.end, token.raw, LEGAL, form) for token in tokens[start:stop]
        ]
    return form is not None


def mark_places(tokens: list[Token]) -> list[Token]:
    """Countries and states in the name become one word each, by their code: "U.S." is "United States"."""
    if not any(begins_place(token.text) for token in tokens):
        return tokens
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        length, code = _place_at(tokens, index)
        part = tokens[index : index + length]
        raw = " ".join(token.raw for token in part)
        found.append(Token(code, part[0].start, part[-1].end, raw, PLACE) if code else part[0])
        index += length
    return found


def _place_at(tokens: Sequence[Token], index: int) -> tuple[int, str]:
    """The longest place that begins here: how many words, and its code; one word and nothing where there is none."""
    if not begins_place(tokens[index].text):
        return 1, ""
    for length in range(min(LONGEST_PLACE, len(tokens) - index), 0, -1):
        part = tokens[index : index + length]
        if any(token.kind != WORD for token in part) or (length == 1 and _is_lower_case_code(part[0])):
            continue
        if code := place_code(" ".join(token.text for token in part)):
            return length, code
    return 1, ""


def _is_lower_case_code(token: Token) -> bool:
    """Whether a short word is written as a word ("us") and not as a code ("US", "U.S.")."""
    return len(token.text) <= 3 and not token.raw.isupper() and "." not in token.raw


def settle(token: Token, index: int, tokens: list[Token]) -> Token:
    """Gives a plain word its kind: number, small word, common word; writes abbreviations out."""
    if token.kind != WORD:
        return token
    if index and token.raw.isupper() and (number := _roman_number(token, index, tokens)):
        return Token(number, token.start, token.end, token.raw, NUMBER)
    text, kind = _meaning(token.text)
    if kind == STOP and len(text) == 1 and _is_initial(token, index, tokens):
        kind = WORD
    if text == token.text and kind == WORD:
        return token
    return Token(text, token.start, token.end, token.raw, kind)


def _is_initial(token: Token, index: int, tokens: list[Token]) -> bool:
    """Whether a letter that could be a small word ("y", "a") is an initial here."""
    return (token.raw.isupper() and token.raw != "&") or (index == 0 and len(tokens) < 3)


@lru_cache(maxsize=50_000)
def _meaning(word: str) -> tuple[str, str]:
    """What a word stands for, and its kind, wherever it stands."""
    if word.isdigit():
        return str(int(word)) if len(word) < 9 else word, NUMBER
    if ordinal := ORDINAL.fullmatch(word):
        return str(int(ordinal.group(1))), NUMBER
    if word in UNITS or word in TENS:
        return str(UNITS.get(word, TENS.get(word))), NUMBER
    if word in STOP_WORDS:
        return word, STOP
    word = ABBREVIATIONS.get(word, word).replace("isation", "ization")
    word = SYNONYMS.get(word, word)
    return word, COMMON if word in COMMON_WORDS else WORD


def _roman_number(token: Token, index: int, tokens: list[Token]) -> str:
    """The number a word in capitals writes; a single letter counts only at the end ("Fund X")."""
    if not ROMAN.match(token.raw):
        return ""
    is_last = all(later.kind != WORD for later in tokens[index + 1 :])
    return str(_roman(token.raw)) if len(token.raw) > 1 or is_last else ""


def _roman(written: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in written]
    return sum(-value if value < max(values[n:]) else value for n, value in enumerate(values))


def mark_numbers(tokens: list[Token]) -> list[Token]:
    """Joins tens and units written apart: "Forty-Four", "Forty 4" -> 44."""
    if sum(token.kind == NUMBER for token in tokens) < 2:
        return tokens
    found: list[Token] = []
    for token in tokens:
        previous = found[-1] if found else token
        if previous.kind == token.kind == NUMBER and fold(previous.raw) in TENS and 0 < int(token.text) < 10:
            found[-1] = previous._replace(text=str(int(previous.text) + int(token.text)), end=token.end)
        else:
            found.append(token)
    return found
