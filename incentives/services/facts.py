"""Taking in what happened: invoices, payments, won deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.models import Fact
from incentives.permissions import IncentivePermission
from prm.audit import services as audit
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id


@dataclass(frozen=True)
class FactInput:
    """One fact before it is recorded. Amount is net, in `currency`; `source_key` names it in its source system."""

    kind: str
    source_key: str
    partner_id: UUID
    partnership_id: UUID
    occurred_on: date
    amount: Decimal
    currency: str
    reference: str = ""
    customer_name: str = ""
    deal_ref: str = ""
    is_registered_deal: bool = False
    quantity: Decimal = Decimal(0)
    corrects_id: UUID | None = None


@dataclass(frozen=True)
class Recorded:
    created: int
    known: int


@transaction.atomic
def record_facts(facts: Sequence[FactInput], *, actor: Actor, at: datetime) -> Recorded:
    """Records facts in bulk; one already recorded under its source key stays as it was and is counted as known.

    Raises Forbidden without the right to import. Writes one audit entry for the chunk.
    """
    if not actor.can(IncentivePermission.IMPORT_FACTS):
        raise Forbidden(_("You may not record invoices and payments."))
    keys = {fact.source_key for fact in facts}
    known = set(Fact.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
    fresh = {fact.source_key: Fact(**vars(fact)) for fact in facts if fact.source_key not in known}
    Fact.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    if fresh:
        audit.record(
            Vendor.objects.get(pk=current_vendor_id()),
            "incentives.facts_recorded",
            actor=actor,
            at=at,
            summary=ngettext("%(count)s business fact recorded", "%(count)s business facts recorded", len(fresh))
            % {"count": len(fresh)},
            changes={"source_keys": [None, sorted(fresh)[:50]]},
        )
    return Recorded(created=len(fresh), known=len(facts) - len(fresh))
