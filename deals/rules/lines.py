"""Product lines and customers as the keys by which claims meet."""

import re
import unicodedata
from functools import lru_cache
from uuid import UUID

SCHEME, HOST, NOT_WORD = re.compile(r"^[a-z]+://"), re.compile(r"[\w-]+(\.[\w-]+)+"), re.compile(r"[^\w]+")


def line_key(product_id: UUID, family: str) -> str:
    """The product line: the family in one spelling, or the product itself where it belongs to none."""
    folded = " ".join(family.casefold().split())
    return folded[:90] or str(product_id)


@lru_cache(maxsize=4096)
def plain_domain(text: str) -> str:
    """`https://www.Fcwa.gov/water` is fcwa.gov; what is no domain is empty."""
    host = text.strip().lower().rpartition("@")[2]
    host = SCHEME.sub("", host).split("/")[0].split(":")[0].removeprefix("www.").strip(".")
    return host if len(host) <= 120 and HOST.fullmatch(host) else ""


def customer_key(*, name: str, domain: str, region: str = "", country: str = "") -> str:
    """What makes two entries the same customer beyond doubt: the domain, else name and place, in one spelling."""
    if host := plain_domain(domain):
        return host
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = " ".join(NOT_WORD.sub(" ", folded).split())
    return "|".join((words[:200], region.strip().casefold(), country.strip().casefold()))
