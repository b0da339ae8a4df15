"""Places: countries in many languages, states and provinces, and when two places are the same or plainly are not."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii
from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "ru", "tr", "cs")
SHORT_COUNTRIES = {
    "us": "us", "usa": "us", "united states of america": "us", "uk": "gb", "great britain": "gb", "britain": "gb",
    "england": "gb", "scotland": "gb", "wales": "gb", "uae": "ae", "prc": "cn", "peoples republic of china": "cn",
    "korea": "kr", "south korea": "kr", "republic of korea": "kr", "russian federation": "ru", "holland": "nl",
    "czech republic": "cz", "turkey": "tr", "macedonia": "mk", "ivory coast": "ci", "cape verde": "cv", "burma": "mm",
    "czechia": "cz", "hong kong": "hk", "macau": "mo", "taiwan": "tw", "viet nam": "vn", "eu": "eu",
    "deutschland": "de", "espana": "es", "norge": "no", "sverige": "se", "suomi": "fi", "danmark": "dk",
    "schweiz": "ch", "suisse": "ch", "svizzera": "ch", "osterreich": "at", "oesterreich": "at", "italia": "it",
    "nederland": "nl", "polska": "pl", "brasil": "br", "rossiya": "ru", "turkiye": "tr", "hrvatska": "hr",
    "magyarorszag": "hu", "romania": "ro", "eesti": "ee", "latvija": "lv", "lietuva": "lt", "hellas": "gr",
    "zhongguo": "cn", "nippon": "jp", "nihon": "jp",
}  # fmt: skip
# Words that are countries too, but in a company's name are more often something else.
NOT_COUNTRIES = frozenset({"chad", "jersey", "guinea", "world", "europe", "africa", "asia", "island", "togo", "mali"})
STATES = {
    "US": "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware"
    "|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas"
    "|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi"
    "|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York"
    "|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island"
    "|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington"
    "|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|GU Guam|VI Virgin Islands|AS American Samoa",
    "CA": "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia"
    "|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon",
    "AU": "NSW New South Wales|QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia",
    "DE": "BW Baden Wurttemberg|BY Bayern|BE Berlin|BB Brandenburg|HB Bremen|HH Hamburg|HE Hessen|NI Niedersachsen"
    "|NW Nordrhein Westfalen|RP Rheinland Pfalz|SL Saarland|SN Sachsen|ST Sachsen Anhalt|SH Schleswig Holstein"
    "|TH Thuringen",
}
CITY_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "n": "north", "s": "south", "e": "east"}


NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Place:
    city: str = ""
    state: str = ""
    country: str = ""


def fold_place(text: str) -> str:
    if not text:
        return ""
    folded = (text if text.isascii() else anyascii(text)).lower().replace("'", "")
    return " ".join(NOT_ALPHANUMERIC.sub(" ", folded).split())


@cache
def countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in reversed(LANGUAGES):
        for code, name in Locale(language).territories.items():
            # A short name of another language is more often a brand or a word ("Man", "Fas", "Oma").
            known = len(code) == 2 and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
            if known and (language == "en" or len(name) > 4):
                found[fold_place(name)] = code.lower()
    return {name: code for name, code in {**found, **SHORT_COUNTRIES}.items() if name not in NOT_COUNTRIES}


@cache
def states() -> dict[str, str]:
    """States and provinces by their written-out name. Georgia and Washington are left to the context."""
    entries = [entry.split(" ", 1) for country in ("US", "CA") for entry in STATES[country].split("|")]
    return {fold_place(name): f"state {code.lower()}" for code, name in entries}


@cache
def _state_codes() -> dict[str, dict[str, str]]:
    return {
        country.lower(): {
            key: code.lower()
            for code, name in (entry.split(" ", 1) for entry in listed.split("|"))
            for key in (code.lower(), fold_place(name))
        }
        for country, listed in STATES.items()
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in (*countries(), *states()) if name)


def begins_place(word: str) -> bool:
    """Whether a country or state could begin with this word; a cheap question before the real one."""
    return word in _first_words()


def place_code(text: str) -> str:
    """The code of a country or state a name mentions ("u s", "espana", "new jersey"); empty when it is neither."""
    return states().get(text) or countries().get(text, "")


def country_code(text: str) -> str:
    """ISO 3166 alpha-2 in lower case for a country written as code or name in a common language; else folded text."""
    folded = fold_place(text)
    if len(folded) == 2 and folded.isalpha() and folded != "uk":
        return folded
    return countries().get(folded, folded)


@lru_cache(maxsize=50_000)
def normalize_place(city: str = "", state: str = "", country: str = "") -> Place:
    """City, state and country in the form in which they compare equal however they were written."""
    nation = country_code(country)
    known = _state_codes().get(nation or "us", {})
    folded = fold_place(state)
    words = [CITY_WORDS.get(word, word) for word in fold_place(city).split()]
    # Joined, since "La Habra" and "LaHabra", "McKinney" and "Mc Kinney" are the same town.
    return Place("".join(words), known.get(folded, folded), nation)


def contradiction(one: Place, two: Place) -> str:
    """The widest part in which two places differ: "country", "state" or "city"; empty where none is known to."""
    for part in ("country", "state", "city"):
        first, second = getattr(one, part), getattr(two, part)
        if first and second and first != second:
            return part
    return ""
