"""Activation: what a partner did that counts as business, and figures expected of it before it was enabled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from programs.lifecycle import PARTNERSHIP, may_not_start
from programs.models import CommercialEvent, Journey, Partnership
from programs.permissions import PartnershipPermission
from programs.queries import vendor_day
from programs.queries.expectation import expectation_of
from programs.services.partnership import activate_partnership

EXPECTATION_RULE = "programs.enablement_before_expectation"
STRICT = frozenset({"registration", "referral", "marketplace"})


@transaction.atomic
def record_commercial_event(
    partnership: Partnership, kind: str, *, source_id: UUID, acted_at: datetime, at: datetime
) -> CommercialEvent:
    """Business was accepted; `acted_at` is when the partner acted, so that our own review is not charged to it.

    Called leftwards by later pillars, once or more for the same row. The first one activates a partnership that is
    being onboarded, unless it is suspended or due diligence stands in the way.
    """
    row: CommercialEvent
    row, is_new = CommercialEvent.objects.get_or_create(
        kind=kind, source_id=source_id,
        defaults={
            "partner_id": partnership.partner_id, "partnership": partnership, "is_strict": kind in STRICT,
            "acted_at": acted_at, "accepted_at": at,
        },
    )  # fmt: skip
    held = Partnership.objects.get(pk=partnership.pk)
    if is_new and held.status in PARTNERSHIP.transitions["activate"].sources and may_not_start(held) is None:
        activate_partnership(held, actor=Actor.system(held.vendor_id), at=at)
    return row


@transaction.atomic
def expect_before_enabled(partnership: Partnership, *, actor: Actor, at: datetime, reason: str) -> Journey:
    """Lets targets run before the required enablement is done: named, with a reason, as a decision on record.

    Refuses where nothing holds them up.
    """
    if not actor.can(PartnershipPermission.OVERRIDE_ENABLEMENT):
        raise Forbidden(_("You may not expect figures of a partner before it is enabled."))
    if not reason.strip():
        raise Invalid(_("Say why."), fields={"reason": _("Missing.")})
    today = vendor_day(at)
    found = expectation_of(partnership, today)
    if found.may:
        raise Refused(_("Nothing holds targets up; there is nothing to override."))
    journey: Journey = Journey.objects.select_for_update().get(partnership=partnership)
    journey.expected_at, journey.expected_by, journey.expected_reason = at, actor.label[:160], reason[:400]
    journey.save(update_fields=["expected_at", "expected_by", "expected_reason"])
    record_decision(
        partnership, rule=EXPECTATION_RULE, version="1", result=_("Targets may run before enablement is complete"),
        inputs=[Input(_("Reason"), reason)],
        conditions=[Condition(title, False, _("required, not done")) for title in found.missing],
        counterfactual=_("With these done, no override is needed: %(steps)s.") % {"steps": ", ".join(found.missing)},
        actor=actor, at=at,
    )  # fmt: skip
    record(partnership, "onboarding.expected_early", actor=actor, at=at, summary=reason, visible_to_partner=True)
    return journey
