"""Writing decisions down, one or many."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from prm.decisions.models import Decision
from prm.decisions.values import Condition, Draft, Input, Step
from prm.lib.actor import Actor
from prm.tenancy.scope import current_vendor_id

# By hand, as a run writes one for each of its facts: the ORM takes most of its time otherwise.
WRITTEN = {
    "id": "uuid", "subject_type": "text", "subject_id": "uuid", "partner_id": "uuid", "rule": "text", "version": "text",
    "content": "jsonb", "result": "text", "counterfactual": "text", "clause": "text", "content_hash": "text",
}  # fmt: skip
INSERT = f"""
    INSERT INTO {Decision._meta.db_table} (vendor_id, created_at, decided_by, at, {", ".join(WRITTEN)})
    SELECT %s, %s, %s, %s, * FROM unnest({", ".join(f"%s::{kind}[]" for kind in WRITTEN.values())})
"""


def record_decision(
    subject: Model,
    *,
    rule: str,
    version: str,
    result: str,
    inputs: Iterable[Input] = (),
    conditions: Iterable[Condition] = (),
    steps: Iterable[Step] = (),
    counterfactual: str = "",
    clause: str = "",
    actor: Actor,
    at: datetime,
    partner_id: UUID | None = None,
) -> Decision:
    """Writes one decision in the transaction of what it decides. The partner is taken from the subject where it has one."""
    draft = Draft(
        rule,
        version,
        result,
        tuple(inputs),
        tuple(conditions),
        tuple(steps),
        counterfactual=counterfactual,
        clause=clause,
    )
    decision = _decision(subject, draft, actor, at, partner_id)
    decision.save(force_insert=True)
    return decision


def record_decisions(drafts: Iterable[tuple[Model, Draft]], *, actor: Actor, at: datetime) -> int:
    """Writes many with one statement: what a bulk service calls once per chunk. Returns how many."""
    rows = [_decision(subject, draft, actor, at, None) for subject, draft in drafts]
    if rows:
        columns = [[as_written(getattr(row, name)) for row in rows] for name in WRITTEN]
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [current_vendor_id(), timezone.now(), actor.label, at, *columns])
    return len(rows)


def as_written(value: Any) -> Any:
    """A value as the arrays of INSERT take it."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return None if value is None else str(value)


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content in one spelling, so that the same decision has the same hash wherever it is computed."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def content_of(draft: Draft) -> dict[str, Any]:
    """The draft as plain JSON: decimals and dates as text, so that nothing is lost on the way."""
    plain: dict[str, Any] = json.loads(
        json.dumps(
            {
                "inputs": [vars(item) for item in draft.inputs],
                "conditions": [vars(item) for item in draft.conditions],
                "steps": [vars(item) for item in draft.steps],
                "result": draft.result,
                "counterfactual": draft.counterfactual,
            },
            cls=DjangoJSONEncoder,
        )
    )
    return plain


def _decision(subject: Model, draft: Draft, actor: Actor, at: datetime, partner_id: UUID | None) -> Decision:
    content = content_of(draft)
    return Decision(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        partner_id=partner_id or getattr(subject, "partner_id", None),
        rule=draft.rule,
        version=draft.version,
        content=content,
        result=draft.result,
        counterfactual=draft.counterfactual[:400],
        clause=draft.clause,
        decided_by=actor.label,
        at=at,
        content_hash=content_hash(content),
    )
