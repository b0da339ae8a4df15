"""What a level needs, written as a program file says it: read again it is the same requirement."""

from decimal import Decimal
from typing import Any

from programs.rules.requirement import NOTHING, Asks, Group, Requirement


def written(requirement: Requirement) -> Any:
    """Nothing is written as an empty list, an AND as a list of its parts."""
    if requirement == NOTHING:
        return []
    if isinstance(requirement, Group) and requirement.is_all and len(requirement.parts) > 1:
        return [_part(part) for part in requirement.parts]
    return [_part(requirement)]


def _part(requirement: Requirement) -> dict[str, Any]:
    if isinstance(requirement, Asks):
        amount = Decimal(f"{requirement.amount.normalize():f}")
        return {requirement.figure: amount if requirement.bound == "at_least" else {requirement.bound: amount}}
    parts = [_part(part) for part in requirement.parts]
    if len(parts) > 1 and requirement.is_all:
        return {"all": parts}
    if len(parts) > 1 and requirement.needed == 1:
        return {"any": parts}
    return {"some": {"at_least": requirement.needed, "of": parts}}
