"""Stages as numbers."""

from decimal import Decimal

from deals.enums import Stage

PROBABILITY = {
    Stage.DISCOVERY: Decimal("0.10"),
    Stage.QUALIFIED: Decimal("0.25"),
    Stage.PROPOSAL: Decimal("0.50"),
    Stage.NEGOTIATION: Decimal("0.75"),
    Stage.COMMIT: Decimal("0.90"),
}
ORDER = tuple(Stage)


def probability(stage: str) -> Decimal:
    return PROBABILITY[Stage(stage)]


def is_forward(before: str, after: str) -> bool:
    """Whether the move is progress. Moving back is allowed, but it is no progress for an extension."""
    return ORDER.index(Stage(after)) > ORDER.index(Stage(before))
