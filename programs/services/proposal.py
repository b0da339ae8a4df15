"""Promotions to the top tier, which a person decides."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from programs.enums import TierReason
from programs.lifecycle import TIER_PROPOSAL
from programs.models import TierProposal
from programs.queries import vendor_day
from programs.services.tier import change_tier


@transaction.atomic
def approve_proposal(proposal: TierProposal, *, actor: Actor, at: datetime, note: str = "") -> TierProposal:
    """The promotion comes into force the next day. Refuses one already decided. Emits TierChanged."""
    row = _decided(proposal, "approve", actor=actor, at=at, note=note)
    change_tier(
        row.partnership, row.to_tier, actor=actor, at=at, effective_on=vendor_day(at) + timedelta(days=1),
        reason=TierReason.APPROVAL, why=row.explanation[:400], decision_id=row.decision_id,
    )  # fmt: skip
    return row


@transaction.atomic
def decline_proposal(proposal: TierProposal, *, actor: Actor, at: datetime, note: str) -> TierProposal:
    """The tier stays; the reason is kept. The next review may propose again."""
    if not note.strip():
        raise Invalid(_("Say why the promotion is declined."), fields={"note": _("Missing.")})
    return _decided(proposal, "decline", actor=actor, at=at, note=note)


def _decided(proposal: TierProposal, action: str, *, actor: Actor, at: datetime, note: str) -> TierProposal:
    rows = TierProposal.objects.select_for_update(of=("self",)).select_related("partnership", "to_tier")
    row: TierProposal = rows.get(pk=proposal.pk)
    transition = TIER_PROPOSAL.check(row, action, actor)
    row.status, row.decided_at, row.decided_by, row.note = transition.target, at, actor.label[:160], note[:400]
    row.save(update_fields=["status", "decided_at", "decided_by", "note"])
    record(row.partnership, f"tier.proposal_{transition.target}", actor=actor, at=at, summary=note)
    return row
