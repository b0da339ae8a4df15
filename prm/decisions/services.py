"""Writing decisions down, one or many."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone

from prm.decisions.models import Decision
from prm.decisions.values import Condition, Draft, Input, Step, Subject
from prm.lib.actor import Actor
from prm.lib.ids import uuid7
from prm.tenancy.bulk import insert_many


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
    about, written = _subject(subject), _written(draft)
    return Decision.objects.create(
        subject_type=about.kind,
        subject_id=about.id,
        partner_id=partner_id or about.partner_id,
        rule=rule,
        version=version,
        content=json.loads(written),
        result=result,
        counterfactual=counterfactual[:400],
        clause=clause,
        decided_by=actor.label,
        at=at,
        content_hash=_hash(written),
    )


def record_decisions(drafts: Iterable[tuple[Model | Subject, Draft]], *, actor: Actor, at: datetime) -> list[UUID]:
    """Writes many with one statement: what a bulk service calls once per chunk. Returns their ids, in order."""
    rows: list[dict[str, Any]] = []
    for subject, draft in drafts:
        about, written = _subject(subject), _written(draft)
        rows.append(
            {
                "id": uuid7(),
                "subject_type": about.kind,
                "subject_id": about.id,
                "partner_id": about.partner_id,
                "rule": draft.rule,
                "version": draft.version,
                "content": written,
                "result": draft.result,
                "counterfactual": draft.counterfactual[:400],
                "clause": draft.clause,
                "content_hash": _hash(written),
            }
        )
    insert_many(Decision, rows, created_at=timezone.now(), decided_by=actor.label, at=at)
    return [row["id"] for row in rows]


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the content in one spelling, so that the same decision has the same hash wherever it is computed."""
    return _hash(_one_spelling(content))


def _written(draft: Draft) -> str:
    """The draft as JSON in one spelling: decimals and dates as text, so that nothing is lost on the way."""
    return _one_spelling(
        {
            "inputs": [vars(item) for item in draft.inputs],
            "conditions": [vars(item) for item in draft.conditions],
            "steps": [vars(item) for item in draft.steps],
            "result": draft.result,
            "counterfactual": draft.counterfactual,
        }
    )


def _one_spelling(content: dict[str, Any]) -> str:
    return json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def _subject(of: Model | Subject) -> Subject:
    return of if isinstance(of, Subject) else Subject(of._meta.label_lower, of.pk, getattr(of, "partner_id", None))
