"""The register of what both sides owe: read off the terms of the executed text, or added by hand; and what is waived."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from agreements.enums import IN_FORCE, Cadence, Consequence, Side
from agreements.events import CommitmentAdded, CommitmentWaived
from agreements.lifecycle import COMMITMENT_PERIOD
from agreements.models import Agreement, Commitment, CommitmentPeriod
from agreements.permissions import AgreementPermission
from agreements.promises import READERS
from agreements.rules.clauses import clause_by_term
from agreements.rules.ledger import spans
from agreements.rules.parameters import PARAMETERS
from agreements.services.ledger import new_period
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.lib.ids import make_ref
from prm.outbox.services import emit
from programs.metrics import METRICS


def list_commitments(agreement: Agreement) -> list[Commitment]:
    """One row for each term that obliges a side with a figure above zero, for the agreement's first term.

    An amendment lists what it changes, which the papers before it promise until the day before.
    """
    term = agreement.term
    named = agreement.negotiated if agreement.amends_id else PARAMETERS
    if agreement.amends_id:
        chain = Q(agreement_id=agreement.amends_id) | Q(agreement__amends_id=agreement.amends_id)
        until = term.starts_on - timedelta(days=1)
        before = Commitment.objects.filter(chain, term__in=named, ends_on__gt=until).exclude(agreement=agreement)
        before.update(ends_on=Greatest(F("starts_on"), Value(until)))
    created: list[Commitment] = Commitment.objects.bulk_create(commitments_of(agreement, since=term.starts_on))
    return created


def commitments_of(agreement: Agreement, *, since: date) -> list[Commitment]:
    """What the agreement's terms oblige both sides to from a day on, unsaved."""
    terms, term = agreement.terms, agreement.term
    named = agreement.negotiated if agreement.amends_id else PARAMETERS
    clauses = clause_by_term(agreement.source, PARAMETERS)
    return [
        Commitment(
            agreement=agreement, partner_id=agreement.partner_id, partnership_id=agreement.partnership_id,
            side=parameter.obliges, term=name, value=int(terms[name]), clause=clauses.get(name, ""),
            metric=parameter.metric, is_negotiated=name in agreement.negotiated, starts_on=since,
            ends_on=term.ends_on, cadence=parameter.cadence, consequence=parameter.consequence,
        )
        for name, parameter in PARAMETERS.items()
        if name in named and parameter.obliges and int(terms[name]) > 0
    ]  # fmt: skip


@transaction.atomic
def add_commitment(
    agreement: Agreement,
    *,
    measure: str,
    value: int,
    cadence: str,
    consequence: str,
    starts_on: date,
    ends_on: date,
    words: str = "",
    actor: Actor,
    at: datetime,
) -> Commitment:
    """One more obligation with its first period. `measure` is a promise of ours or a metric of the partner's.

    Raises Invalid for what nobody measures, and for days outside the agreement's term; refuses where it is not in
    force. Emits CommitmentAdded.
    """
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not add commitments."))
    if agreement.status not in IN_FORCE:
        raise Refused(_("Commitments are added to an agreement in force."))
    wrong, term = {}, agreement.term
    if measure not in READERS and measure not in METRICS:
        wrong["measure"] = _("Nothing in the system measures this.")
    if not term.starts_on <= starts_on <= term.ends_on:
        wrong["starts_on"] = _("A day of the present term, please.")
    if ends_on < starts_on:
        wrong["ends_on"] = _("It ends before it begins.")
    elif ends_on > term.ends_on:
        wrong["ends_on"] = _("The agreement ends before.")
    if value < 1:
        wrong["value"] = _("At least 1.")
    if wrong:
        raise Invalid(_("This commitment cannot be measured as it stands."), fields=wrong)
    is_ours = measure in READERS
    row: Commitment = Commitment.objects.create(
        agreement=agreement, partner_id=agreement.partner_id, partnership_id=agreement.partnership_id,
        term=make_ref("ADD"), measure=measure, side=Side.VENDOR if is_ours else Side.PARTNER,
        metric="" if is_ours else measure, value=value,
        words=words.strip() or ("" if is_ours else f"{METRICS[measure].label}: {value:,}"),
        cadence=Cadence(cadence), consequence=Consequence(consequence), starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    for span in spans(row.cadence, starts_on, ends_on, starts_on):
        new_period(row, span).save(force_insert=True)
    record(row, "commitment.added", actor=actor, at=at, summary=row.sentence, visible_to_partner=True)
    event = CommitmentAdded(commitment_id=row.pk, partnership_id=row.partnership_id)
    emit(event, at=at, partner_id=row.partner_id)
    return row


@transaction.atomic
def waive_period(period: CommitmentPeriod, *, reason: str, actor: Actor, at: datetime) -> CommitmentPeriod:
    """The side it is owed to lets one period go. Refuses the side that owes it. Emits CommitmentWaived."""
    row: CommitmentPeriod = CommitmentPeriod.objects.select_for_update().get(pk=period.pk)
    action = "waive_promise" if actor.audience == "portal" else "waive"
    transition = COMMITMENT_PERIOD.check(row, action, actor)
    if not reason.strip():
        raise Invalid(_("Say why."), fields={"reason": _("Missing.")})
    before, row.status = row.status, transition.target
    row.waived_by, row.waived_why = actor.label[:160], reason.strip()[:400]
    row.save(update_fields=["status", "waived_by", "waived_why"])
    record(
        row, "commitment.waived", actor=actor, at=at, summary=reason, changes={"status": [before, row.status]},
        visible_to_partner=True,
    )  # fmt: skip
    emit(
        CommitmentWaived(period_id=row.pk, by_side=actor.audience, reason=row.waived_why), at=at,
        partner_id=row.partner_id,
    )  # fmt: skip
    return row
