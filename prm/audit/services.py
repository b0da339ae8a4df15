"""The one way into the audit log."""

from collections.abc import Mapping
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
    entry = AuditEntry(
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_label=str(target)[:200],
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.membership_id,
        actor_label=actor.label,
        at=at,
        summary=summary[:400],
        changes=_plain(changes or {}),
        partner_id=partner_id or getattr(target, "partner_id", None) or actor.partner_id,
        is_visible_to_partner=visible_to_partner or actor.audience == "portal",
    )
    entry.save(force_insert=True)
    return entry


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    import json

    plain: dict[str, Any] = json.loads(json.dumps(dict(changes), cls=DjangoJSONEncoder))
    return plain
