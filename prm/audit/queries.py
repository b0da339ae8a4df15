"""Reading the log back as timelines."""

from datetime import datetime
from uuid import UUID

from django.db.models import Model, QuerySet

from prm.audit.models import AuditEntry


def timeline_for(target: Model, *, for_partner: bool = False) -> QuerySet[AuditEntry]:
    """Everything recorded of one row, newest first; `for_partner` keeps what the partner may see."""
    entries = AuditEntry.objects.filter(target_id=target.pk).order_by("-at", "-id")
    return entries.filter(is_visible_to_partner=True) if for_partner else entries


def timeline_for_partner(partner_id: UUID) -> QuerySet[AuditEntry]:
    """Everything recorded of one partner, whatever the row, newest first."""
    return AuditEntry.objects.filter(partner_id=partner_id).order_by("-at", "-id")


def recent_entries(since: datetime) -> QuerySet[AuditEntry]:
    """What happened at the vendor since a moment, newest first."""
    return AuditEntry.objects.filter(at__gte=since).order_by("-at", "-id")
