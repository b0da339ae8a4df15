"""The deal policy: each change is a new version from a day on; what was handed in keeps its own."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deals.models import DealPolicy
from deals.permissions import DealPermission
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from programs.models import Program
from programs.queries import vendor_day

FIELDS = (
    "standard_days",
    "enterprise_days",
    "decision_days",
    "minimum_amount",
    "is_new_logo_only",
    "extension_days",
    "extension_opens_days",
    "self_service_extensions",
    "lookback_days",
    "reregister_after_months",
)


@transaction.atomic
def publish_policy(
    program: Program, values: Mapping[str, Any], *, valid_from: date | None = None, actor: Actor, at: datetime
) -> DealPolicy:
    """Adds the next version, in force from the day (today unless told). Refuses a day that has passed."""
    if not actor.can(DealPermission.MANAGE_POLICY):
        raise Forbidden(_("You may not change the deal policy."))
    day = valid_from or vendor_day(at)
    if day < vendor_day(at):
        raise Invalid(_("A policy cannot start in the past."), fields={"valid_from": _("In the past.")})
    Program.objects.select_for_update().get(pk=program.pk)
    rows = DealPolicy.objects.filter(program=program)
    before = rows.order_by("-version").first()
    policy = DealPolicy(program=program, version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1)
    for name in FIELDS:
        setattr(policy, name, values.get(name, getattr(before or policy, name)))
    policy.valid_from, policy.created_at = day, at
    policy.save(force_insert=True)
    changes = {
        name: [str(getattr(before, name, "")), str(getattr(policy, name))]
        for name in FIELDS
        if getattr(before, name, None) != getattr(policy, name)
    }
    record(policy, "deal_policy.published", actor=actor, at=at, summary=str(program), changes=changes)
    return policy
