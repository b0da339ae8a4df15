"""What a measurement is and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """One measured figure, in the unit its target is stated in.

    `floor` is the same in plain SQL (or what the bench names as its floor), measured in the same run and in the same
    unit; `ratio` says how many times slower than its floor the product is, whichever way the unit counts. `queries` is
    of one operation, `peak_mb` the most memory this process held meanwhile. `notes` are for the reader, not the file.
    """

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    rows: int
    queries: int
    peak_mb: float
    notes: tuple[str, ...] = field(default=())


@dataclass
class Ground:
    """The database the benches are run on, and what they loaded into it.

    `run_sql` runs SQL as superuser, past triggers and policies, for loading only. `scale` shrinks every size; 1 is what
    the targets speak of.
    """

    run_sql: Callable[[str], str]
    say: Callable[[str], None]
    scale: float = 1.0
    shelf: dict[str, Any] = field(default_factory=dict)

    def size(self, full: int, least: int = 1) -> int:
        return max(least, int(full * self.scale))

    def once(self, load: Callable[["Ground"], T]) -> T:
        """What `load` makes, loaded at the first call and shared by the benches after it."""
        key = f"{load.__module__}.{load.__qualname__}"
        if key not in self.shelf:
            self.shelf[key] = load(self)
            self.run_sql("VACUUM ANALYZE")
        found: T = self.shelf[key]
        return found


@dataclass(frozen=True)
class Bench:
    """A named measurement; `measure` loads what it needs and answers with the figure."""

    name: str
    measure: Callable[[Ground], Figure]
