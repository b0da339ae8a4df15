"""Names cut into words: what is one word, how it is folded to ASCII, and where it stood in the original."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from prm.matching.legal_forms import LegalForm
from prm.matching.vocabulary import CJK_WORDS

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
WRITTEN_OUT = {"&": "and", "+": "and", "%": "percent", **CJK_WORDS}
NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]")
WORD, STOP, LEGAL, PLACE, NUMBER, COMMON, MAYBE_LEGAL = "word", "stop", "legal", "place", "number", "common", "maybe"


class Token(NamedTuple):
    """A folded word. `start` and `end` say where it stands in the name as written.

    A tuple and no dataclass: a search makes some hundred of them.
    """

    text: str
    start: int
    end: int
    raw: str
    kind: str = WORD
    form: LegalForm | None = None


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """ASCII letters and digits in lower case: accents, other scripts and full-width forms are transliterated."""
    if not text.isascii():
        text = anyascii(unicodedata.normalize("NFKC", text))
    text = text.lower()
    return text if text.isalnum() else NOT_ALPHANUMERIC.sub("", text)


def split_words(name: str) -> list[Token]:
    """The words of a name in order; what is not a word in any script is left out."""
    found: list[Token] = []
    for match in TOKEN.finditer(name):
        start, raw = match.start(), match.group().rstrip()
        if not raw.isalnum() and (elided := ELISION.match(raw)):
            start, raw = start + elided.end(), raw[elided.end() :]
        # Only a word with a capital inside can have a legal form glued to it.
        if not raw[1:].islower() and (glued := GLUED_FORM.match(raw)):
            found += [_word(part, start + glued.start(n)) for n, part in enumerate(glued.groups(), 1)]
        else:
            found.append(_word(raw, start))
    return [token for token in found if token.text]


def _word(raw: str, start: int) -> Token:
    return Token(WRITTEN_OUT.get(raw) or fold(raw), start, start + len(raw), raw)


def merge_initials(tokens: list[Token]) -> list[Token]:
    """Single letters in a row are one word: "S C Johnson", "L & H"."""
    found: list[Token] = []
    for token in tokens:
        if len(token.text) > 1:
            found.append(token)
            continue
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
