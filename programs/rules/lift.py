"""Whether a criterion tells who becomes productive: partners that scored high on it beside those that scored low. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HIGH, LOW = 4, 2
# Fewer on either side tell nothing.
FEWEST = 10


@dataclass(frozen=True)
class Lift:
    """`high` scored 4 or 5, `low` 0 to 2; of them `high_active` and `low_active` had business in time."""

    high: int
    high_active: int
    low: int
    low_active: int

    @property
    def is_known(self) -> bool:
        return min(self.high, self.low) >= FEWEST

    @property
    def high_share(self) -> Decimal | None:
        return _share(self.high_active, self.high)

    @property
    def low_share(self) -> Decimal | None:
        return _share(self.low_active, self.low)

    @property
    def times(self) -> Decimal | None:
        """How many times likelier business is with a high score; None where too few are known, or no low one had any."""
        if not self.is_known or not self.low_active:
            return None
        ratio = Decimal(self.high_active * self.low) / Decimal(self.high * self.low_active)
        return ratio.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP) if whole else None
