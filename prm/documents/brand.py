"""The vendor's brand and the embedded typeface of documents."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

# Family, file in static/dist/ (put there by the front-end build) and the characters that call for it. Without the
# files DejaVu Sans stands in: the page is plainer, never empty.
FONTS = (
    ("Inter", "inter-latin.woff2", re.compile(r"[\x20-\x7e]")),
    ("Inter Extended", "inter-latin-ext.woff2", re.compile(r"[\u0100-\u02ba\u1d00-\u1eff]")),
    ("Inter Greek", "inter-greek.woff2", re.compile(r"[\u0370-\u03ff]")),
    ("Inter Cyrillic", "inter-cyrillic.woff2", re.compile(r"[\u0400-\u045f]")),
)
FALLBACK = '"DejaVu Sans", sans-serif'
NEUTRAL = "#3b57c4"
INK, PAPER = "#181c24", "#ffffff"


@cache
def font_file(name: str) -> bytes | None:
    found = finders.find(f"dist/{name}")
    return Path(str(found)).read_bytes() if found else None


def fonts_for(text: str) -> dict[str, tuple[str, bytes]]:
    """Family -> (file name, bytes) for the scripts that stand in the text; loading each costs a tenth of a second."""
    called = ((family, name) for family, name, characters in FONTS if characters.search(text))
    return {family: (name, content) for family, name in called if (content := font_file(name))}


def tokens_css(vendor: Any, families: dict[str, tuple[str, bytes]]) -> str:
    """Custom properties and font faces, in the plain CSS that WeasyPrint knows."""
    accent = str(getattr(vendor, "accent", "") or "")
    accent = accent if re.fullmatch(r"#[0-9a-fA-F]{6}", accent) else NEUTRAL
    faces = "".join(
        f'@font-face{{font-family:"{family}";src:url("asset:{name}") format("woff2")}}\n'
        for family, (name, _content) in families.items()
    )
    stack = ", ".join([*(f'"{family}"' for family in families), FALLBACK])
    return f"{faces}:root{{--accent:{accent};--accent-fg:{ink_on(accent)}}}\nhtml{{font-family:{stack}}}\n"


def ink_on(ground: str) -> str:
    """Dark or white text on a color, by its WCAG luminance."""
    channels = (int(ground[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3 else PAPER
