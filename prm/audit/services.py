"""The one way into the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from prm.audit.models import AuditEntry
from prm.lib.actor import Actor


def record(
    target: Model,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    summary: str = "",
    changes: Mapping[str, Any] | None = None,
    visible_to_partner: bool = False,
    partner_id: UUID | None = None,
) -> AuditEntry:
    """Writes one entry in the transaction of the change itself.

    `changes` maps a field to [before, after]. The partner is taken from the target where it has one; a partner sees an
    entry on its timeline only where `visible_to_partner` says so, and always sees its own people's acts.
    """
    entry = _entry(Line(target, summary, changes or {}, partner_id), action, actor, at, visible_to_partner)
    entry.save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Line:
    """What one of many entries says beside what they share."""

    target: Model
    summary: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    partner_id: UUID | None = None


def record_many(
    lines: Iterable[Line], action: str, *, actor: Actor, at: datetime, visible_to_partner: bool = False
) -> None:
    """The same for many rows with one statement: what a bulk service calls once per chunk."""
    AuditEntry.objects.bulk_create(_entry(line, action, actor, at, visible_to_partner) for line in lines)


def _entry(line: Line, action: str, actor: Actor, at: datetime, visible_to_partner: bool) -> AuditEntry:
    return AuditEntry(
        target_type=line.target._meta.label_lower,
        target_id=line.target.pk,
        target_label=str(line.target)[:200],
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.membership_id,
        actor_label=actor.label,
        at=at,
        summary=line.summary[:400],
        changes=_plain(line.changes),
        partner_id=line.partner_id or getattr(line.target, "partner_id", None) or actor.partner_id,
        is_visible_to_partner=visible_to_partner or actor.audience == "portal",
    )


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    import json

    plain: dict[str, Any] = json.loads(json.dumps(dict(changes), cls=DjangoJSONEncoder))
    return plain
