"""Who may grant what alone, and what a second person approves before it may be sent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.events import TermsApprovalAsked, TermsApprovalDecided
from agreements.lifecycle import TERM_APPROVAL
from agreements.models import Agreement, TermApproval, TermLimit
from agreements.permissions import AgreementPermission
from agreements.queries.approvals import term_limits
from agreements.rules.limits import Limit, beyond
from agreements.rules.parameters import PARAMETERS
from prm.audit.services import record
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit

RULE = "agreements.terms"


@transaction.atomic
def set_limits(limits: Mapping[str, Limit], *, actor: Actor, at: datetime) -> None:
    """Replaces the vendor's limits. Raises Invalid where the least is more than the most."""
    if not actor.can(AgreementPermission.APPROVE_TERMS):
        raise Forbidden(_("You may not set limits."))
    wrong = {
        f"{name}_most": _("Not less than the least.")
        for name, limit in limits.items()
        if limit.least is not None and limit.most is not None and limit.least > limit.most
    }
    if wrong:
        raise Invalid(_("Some limits do not hold."), fields=wrong)
    before = {row.term: row for row in TermLimit.objects.select_for_update()}
    for name, limit in limits.items():
        row = before.get(name)
        old = (row.least, row.most) if row else (None, None)
        if old == (limit.least, limit.most):
            continue
        row = row or TermLimit(term=name)
        row.least, row.most = limit.least, limit.most
        row.save()
        record(
            row, "term_limit.set", actor=actor, at=at, summary=f"{PARAMETERS[name].label}: {limit.text}",
            changes={"least": [old[0], limit.least], "most": [old[1], limit.most]},
        )  # fmt: skip


def ask_where_beyond(row: Agreement, *, actor: Actor, at: datetime) -> TermApproval | None:
    """Called where terms were negotiated: puts what is beyond the limits to a second person, and takes back what was
    asked for other terms. Emits TermsApprovalAsked.
    """
    for old in TermApproval.objects.select_for_update().filter(agreement=row, status="pending"):
        if old.terms == row.negotiated:
            return old
        old.status = TERM_APPROVAL.transitions["withdraw"].target
        old.save(update_fields=["status"])
    if not beyond(row.negotiated, term_limits()) or is_approved(row):
        return None
    asked: TermApproval = TermApproval(
        agreement=row, partner_id=row.partner_id, terms=row.negotiated, why=row.negotiated_why,
        asked_by_id=actor.membership_id, asked_at=at,
    )  # fmt: skip
    asked.save(force_insert=True)
    record(row, "agreement.approval_asked", actor=actor, at=at, summary=row.negotiated_why)
    emit(TermsApprovalAsked(approval_id=asked.pk), at=at, partner_id=row.partner_id)
    return asked


def require_approved(row: Agreement) -> None:
    """Refuses (409) terms beyond the limits that no second person has approved as they stand."""
    found = beyond(row.negotiated, term_limits())
    if found and not is_approved(row):
        names = ", ".join(str(PARAMETERS[name].label) for name in found)
        words = _("A second person has to approve these terms before they are sent: %(terms)s.") % {"terms": names}
        raise Refused(words, code="needs-approval")


def is_approved(row: Agreement) -> bool:
    return TermApproval.objects.filter(agreement=row, status="approved", terms=row.negotiated).exists()


def approve_terms(approval: TermApproval, *, actor: Actor, at: datetime, note: str = "") -> TermApproval:
    """The terms may be sent as they stand. Refuses whoever asked. Emits TermsApprovalDecided."""
    return _decide(approval, "approve", actor=actor, at=at, note=note)


def decline_terms(approval: TermApproval, *, actor: Actor, at: datetime, note: str) -> TermApproval:
    """They may not; the reason is kept and told. Emits TermsApprovalDecided."""
    if not note.strip():
        raise Invalid(_("Say why."), fields={"note": _("Missing.")})
    return _decide(approval, "decline", actor=actor, at=at, note=note)


@transaction.atomic
def _decide(approval: TermApproval, action: str, *, actor: Actor, at: datetime, note: str) -> TermApproval:
    rows = TermApproval.objects.select_for_update(of=("self",)).select_related("agreement")
    row: TermApproval = rows.get(pk=approval.pk)
    transition = TERM_APPROVAL.check(row, action, actor)
    if row.asked_by_id is not None and row.asked_by_id == actor.membership_id:
        raise Refused(_("A second person decides; you negotiated these terms."))
    row.status, row.decided_at, row.decided_by, row.note = transition.target, at, actor.label[:160], note.strip()[:400]
    row.save(update_fields=["status", "decided_at", "decided_by", "note"])
    limits = term_limits()
    standard = row.agreement.standard
    record_decision(
        row.agreement,
        rule=RULE,
        version=row.ref,
        result=row.status,
        inputs=[
            Input(str(PARAMETERS[name].label), str(value), str(standard.get(name, PARAMETERS[name].default)))
            for name, value in row.terms.items()
        ],
        conditions=[
            Condition(f"{PARAMETERS[name].label}: {row.terms[name]}", False, limit.text)
            for name, limit in beyond(row.terms, limits).items()
        ],
        counterfactual=_("Within the limits nobody else would have been asked."),
        actor=actor,
        at=at,
    )
    record(row.agreement, f"agreement.terms_{row.status}", actor=actor, at=at, summary=note)
    emit(TermsApprovalDecided(approval_id=row.pk, is_approved=action == "approve"), at=at, partner_id=row.partner_id)
    return row
