"""Organisation names taken apart: folded words and where they stand; legal forms, places and numbers named."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from anyascii import anyascii

from prm.matching.legal_forms import LONGEST, MAYBE_HEAD, LegalForm, find_form, forms
from prm.matching.places import place_code
from prm.matching.vocabulary import (
    ABBREVIATIONS,
    CJK_WORDS,
    COMMON_WORDS,
    PLACE_BOUND,
    STOP_WORDS,
    SYNONYMS,
    TENS,
    UNITS,
)

CJK = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
CJK_PARTS = (
    "股份有限公司|有限责任公司|有限責任公司|有限公司|公司|株式会社|株式會社|合同会社|有限会社|주식회사|유한회사|"
) + "|".join(CJK_WORDS)
APOSTROPHES = "'’`ʼ´‘"
TOKEN = re.compile(
    rf"[^\W\d_]/[^\W\d_](?![^\W_])"  # A/S
    rf"|(?:(?<![^\W_])[^\W\d_]\.\s?){{2,}}(?:[^\W\d_](?![^\W_]))?"  # A.B.C., S. A., U.S
    rf"|[^\W\d_](?:\.[^\W\d_]{{1,2}}){{1,4}}(?![^\W_])\.?"  # L.X.C, B.V.B.A, G.m.b.H
    rf"|{CJK_PARTS}"
    rf"|[{CJK}]+?(?={CJK_PARTS}|[^{CJK}]|$)"
    rf"|\d+(?:st|nd|rd|th)(?![^\W_])"
    rf"|[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*"
    rf"|[%&+]",
    re.IGNORECASE,
)
ELISION = re.compile(rf"^(?:d|l|dell|nell|all|sull)[{APOSTROPHES}](?=\w{{3}})", re.IGNORECASE)
GLUED_FORM = re.compile(r"^(.{3,}?[^\W\d_A-Z])(AG|GmbH|AB|SE|Ltd|Inc|LLC|BV|NV|SA|Corp|PLC|KG|OHG)$")
ROMAN = re.compile(r"^(X{0,3})(IX|IV|V?I{0,3})$")
ALIAS = re.compile(
    r"\b(?:d[./]?b[./]?a\.?|a[./]?k[./]?a\.?|t/a|trading as|doing business as|formerly|also known as)\s", re.IGNORECASE
)
WORD, STOP, LEGAL, PLACE, NUMBER, COMMON, MAYBE_LEGAL = "word", "stop", "legal", "place", "number", "common", "maybe"


@dataclass(frozen=True)
class Token:
    """A folded word. `start` and `end` say where it stands in the name as written."""

    text: str
    start: int
    end: int
    raw: str
    kind: str = WORD
    form: LegalForm | None = None


@dataclass(frozen=True)
class Name:
    """A name taken apart. `tokens` keeps every word; `core` is what tells organisations apart."""

    written: str
    tokens: tuple[Token, ...]

    @property
    def core(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind not in (LEGAL, STOP))

    @property
    def forms(self) -> tuple[LegalForm, ...]:
        return tuple(token.form for token in self.tokens if token.form and token.kind == LEGAL)

    @property
    def joined(self) -> str:
        return "".join(token.text for token in self.core)

    @property
    def spelled(self) -> str:
        """Every letter in a row, so that it does not matter where the words are parted ("van der Bilt")."""
        return "".join(token.text for token in self.tokens if token.kind != LEGAL and token.text not in ("the", "and"))

    @property
    def normalized(self) -> str:
        return " ".join(token.text for token in self.core)

    @property
    def is_place_bound(self) -> bool:
        return any(token.text in PLACE_BOUND for token in self.core)

    @property
    def initials(self) -> str:
        return "".join(token.text[0] for token in self.core)


def fold(text: str) -> str:
    """ASCII letters and digits in lower case: accents, other scripts and full-width forms are transliterated."""
    return re.sub(r"[^a-z0-9]", "", anyascii(unicodedata.normalize("NFKC", text)).lower())


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
    tokens = _words(name)
    tokens = _mark_legal_forms(tokens)
    tokens = _merge_initials(tokens)
    tokens = _mark_places(tokens)
    return Name(name, tuple(_mark_numbers([_settle(token, index, tokens) for index, token in enumerate(tokens)])))


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


def _words(name: str) -> list[Token]:
    found: list[Token] = []
    for match in TOKEN.finditer(name):
        start, raw = match.start(), match.group().rstrip()
        if elided := ELISION.match(raw):
            start, raw = start + elided.end(), raw[elided.end() :]
        if glued := GLUED_FORM.match(raw):
            found += [_word(part, start + glued.start(n)) for n, part in enumerate(glued.groups(), 1)]
        else:
            found.append(_word(raw, start))
    return [token for token in found if token.text]


def _word(raw: str, start: int) -> Token:
    text = {"&": "and", "+": "and", "%": "percent"}.get(raw) or CJK_WORDS.get(raw) or fold(raw)
    return Token(text, start, start + len(raw), raw)


def _mark_legal_forms(tokens: list[Token]) -> list[Token]:
    tokens = list(tokens)
    first, last = 0, len(tokens)
    while last > 1 and (length := _form_at_tail(tokens, last)):
        last -= length
    while first < last - 1 and (length := _form_at_head(tokens, first, last)):
        first += length
    index = first + 1
    while index < last - 1:
        index += _mark(tokens, index, last - 1, "middle") or 1
    if first == 0 and last > 1 and tokens[0].kind == WORD and tokens[0].text in MAYBE_HEAD and tokens[0].raw.isupper():
        tokens[0] = replace(tokens[0], kind=MAYBE_LEGAL, form=forms()[tokens[0].text])
    return tokens


def _form_at_tail(tokens: list[Token], last: int) -> int:
    for length in range(min(LONGEST, last - 1), 0, -1):
        part = tokens[last - length : last]
        if length == 1 and part[0].text in {"as", "spa", "sas", "se", "at", "na", "ca"} and part[0].raw.islower():
            continue
        if _mark(tokens, last - length, last, "tail", exactly=length):
            return length
    return 0


def _form_at_head(tokens: list[Token], first: int, last: int) -> int:
    return next(
        (n for n in range(min(LONGEST, last - first - 1), 0, -1) if _mark(tokens, first, last, "head", exactly=n)), 0
    )


def _mark(tokens: list[Token], start: int, stop: int, position: str, exactly: int = 0) -> int:
    """Marks the longest form that starts here and says how many words it took."""
    lengths = [exactly] if exactly else range(min(LONGEST, stop - start), 0, -1)
    for length in lengths:
        part = tokens[start : start + length]
        cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in part[0].raw)
        if form := find_form([token.text for token in part], position=position, cyrillic=cyrillic):
            tokens[start : start + length] = [replace(token, kind=LEGAL, form=form) for token in part]
            return length
    return 0


def _merge_initials(tokens: list[Token]) -> list[Token]:
    """Single letters in a row are one word: "S C Johnson", "L & H"."""
    found: list[Token] = []
    for token in tokens:
        single = _is_letter(token)
        if single and len(found) > 1 and found[-1].raw == "&" and _is_letter_run(found[-2]):
            found.pop()
        if single and found and found[-1].kind == WORD and _is_letter_run(found[-1]):
            previous = found.pop()
            merged = previous.raw + " " + token.raw
            token = Token(previous.text + token.text, previous.start, token.end, merged)
        found.append(token)
    return found


def _is_letter(token: Token) -> bool:
    return token.kind == WORD and len(token.text) == 1 and token.text.isalpha()


def _is_letter_run(token: Token) -> bool:
    return all(len(part.strip(".")) == 1 and part[0].isalpha() for part in token.raw.split())


def _mark_places(tokens: list[Token]) -> list[Token]:
    """Countries and states in the name become one word each, by their code: "U.S." is "United States"."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        for length in range(min(4, len(tokens) - index), 0, -1):
            part = tokens[index : index + length]
            if all(token.kind == WORD for token in part) and (code := _place(part)):
                found.append(Token(code, part[0].start, part[-1].end, " ".join(t.raw for t in part), PLACE))
                index += length
                break
        else:
            found.append(tokens[index])
            index += 1
    return found


