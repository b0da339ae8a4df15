"""How far negotiated terms go beyond what one person may grant."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.rules.parameters import PARAMETERS, Terms


@dataclass(frozen=True)
class Limit:
    """The bounds of one term within which nobody else is asked; None is no bound on that side."""

    least: int | None = None
    most: int | None = None

    def holds(self, value: int) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    @property
    def text(self) -> str:
        return f"{'…' if self.least is None else f'{self.least:,}'} – {'…' if self.most is None else f'{self.most:,}'}"


def beyond(negotiated: Terms, limits: Mapping[str, Limit]) -> dict[str, Limit]:
    """The negotiated terms outside their limits. A term without a limit needs nobody; a yes or no has none."""
    return {
        name: limits[name]
        for name, value in negotiated.items()
        if name in limits and name in PARAMETERS and not isinstance(value, bool) and not limits[name].holds(value)
    }
