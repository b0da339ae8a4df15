"""Contrast of a vendor's color, in both themes, wherever the interface uses it. Pure.

The accent stands as a ground under white or dark text, as text on the surface and as text on its own soft ground;
`tokens.css` derives the dark text and the soft grounds by mixing in OKLab, and so does this module.
"""

import re
from dataclasses import dataclass

DEFAULT_ACCENT = "#3b57c4"
WHITE, INK = "#ffffff", "#181c24"
SURFACE_LIGHT, SURFACE_DARK, CANVAS_LIGHT = "#ffffff", "#16191f", "#f7f8fa"
MIX_DARK = "#15181e"
# Shares of the accent in what tokens.css mixes from it.
TEXT_DARK, SOFT_LIGHT, SOFT_DARK = 0.52, 0.08, 0.26
ENOUGH = 4.5
HEX = re.compile(r"#[0-9a-f]{6}")

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class AccentCheck:
    """Whether a color may be the accent; else what fails, and the nearest color that passes."""

    accent: str
    failures: tuple[tuple[str, float], ...]
    nearest: str

    @property
    def is_fine(self) -> bool:
        return not self.failures


def parse(color: str) -> str:
    """The color as `#rrggbb`. Refuses anything else."""
    text = color.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(sign * 2 for sign in text[1:])
    if not HEX.fullmatch(text):
        raise ValueError(f"{color!r} is no color: write it as #rrggbb.")
    return text


def _linear(color: str) -> Triple:
    parts = (int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def to_oklab(color: str) -> Triple:
    red, green, blue = _linear(color)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lab: Triple) -> str:
    """The color, held inside sRGB by clipping each channel."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    held = (min(max(part, 0.0), 1.0) for part in linear)
    encoded = (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in held)
    return "#" + "".join(f"{round(part * 255):02x}" for part in encoded)


def mix(one: str, share: float, other: str) -> str:
    """`color-mix(in oklab, one share, other)`."""
    first, second = to_oklab(one), to_oklab(other)
    light, a, b = (share * left + (1 - share) * right for left, right in zip(first, second, strict=True))
    return from_oklab((light, a, b))


def ink_on(ground: str) -> str:
    """White or dark text, whichever reads better."""
    return WHITE if contrast(WHITE, ground) >= contrast(INK, ground) else INK


def uses(accent: str) -> dict[str, float]:
    """The contrast of every use of the accent."""
    dark_text = mix(accent, TEXT_DARK, WHITE)
    return {
        "text on the accent": contrast(ink_on(accent), accent),
        "accent on the page": contrast(accent, CANVAS_LIGHT),
        "accent on its soft ground": contrast(accent, mix(accent, SOFT_LIGHT, WHITE)),
        "accent on the dark surface": contrast(dark_text, SURFACE_DARK),
        "accent on its dark soft ground": contrast(dark_text, mix(accent, SOFT_DARK, MIX_DARK)),
    }


def failures(accent: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, round(ratio, 2)) for name, ratio in uses(accent).items() if ratio < ENOUGH)


def nearest_passing(accent: str) -> str:
    """The same hue, moved in lightness as little as needed (and grayer where that alone does not do)."""
    light, a, b = to_oklab(accent)
    candidates = sorted(
        (
            (abs(step) / 200 + (1 - gray) * 0.5, from_oklab((light + step / 200, a * gray, b * gray)))
            for step in range(-200, 201)
            for gray in (1.0, 0.75, 0.5, 0.25)
            if 0 <= light + step / 200 <= 1
        ),
    )
    return next((color for _distance, color in candidates if not failures(color)), DEFAULT_ACCENT)


def check_accent(color: str) -> AccentCheck:
    """Checks a vendor's color for every use in light and dark. Refuses (ValueError) what is no color."""
    accent = parse(color)
    found = failures(accent)
    return AccentCheck(accent, found, nearest_passing(accent) if found else accent)
