"""Where partners are missing and where there are enough: one type, one country, one customer segment."""

from dataclasses import dataclass
from typing import Literal

State = Literal["none", "gap", "fine", "full", "over"]


@dataclass(frozen=True)
class Coverage:
    """`count` partners are there and `coming` are on their way: prospects and applications nobody has decided on.

    `wanted` and `most` are the vendor's own targets; None where it set none.
    """

    count: int = 0
    coming: int = 0
    wanted: int | None = None
    most: int | None = None

    @property
    def state(self) -> State:
        """none: no target. gap: fewer than wanted. full: one more is one too many. over: too many already."""
        if self.wanted is not None and self.count < self.wanted:
            return "gap"
        if self.most is not None and self.count >= self.most:
            return "over" if self.count > self.most else "full"
        return "none" if self.wanted is None and self.most is None else "fine"

    @property
    def missing(self) -> int:
        return max((self.wanted or 0) - self.count, 0)
