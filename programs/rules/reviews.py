"""When tiers are decided, and what follows from figures that are too little. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from prm.lib.months import months_after
from prm.money.calendar import add_months, first_of_span
from programs.rules.figures import whole_months
from programs.rules.windows import MONTHS

ANNIVERSARY = "anniversary"


@dataclass(frozen=True)
class Review:
    """When tiers are decided, and how gently. Every so often, counted from the first month of the program's year, or on the
    anniversary of the day a partner joined."""

    every: str = "year"
    between: Literal["promote", "nothing"] = "promote"
    # Whether a person confirms that a level is to be lost, or it comes by itself, or never.
    demotions: Literal["approve", "automatic", "never"] = "approve"
    notice_days: int = 60
    grace_days: int = 90
    exempt_months: int = 12
    # The levels a person must approve.
    approve: tuple[str, ...] = ()

    def spares(self, joined: date | None, on: date) -> bool:
        """Whether one that joined on a day is in its first months, in which nothing is taken away."""
        return joined is not None and on < months_after(joined, self.exempt_months)

    def latest(self, on: date, joined: date | None, year_starts: int) -> date | None:
        """The day of the last review up to a day, that day included; None before the first anniversary."""
        if self.every != ANNIVERSARY:
            return first_of_span(on, MONTHS[self.every], year_starts)
        years = 0 if joined is None else whole_months(joined, on) // 12
        return months_after(joined, years * 12) if joined is not None and years else None

    def next(self, on: date, joined: date | None, year_starts: int) -> date | None:
        """The day of the first review after a day; None where nobody knows when the partner joined."""
        if self.every != ANNIVERSARY:
            return add_months(first_of_span(on, MONTHS[self.every], year_starts), MONTHS[self.every])
        return None if joined is None else months_after(joined, (whole_months(joined, on) // 12 + 1) * 12)

    @property
    def wait_days(self) -> int:
        """From the notice to the lower level."""
        return self.notice_days + self.grace_days
