"""Band tables: marginal, retroactive, or whole volume at a threshold, always by explicit name.

Source of the arithmetic: reference cases A01 (marginal) and A02 (retroactive); 1,200 units on bands 0/2/3 at 500/1,000
earn 1,600 marginally and 3,600 retroactively. Lower bounds are inclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from incentives.enums import BandMode, RateUnit

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Band:
    """From `lower` (inclusive) to `upper` (exclusive; None is open) at `rate`, in percent or money per unit."""

    lower: Decimal
    upper: Decimal | None
    rate: Decimal


@dataclass(frozen=True)
class BandStep:
    """One line of the explanation: this much of the quantity, at this rate, gave this amount (unrounded)."""

    band: Band
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True)
class BandResult:
    amount: Decimal
    steps: tuple[BandStep, ...]
    reached: Band | None
    next_band: Band | None

    def short_of_next(self, quantity: Decimal) -> Decimal | None:
        """How much quantity is missing to the next band; None at the top."""
        return self.next_band.lower - quantity if self.next_band else None


def band_faults(bands: Sequence[Band]) -> list[str]:
    """What is wrong with a band table, in words: gaps, overlaps, an upper bound below its lower one."""
    faults = []
    ordered = sorted(bands, key=lambda band: band.lower)
    for band in ordered:
        if band.upper is not None and band.upper <= band.lower:
            text = _("The band from %(lower)s ends at %(upper)s, before it begins.")
            faults.append(text % {"lower": band.lower, "upper": band.upper})
    for before, after in pairwise(ordered):
        if before.upper is None or before.upper > after.lower:
            text = _("The bands from %(first)s and from %(second)s overlap.")
            faults.append(text % {"first": before.lower, "second": after.lower})
        elif before.upper < after.lower:
            text = _("Nothing covers %(lower)s to %(upper)s.")
            faults.append(text % {"lower": before.upper, "upper": after.lower})
    return faults


def apply_bands(quantity: Decimal, bands: Sequence[Band], *, mode: BandMode, unit: RateUnit) -> BandResult:
    """What the quantity earns on the table, unrounded, with one step per band that counted."""
    factor = HUNDRED if unit == RateUnit.PERCENT else Decimal(1)
    ordered = sorted(bands, key=lambda band: band.lower)
    reached = next(
        (b for b in reversed(ordered) if b.lower <= quantity and (b.upper is None or quantity < b.upper)), None
    )
    later = next((b for b in ordered if b.lower > quantity), None)
    if mode == BandMode.MARGINAL:
        steps = tuple(
            BandStep(band, portion, portion * band.rate / factor)
            for band in ordered
            if (portion := _portion(quantity, band)) > 0
        )
    elif reached is None or quantity <= 0:
        steps = ()
    else:
        steps = (BandStep(reached, quantity, quantity * reached.rate / factor),)
    return BandResult(sum((step.amount for step in steps), Decimal(0)), steps, reached, later)


def _portion(quantity: Decimal, band: Band) -> Decimal:
    upper = quantity if band.upper is None else min(quantity, band.upper)
    return upper - band.lower
