"""The registry of evidence: rooms to the right say when a promise of the vendor came due and whether it was kept.

    promises.register("decision_days", decisions)      def decisions(since, until, at): yield Evidence(...)

One call answers for every partnership. Nobody types an outcome: it follows from what the system wrote down at the time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Evidence:
    """One time a promise came due. Either `is_kept` is known, or it follows from `figure` and what was promised.

    `figure` days were taken, or, with `is_least`, given. What still runs is no evidence until it is late.
    """

    partnership_id: UUID
    on: date
    ref: str
    is_kept: bool | None = None
    figure: int | None = None
    is_least: bool = False
    still_runs: bool = False
    days_late: int = 0

    def keeps(self, promised: int) -> bool | None:
        """None where it is too early to say."""
        if self.is_kept is not None or self.figure is None:
            return self.is_kept
        is_good = self.figure >= promised if self.is_least else self.figure <= promised
        return None if is_good and self.still_runs else is_good

    def delay(self, promised: int) -> int:
        """By how many days it was missed."""
        if self.keeps(promised) is not False:
            return 0
        return self.days_late or (abs(self.figure - promised) if self.figure is not None else 1)


Reader = Callable[[date, date, datetime], Iterable[Evidence]]
READERS: dict[str, Reader] = {}


def register(term: str, reader: Reader) -> None:
    """Enters who measures a term the vendor promises; registering it again replaces it."""
    READERS[term] = reader
