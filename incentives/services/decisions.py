"""How each earning came about, written down as decision records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from incentives.enums import BandMode, PlanKind, RateUnit
from incentives.models import PlanVersion, RebateProgress
from incentives.rules.bands import apply_bands
from incentives.services.booking import Earned
from incentives.services.calculated import Calculated
from prm.decisions.services import record_decisions
from prm.decisions.values import Condition, Draft, Input, Step
from prm.lib.actor import Actor


def record_commission_decisions(
    version: PlanVersion, calculated: Iterable[Calculated], actor: Actor, at: datetime
) -> None:
    """One record per earning: the fact, the tier held that day, each condition and each step."""
    # Looked up once for the thousands of a chunk.
    value, day, held = _("Net value"), _("Date"), _("Tier on that day")
    origin = _("Referral") if version.plan.kind == PlanKind.REFERRAL_FEE else _("Deal")
    label = str(version)
    drafts = (
        (
            earned.subject,
            Draft(
                rule="incentives.commission",
                version=label,
                result=f"{result.amount} {earned.currency}",
                inputs=(
                    Input(value, fact.amount, fact.reference),
                    Input(day, fact.occurred_on, fact.reference),
                    Input(held, tier),
                    Input(origin, fact.is_registered_deal, fact.deal_ref),
                ),
                conditions=tuple(Condition(c.text, c.holds, c.detail) for c in result.conditions),
                steps=tuple(Step(s.text, s.arithmetic, s.result) for s in result.steps),
                counterfactual=result.counterfactual,
            ),
        )
        for fact, tier, result, earned in calculated
    )
    record_decisions(drafts, actor=actor, at=at)


def record_rebate_decisions(
    version: PlanVersion,
    earnings: Sequence[Earned],
    standing: Mapping[UUID, RebateProgress],
    actor: Actor,
    at: datetime,
) -> None:
    """One record per partnership, plan version and quarter: the sum of its invoices, band by band."""
    terms = version.parsed
    drafts = []
    for earning in earnings:
        row = standing[earning.partnership_id]
        result = apply_bands(row.basis, terms.bands, mode=BandMode(terms.band_mode), unit=RateUnit(terms.rate_unit))
        missing = result.short_of_next(row.basis)
        drafts.append(
            (
                earning.subject,
                Draft(
                    rule="incentives.rebate",
                    version=str(version),
                    result=f"{earning.amount} {earning.currency}",
                    inputs=(
                        Input(_("Invoiced in the quarter"), row.basis),
                        Input(_("Invoices"), row.fact_count),
                        Input(_("Booked before"), row.amount - earning.amount),
                    ),
                    conditions=(Condition(_("A band is reached"), result.reached is not None),),
                    steps=tuple(
                        Step(
                            _("From %(lower)s") % {"lower": step.band.lower},
                            f"{step.quantity} x {step.band.rate}",
                            f"{step.amount:.2f}",
                        )
                        for step in result.steps
                    ),
                    counterfactual=""
                    if missing is None
                    else _("%(missing)s %(currency)s more reaches the next band, worth %(worth)s.")
                    % {"missing": missing, "currency": row.currency, "worth": row.next_worth},
                ),
            )
        )
    record_decisions(drafts, actor=actor, at=at)
