"""The pipeline: opened by an approved registration or a qualified referral, moved, won or lost."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from deals.enums import LostReason, Role, Stage, WonReason
from deals.events import OpportunityLost, OpportunityWon, ReferralWon
from deals.lifecycle import OPPORTUNITY, REFERRAL, REGISTRATION
from deals.models import Opportunity, OpportunityRole, Referral, RegisteredLine, Registration
from deals.models.registration import NOBODY_WAITS
from deals.queries import line_keys_of
from deals.services.account import mark_customer
from deals.services.protection import release
from deals.services.reporting import reporting_amount
from deals.services.rows import locked
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from prm.outbox.services import emit
from programs.queries import vendor_day


def open_opportunity(row: Registration, *, actor: Actor, at: datetime) -> Opportunity:
    """The pipeline row of an approved registration; the partner sourced it and resells it. Called by the approval."""
    opportunity = Opportunity(
        partner_id=row.partner_id,
        partnership=row.partnership,
        registration=row,
        account=row.account,
        owner_id=row.owner_id,
        name=row.title or row.customer_name,
        stage=Stage.QUALIFIED,
        stage_changed_at=at,
        amount=row.amount,
        currency=row.currency,
        reporting_amount=row.reporting_amount,
        expected_close_on=row.expected_close_on,
        created_at=at,
    )
    return _save_new(opportunity, {Role.SOURCED: Decimal(100), Role.RESOLD: Decimal(0)}, actor=actor, at=at)


def open_from_referral(referral: Referral, amount: Decimal, *, actor: Actor, at: datetime) -> Opportunity:
    """The pipeline row of a qualified referral: sourced by the partner, sold by us."""
    opportunity = Opportunity(
        partner_id=referral.partner_id,
        partnership=referral.partnership,
        referral=referral,
        account=referral.account,
        owner_id=referral.owner_id or actor.membership_id,
        name=referral.customer_name,
        stage=Stage.QUALIFIED,
        stage_changed_at=at,
        amount=amount,
        currency=referral.currency,
        reporting_amount=reporting_amount(amount, referral.currency, vendor_day(at)),
        created_at=at,
    )
    return _save_new(opportunity, {Role.SOURCED: Decimal(100)}, actor=actor, at=at)


def drop_opportunity(row: Registration) -> None:
    """Takes the opportunity of an approval away that is being undone."""
    Opportunity.objects.filter(registration=row).delete()


@transaction.atomic
def move_opportunity(
    opportunity: Opportunity,
    *,
    actor: Actor,
    at: datetime,
    stage: str,
    amount: Decimal | None = None,
    expected_close_on: date | None = None,
) -> Opportunity:
    """Changes stage, amount or expected close of an open opportunity; either side may."""
    row = _locked(opportunity)
    OPPORTUNITY.check(row, "move", actor)
    if stage not in Stage.values:
        raise Invalid(_("There is no such stage."), fields={"stage": _("Unknown.")})
    wanted = {"stage": stage, "amount": amount, "expected_close_on": expected_close_on}
    changes = {k: [getattr(row, k), v] for k, v in wanted.items() if v is not None and v != getattr(row, k)}
    if not changes:
        return row
    if "stage" in changes:
        row.stage_changed_at = at
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    row.reporting_amount = reporting_amount(row.amount, row.currency, vendor_day(at))
    row.save()
    told = {name: [str(before), str(after)] for name, (before, after) in changes.items()}
    record(row, "opportunity.moved", actor=actor, at=at, changes=told, visible_to_partner=True)
    return row


@transaction.atomic
def win_opportunity(
    opportunity: Opportunity,
    *,
    actor: Actor,
    at: datetime,
    amount: Decimal | None = None,
    won_on: date | None = None,
    reason: str = WonReason.FIT,
    note: str = "",
) -> Opportunity:
    """Closes as won at the final amount; the registration or referral closes with it, the account is a customer.

    Refuses a day in the future. Emits OpportunityWon, for a referral ReferralWon.
    """
    row = _locked(opportunity)
    OPPORTUNITY.check(row, "win", actor)
    day = won_on or vendor_day(at)
    if day > vendor_day(at):
        raise Invalid(_("A deal cannot be won in the future."), fields={"won_on": _("In the future.")})
    row.amount = row.amount if amount is None else amount
    row.reporting_amount = reporting_amount(row.amount, row.currency, day)
    _close(row, "win", day, reason, note, actor=actor, at=at)
    if row.registration:
        _close_registration(row.registration, "win", day, actor=actor, at=at)
    if row.account:
        mark_customer(row.account, line_keys_of(row.registration) if row.registration else (), on=day)
    if row.referral:
        _close_referral(row.referral, "win", actor=actor)
        event: OpportunityWon | ReferralWon = ReferralWon(
            referral_id=row.referral.pk,
            partnership_id=row.partnership_id,
            opportunity_id=row.pk,
            amount=row.amount,
            currency=row.currency,
            won_on=day,
        )
    else:
        event = OpportunityWon(
            opportunity_id=row.pk,
            registration_id=row.registration_id,
            partnership_id=row.partnership_id,
            account_id=row.account_id,
            amount=row.amount,
            currency=row.currency,
            won_on=day,
        )
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def lose_opportunity(
    opportunity: Opportunity, *, actor: Actor, at: datetime, reason: str, note: str = ""
) -> Opportunity:
    """Closes as lost with a reason; customer and product lines are free again. Emits OpportunityLost."""
    row = _locked(opportunity)
    OPPORTUNITY.check(row, "lose", actor)
    if reason not in LostReason.values:
        raise Invalid(_("Say why it was lost."), fields={"reason": _("Missing.")})
    day = vendor_day(at)
    _close(row, "lose", day, reason, note, actor=actor, at=at)
    if row.registration:
        _close_registration(row.registration, "lose", day, actor=actor, at=at)
    if row.referral:
        _close_referral(row.referral, "lose", actor=actor)
    event = OpportunityLost(
        opportunity_id=row.pk,
        registration_id=row.registration_id,
        referral_id=row.referral_id,
        partnership_id=row.partnership_id,
        reason=str(reason),
        lost_on=day,
    )
    emit(event, at=at, partner_id=row.partner_id)
    return row


def _save_new(opportunity: Opportunity, credits: dict[Role, Decimal], *, actor: Actor, at: datetime) -> Opportunity:
    opportunity.save(force_insert=True)
    OpportunityRole.objects.bulk_create(
        OpportunityRole(
            partner_id=opportunity.partner_id,
            opportunity=opportunity,
            partnership_id=opportunity.partnership_id,
            role=role,
            credit=credit,
            since_at=at,
        )
        for role, credit in credits.items()
    )
    record(opportunity, "opportunity.opened", actor=actor, at=at, visible_to_partner=True)
    return opportunity


def _locked(opportunity: Opportunity) -> Opportunity:
    rows = Opportunity.objects.select_related("registration", "referral").select_for_update(of=("self",))
    row: Opportunity = rows.get(pk=opportunity.pk)
    return row


def _close(row: Opportunity, action: str, day: date, reason: str, note: str, *, actor: Actor, at: datetime) -> None:
    row.status = OPPORTUNITY.transitions[action].target
    row.closed_on, row.close_reason, row.close_note = day, str(reason), note.strip()
    row.save()
    record(row, f"opportunity.{row.status}", actor=actor, at=at, summary=note, visible_to_partner=True)


def _close_registration(registration: Registration, action: str, day: date, *, actor: Actor, at: datetime) -> None:
    """The registration closes with its opportunity; one withdrawn meanwhile stays as it is."""
    row = locked(registration)
    if row.status not in REGISTRATION.transitions[action].sources:
        return
    REGISTRATION.check(row, action, actor)
    row.status, row.closed_on = REGISTRATION.transitions[action].target, day
    row.act_by_at, row.has_open_extension = NOBODY_WAITS, False
    row.save(update_fields=["status", "closed_on", "act_by_at", "has_open_extension"])
    release(row, on=vendor_day(at))
    RegisteredLine.objects.filter(registration=row).delete()
    record(row, f"registration.{row.status}", actor=actor, at=at, visible_to_partner=True)


def _close_referral(referral: Referral, action: str, *, actor: Actor) -> None:
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    REFERRAL.check(row, action, actor)
    row.status, row.live_key, row.act_by_at = REFERRAL.transitions[action].target, None, NOBODY_WAITS
    row.save(update_fields=["status", "live_key", "act_by_at"])
