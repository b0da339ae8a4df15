"""What overlaps mean: the one word a partner is told, and what the rules propose to the reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from deals.enums import ConflictKind, Hint


@dataclass(frozen=True)
class Overlap:
    """One candidate found by matching. `level` is same, possible or different."""

    kind: str
    level: str
    value: float = 0.0
    ref: str = ""
    shares_product: bool = False
    is_sealed_first: bool = False
    is_protected: bool = False
    is_undecided: bool = False
    is_customer: bool = False

    @property
    def is_live(self) -> bool:
        """A claim that still counts; ended ones are history the reviewer may read."""
        return self.is_protected or self.is_undecided


def hint_for(overlaps: Iterable[Overlap]) -> Hint:
    """The word for the partner. Its own registrations are its own business; a known non-customer account is clear."""
    found = [item for item in overlaps if item.level != "different" and item.kind != ConflictKind.OWN]
    if any(item.kind == ConflictKind.ACCOUNT and item.is_customer and item.level == "same" for item in found):
        return Hint.CUSTOMER
    if any(item.is_customer or (item.kind == ConflictKind.REGISTRATION and item.is_live) for item in found):
        return Hint.POSSIBLE
    return Hint.CLEAR


class Proposal(StrEnum):
    APPROVE = "approve"
    LOOK = "look"
    WAIT = "wait"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Advice:
    """What the rules say, why, and what would have changed it."""

    proposal: Proposal
    reason: str
    counterfactual: str


def advise(overlaps: Iterable[Overlap]) -> Advice:
    """One protected deal per customer and product line; of those that wait, the one sealed first goes first."""
    rivals = [
        item for item in overlaps if item.kind != ConflictKind.ACCOUNT and item.level != "different" and item.is_live
    ]
    exact = [item for item in rivals if item.level == "same" and item.shares_product]
    if holder := next((item for item in exact if item.is_protected), None):
        return Advice(
            Proposal.DUPLICATE,
            _("%(ref)s is protected for the same customer and product line.") % {"ref": holder.ref},
            _("Without %(ref)s, or for another product line, the rules would say approve.") % {"ref": holder.ref},
        )
    if first := next((item for item in exact if item.is_undecided and item.is_sealed_first), None):
        return Advice(
            Proposal.WAIT,
            _("%(ref)s names the same customer and product line and was sealed first.") % {"ref": first.ref},
            _("Once %(ref)s is rejected or withdrawn, the rules would say approve.") % {"ref": first.ref},
        )
    if rivals:
        nearest = max(rivals, key=lambda item: item.value)
        if nearest.shares_product:
            text = _("If %(ref)s named the same customer, the rules would say duplicate.")
        else:
            text = _("If %(ref)s also covered these product lines, the one sealed first would win.")
        return Advice(
            Proposal.LOOK,
            _("Possible overlap with %(ref)s: a person must look.") % {"ref": nearest.ref},
            text % {"ref": nearest.ref},
        )
    return Advice(
        Proposal.APPROVE,
        _("No other live registration overlaps."),
        _("A protected deal for the same customer and product line would have stopped it."),
    )
