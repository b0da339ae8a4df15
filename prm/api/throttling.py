"""How much one key and one vendor may ask a minute: counted in the cache, told in the answer's headers."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _

from prm.api.errors import TooMany

WINDOW = 60


@dataclass(frozen=True)
class Allowance:
    """What is left of a minute."""

    limit: int
    remaining: int
    reset: int

    def tell(self, response: HttpResponse) -> None:
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(self.remaining)
        response["RateLimit-Reset"] = str(self.reset)


def count(vendor_id: UUID, key: str) -> Allowance:
    """Counts one request of a key and of its vendor, and answers with the tighter allowance."""
    now = int(time.time())
    rates = settings.API_REQUESTS_A_MINUTE
    allowances = [
        _count(f"throttle:api:{vendor_id}:{key}", rates["key"], now),
        _count(f"throttle:api:{vendor_id}", rates["vendor"], now),
    ]
    return min(allowances, key=lambda item: item.remaining)


def check(allowance: Allowance) -> None:
    """Raises TooMany when nothing is left."""
    if allowance.remaining < 0:
        raise TooMany(_("Too many requests; try again in a minute."), wait=allowance.reset)


def _count(name: str, limit: int, now: int) -> Allowance:
    window, passed = divmod(now, WINDOW)
    name = f"{name}:{window}"
    cache.add(name, 0, timeout=2 * WINDOW)
    try:
        used = cache.incr(name)
    except ValueError:  # thrown out between the two calls
        used = 1
    return Allowance(limit, limit - used, WINDOW - passed)
