"""Why a registration was decided as it was, in words its partner may read.

A partner can open the record, so it never names another partner's registration; those stand on the conflict rows.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deals.enums import ConflictKind
from deals.models import Registration
from deals.queries import line_keys_of
from deals.rules.eligibility import Outcome
from deals.services.conflict import Found
from deals.services.eligibility import qualification_of
from deals.services.receipt import written
from prm.decisions.models import Decision
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input, Step
from prm.lib.actor import Actor

RULE = "deals.registration"


def write_down(
    row: Registration, found: Sequence[Found], action: str, *, actor: Actor, at: datetime, clause: str = ""
) -> Decision:
    """Writes the decision record: inputs from the sealed receipt, each condition, the dates, the counterfactual.

    `clause` says who gives the days of protection.
    """
    return record_decision(
        row,
        rule=RULE,
        version=f"v{row.policy_version}",
        result=action,
        inputs=_inputs(row),
        conditions=conditions_of(row, found, at=at),
        steps=_steps(row) if action == "approve" else (),
        counterfactual=_counterfactual(found, action),
        clause=clause,
        actor=actor,
        at=at,
    )


def conditions_of(row: Registration, found: Sequence[Found], *, at: datetime) -> list[Condition]:
    """The policy's conditions as they are now, and what the conflict check says about product line and customer."""
    qualification = qualification_of(row, line_keys_of(row), None, at=at)
    conditions = [
        Condition(item.text, None if item.outcome is Outcome.LOOK else item.is_met, item.detail)
        for item in qualification.conditions
    ]
    live = [item.overlap for item in found if item.overlap.kind == ConflictKind.REGISTRATION and item.overlap.is_live]
    exact = [item for item in live if item.level == "same" and item.shares_product]
    conditions += [
        Condition(_("No protected deal on this customer and product line"), not any(i.is_protected for i in exact)),
        Condition(_("Sealed before every other claim that waits"), not any(i.is_sealed_first for i in exact)),
    ]
    if any(item.level != "same" or not item.shares_product for item in live):
        conditions.append(Condition(_("A similar claim exists: a person must look"), None))
    if any(item.overlap.is_customer for item in found):
        conditions.append(Condition(_("Existing customer: a person must look"), None))
    return conditions


def _inputs(row: Registration) -> list[Input]:
    receipt = row.receipts.order_by("sealed_at").last()
    sealed = f"{row.ref} {receipt}" if receipt else row.ref
    return [
        Input(_("Customer"), row.customer_name, sealed),
        Input(_("Value"), f"{row.currency} {row.amount:.2f}", sealed),
        Input(_("Deal type"), row.get_deal_type_display(), sealed),
        Input(_("Sealed"), written(row.sealed_at) if row.sealed_at else "", sealed),
    ]


def _steps(row: Registration) -> list[Step]:
    if row.protected_from is None or row.protected_until is None:
        return []
    days = (row.protected_until - row.protected_from).days
    return [
        Step(
            _("Protection"),
            _("%(start)s and %(days)s days") % {"start": date_format(row.protected_from, "j M Y"), "days": days},
            date_format(row.protected_until, "j M Y"),
        ),
        *(
            [Step(_("Our late answer"), _("%(days)s business days") % {"days": row.days_late}, _("added"))]
            if row.days_late
            else []
        ),
    ]


def _counterfactual(found: Sequence[Found], action: str) -> str:
    exact = [f.overlap for f in found if f.overlap.level == "same" and f.overlap.shares_product and f.overlap.is_live]
    if action == "approve":
        return _("A protected deal for the same customer and product line would have stopped it.")
    if any(item.is_protected for item in exact):
        return _("For another product line, or once the present protection ends, it could be approved.")
    if any(item.is_sealed_first for item in exact):
        return _("Had it been sealed before the other claim, it would have come first.")
    return _("Nothing in the rules spoke against it; the reason given did.")
