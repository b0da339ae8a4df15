"""Whom a program takes and how it scores those who apply."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from programs.models import Program
from programs.rules.eligibility import Gate
from programs.rules.scorecard import ENTHUSIASM, LABELS, MANY_OWN, WEIGHTS, criteria_of
from programs.services.program import changeable, put

PROFILE = ("ideal_segments", "ideal_technical_people", "ideal_sales_people", "qualify_at", "hold_at")


@transaction.atomic
def set_applicants(
    program: Program,
    *,
    weights: Mapping[str, int],
    own: Sequence[tuple[int, str]],
    competitors: Sequence[str],
    gate: Gate,
    actor: Actor,
    at: datetime,
    **profile: Any,
) -> Program:
    """Sets the gate, the scorecard and the ideal profile. Applications before us keep the scorecard they were scored by.

    `own` are (weight, label) of the vendor's own criteria. Raises Invalid for weights that weigh nothing, more than
    100, or enthusiasm; for a criterion named twice; and where an application would be held above where it qualifies.
    """
    row = changeable(program, actor=actor)
    before = row.scorecard.get("own", [])
    scorecard = {"weights": {key: weight for key, weight in weights.items() if weight}, "own": _own(own, before)}
    if problems := _problems(scorecard):
        raise Invalid(_("This scorecard does not hold."), fields=problems)
    if scorecard == {"weights": dict(WEIGHTS[row.type]), "own": []}:
        # As usual for the type: nothing to keep.
        scorecard = {}
    values = {name: profile[name] for name in PROFILE if name in profile}
    names = list(dict.fromkeys(name.strip() for name in competitors if name.strip()))
    changes = put(row, {**values, "scorecard": scorecard, "eligibility": gate.as_json(), "competitors": names})
    if row.hold_at > row.qualify_at:
        raise Invalid(_("An application cannot be held above where it qualifies."), fields={"hold_at": _("Too high.")})
    if changes:
        row.save(update_fields=list(changes))
        record(row, "program.applicants_changed", actor=actor, at=at, changes=changes)
    return row


def weights_of(program: Program) -> dict[str, int]:
    """Criterion -> weight as they hold now, the vendor's own among them."""
    return {criterion.key: criterion.weight for criterion in criteria_of(program.type, program.scorecard)}


def _own(own: Sequence[tuple[int, str]], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A criterion that keeps its name keeps its key: what was scored on it stays comparable."""
    known = {item["label"].lower(): item["key"] for item in before}
    free = (f"own_{number}" for number in range(1, 1000) if f"own_{number}" not in known.values())
    return [
        {"key": known.get(label.strip().lower()) or next(free), "label": label.strip(), "weight": weight}
        for weight, label in own
    ]


def _problems(scorecard: Mapping[str, Any]) -> dict[str, str]:
    weights, own = scorecard["weights"], scorecard["own"]
    problems = {}
    if unknown := set(weights) - (set(LABELS) - {ENTHUSIASM}):
        key = sorted(unknown)[0]
        problems[f"weight_{key}"] = _("Enthusiasm weighs nothing.") if key == ENTHUSIASM else _("Unknown.")
    labels = [item["label"].lower() for item in own]
    if len(set(labels)) < len(labels):
        problems["own"] = _("Two criteria have the same name.")
    elif len(own) > MANY_OWN:
        problems["own"] = _("At most %(many)d criteria of your own.") % {"many": MANY_OWN}
    elif any(not 1 <= item["weight"] <= 100 or not 1 <= len(item["label"]) <= 120 for item in own):
        problems["own"] = _("A weight from 1 to 100 and up to 120 letters, each.")
    for key, weight in weights.items():
        if not 0 <= weight <= 100:
            problems[f"weight_{key}"] = _("From 0 to 100.")
    if not weights and not own:
        problems["weight_segments"] = _("Something must weigh.")
    return problems
