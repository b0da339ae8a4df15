"""Tiers: the partner hears what changed and why, a person decides on the top one."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.accounts.queries import members_for_partner, members_with_permission
from prm.notifications.services import notify
from prm.outbox.services import handles
from programs import notices
from programs.events import (
    DemotionNoticed,
    DemotionProposed,
    DemotionsDue,
    DemotionWithdrawn,
    TierChanged,
    TierPromotionProposed,
)
from programs.handlers.recipients import address, owner_of
from programs.models import Demotion, Tier, TierProposal
from programs.permissions import PartnershipPermission
from programs.queries import partnerships_with_names
from programs.queries.tiers import demotions_with_names


@handles(TierChanged)
def tell_tier(event: TierChanged) -> None:
    """The partner hears which tier, from when and why; its channel manager as well."""
    partnership = partnerships_with_names().get(pk=event.partnership_id)
    tier = Tier.objects.get(pk=event.to_tier_id)

    def words() -> dict[str, object]:
        day = date_format(event.effective_on, "j M Y")
        return {"partner": partnership.partner, "program": partnership.program, "tier": tier, "day": day}

    notify(
        notices.TIER_CHANGED,
        members_for_partner(partnership.partner_id),
        at=event.occurred_at,
        subject=lambda: _("You are %(tier)s in %(program)s from %(day)s") % words(),
        body=event.why,
        url=address("portal:programs:my-program"),
        partner_id=partnership.partner_id,
    )
    notify(
        notices.TIER_CHANGED_OURS,
        owner_of(partnership),
        at=event.occurred_at,
        subject=lambda: _("%(partner)s is %(tier)s from %(day)s") % words(),
        body=event.why,
        url=address("workspace:programs:partnership-detail", ref=partnership.ref),
        partner_id=partnership.partner_id,
    )


@handles(TierPromotionProposed)
def ask_for_promotion(event: TierPromotionProposed) -> None:
    proposal = TierProposal.objects.select_related("partner", "to_tier").get(pk=event.proposal_id)
    notify(
        notices.PROMOTION_PROPOSED,
        members_with_permission(PartnershipPermission.DECIDE_TIER),
        at=event.occurred_at,
        subject=lambda: _("%(partner)s has earned %(tier)s") % {"partner": proposal.partner, "tier": proposal.to_tier},
        body=proposal.explanation,
        url=address("workspace:programs:proposal-detail", ref=proposal.ref),
        partner_id=proposal.partner_id,
    )


@handles(DemotionProposed)
def ask_for_notice(event: DemotionProposed) -> None:
    row = demotions_with_names().get(pk=event.demotion_id)
    notify(
        notices.DEMOTION_PROPOSED,
        members_with_permission(PartnershipPermission.DECIDE_TIER),
        at=event.occurred_at,
        subject=lambda: _("%(partner)s is below %(tier)s") % {"partner": row.partner, "tier": row.from_tier},
        body=row.to_keep,
        url=address("workspace:programs:demotion-detail", ref=row.ref),
        partner_id=row.partner_id,
    )


@handles(DemotionNoticed)
def give_notice(event: DemotionNoticed) -> None:
    """The partner hears what keeps its level, and until when."""
    _warn(demotions_with_names().get(pk=event.demotion_id), event.occurred_at)


@handles(DemotionsDue)
def remind(event: DemotionsDue) -> None:
    for row in demotions_with_names().filter(pk__in=event.demotion_ids, status="noticed").order_by("pk"):
        _warn(row, event.occurred_at)


@handles(DemotionWithdrawn)
def tell_kept(event: DemotionWithdrawn) -> None:
    """Who never had notice hears nothing of it."""
    row = demotions_with_names().get(pk=event.demotion_id)
    if row.noticed_on is not None:
        notify(
            notices.TIER_KEPT,
            members_for_partner(row.partner_id),
            at=event.occurred_at,
            subject=lambda: _("You keep %(tier)s in %(program)s") % tier_words(row),
            url=address("portal:programs:my-program"),
            partner_id=row.partner_id,
        )


def _warn(row: Demotion, at: datetime) -> None:
    assert row.effective_on is not None
    day = date_format(row.effective_on, "j M Y")
    notify(
        notices.TIER_AT_RISK,
        members_for_partner(row.partner_id),
        at=at,
        subject=lambda: (
            _("%(tier)s in %(program)s ends on %(day)s unless it recovers") % {**tier_words(row), "day": day}
        ),
        body=lambda: _("To keep it: %(what)s.") % {"what": row.to_keep},
        url=address("portal:programs:my-program"),
        partner_id=row.partner_id,
    )


def tier_words(row: Demotion) -> dict[str, object]:
    return {"tier": row.from_tier, "program": row.partnership.program}
