"""A program file against a facts file: the tier they reach on a day, as a decision that shows all it rests on."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from programs.document.program import ProgramDocument
from programs.rules import tiering
from programs.rules.facts import Facts
from programs.rules.figures import Figures
from programs.rules.requirement import Check, Outcome
from programs.terms import plain_number
from programs.wording import counterfactual_text, units_of


@dataclass(frozen=True)
class Evaluation:
    """`move` says what follows from the tier held and the one reached; `effective_on` from when."""

    document: ProgramDocument
    on: date
    held: str
    found: tiering.Reach
    figures: dict[str, Decimal | None]
    is_review: bool
    move: tiering.Move
    effective_on: date | None

    @property
    def reached(self) -> str:
        return self.found.reached.name if self.found.reached else ""

    @property
    def tier(self) -> str:
        """The tier once the move is made."""
        return self.reached if self.move in ("promote", "propose", "demote") else self.held

    def as_record(self) -> dict[str, Any]:
        """The decision record, ready for JSON; figures and amounts are text, exactly as compared."""
        following = self.found.next_level
        return {
            "rule": "programs.tier",
            "version": tiering.VERSION,
            "program": self.document.name,
            "on": self.on.isoformat(),
            "is_review": self.is_review,
            "held": self.held,
            "reached": self.reached,
            "result": {
                "move": self.move,
                "tier": self.tier,
                "effective_on": self.effective_on.isoformat() if self.effective_on else None,
            },
            "figures": {name: plain_number(value) for name, value in sorted(self.figures.items())},
            "conditions": [
                {"tier": level.name, "holds": outcome.holds, "requires": as_tree(outcome)}
                for level, outcome in self.found.outcomes
            ],
            "next": following.name if following else None,
            "counterfactual": counterfactual_text(self.found, units_of(self.document, self.document.currency)),
        }


def evaluate(document: ProgramDocument, facts: Facts, on: date, *, is_review: bool | None = None) -> Evaluation:
    """The tier on a day. A review takes place on the first day of each period of the program, or where told.

    Promotions hold from the next day (product.md §9), demotions when notice and grace are over.
    """
    figures = Figures(document.figures, facts, on, document.year_starts, document.window)
    found, joined = document.reach(figures.value), facts.day("joined")
    held, review = facts.held_on(on), document.review
    is_due = on == review.latest(on, joined, document.year_starts) if is_review is None else is_review
    move = document.move(
        held,
        found,
        is_review=is_due,
        is_exempt=review.spares(joined, on) or (facts.pinned_until is not None and on < facts.pinned_until),
    )
    waits = {"demote": review.wait_days, "promote": 1, "propose": 1}
    return Evaluation(
        document,
        on,
        held,
        found,
        {name: figures.value(name) for name in sorted({*document.asked, *document.figures})},
        is_due,
        move,
        on + timedelta(days=waits[move]) if move in waits else None,
    )


def as_tree(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Check):
        return {
            "figure": outcome.asks.figure,
            outcome.asks.bound: plain_number(outcome.asks.amount),
            "is": plain_number(outcome.figure),
            "holds": outcome.holds,
        }
    return {"needed": outcome.needed, "holds": outcome.holds, "of": [as_tree(part) for part in outcome.parts]}