def _place(part: list[Token]) -> str:
    if len(part) == 1 and len(part[0].text) <= 3 and not (part[0].raw.isupper() or "." in part[0].raw):
        return ""
    return place_code(" ".join(token.text for token in part))


def _settle(token: Token, index: int, tokens: list[Token]) -> Token:
    """Gives a plain word its kind: number, small word, common word; writes abbreviations out."""
    if token.kind != WORD:
        return token
    if number := _number(token, index, tokens):
        return replace(token, text=number, kind=NUMBER)
    initial = len(token.text) == 1 and token.raw.isupper() and token.raw != "&"
    if token.text in STOP_WORDS and not initial and not (token.text == "a" and index == 0 and len(tokens) < 3):
        return replace(token, kind=STOP)
    text = ABBREVIATIONS.get(token.text, token.text)
    text = text.replace("isation", "ization")
    text = SYNONYMS.get(text, text)
    return replace(token, text=text, kind=COMMON if text in COMMON_WORDS else WORD)


def _number(token: Token, index: int, tokens: list[Token]) -> str:
    if token.text.isdigit():
        return str(int(token.text)) if len(token.text) < 9 else token.text
    if ordinal := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", token.text):
        return str(int(ordinal.group(1)))
    if token.text in UNITS or token.text in TENS:
        return str(UNITS.get(token.text, TENS.get(token.text)))
    is_last = all(later.kind != WORD for later in tokens[index + 1 :])
    roman = index > 0 and (len(token.raw) > 1 or is_last) and token.raw.isalpha() and ROMAN.match(token.raw)
    return str(_roman(token.raw)) if roman else ""


def _roman(written: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in written]
    return sum(-value if value < max(values[n:]) else value for n, value in enumerate(values))


def _mark_numbers(tokens: list[Token]) -> list[Token]:
    """Joins tens and units written apart: "Forty-Four", "Forty 4" -> 44."""
    found: list[Token] = []
    for token in tokens:
        previous = found[-1] if found else None
        if (
            previous is not None
            and token.kind == previous.kind == NUMBER
            and fold(previous.raw) in TENS
            and 0 < int(token.text) < 10
        ):
            found[-1] = replace(previous, text=str(int(previous.text) + int(token.text)), end=token.end)
        else:
            found.append(token)
    return found
