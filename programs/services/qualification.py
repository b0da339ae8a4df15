"""An application from our side: reviewed, returned, rejected, approved."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import PartnerSource
from partners.models import Partner
from partners.services.contact import save_contact
from partners.services.partner import create_partner
from prm.accounts.models import Membership
from prm.accounts.queries import members_for_partner
from prm.accounts.services.invitation import invite_member
from prm.audit.services import record
from prm.clocks.services import pause_clock, stop_clock
from prm.decisions.services import record_decision
from prm.decisions.values import Condition, Input
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit
from programs.events import ApplicationApproved, ApplicationRejected, ApplicationReturned
from programs.lifecycle import APPLICATION
from programs.models import Application, Partnership
from programs.permissions import ApplicationPermission
from programs.promises import APPLICATION_DECISION
from programs.services.partnership import create_partnership

RULE = "programs.application"


@dataclass(frozen=True)
class Approval:
    application: Application
    partner: Partner
    partnership: Partnership


@transaction.atomic
def start_review(application: Application, *, actor: Actor, at: datetime) -> Application:
    """Takes the application up; whoever does owns it, unless somebody does already."""
    row = _locked(application)
    row.status = APPLICATION.check(row, "start_review", actor).target
    row.owner_id = row.owner_id or actor.membership_id
    row.save(update_fields=["status", "owner"])
    record(row, "application.review_started", actor=actor, at=at)
    return row


@transaction.atomic
def return_application(application: Application, *, actor: Actor, at: datetime, reason: str) -> Application:
    """Sends it back with a question; our clock stands still meanwhile. Emits ApplicationReturned."""
    row = _decide(application, "return", actor=actor, at=at, reason=reason)
    pause_clock(row, APPLICATION_DECISION, at=at, holder_label=row.company_name)
    emit(ApplicationReturned(application_id=row.pk), at=at)
    return row


@transaction.atomic
def reject_application(application: Application, *, actor: Actor, at: datetime, reason: str) -> Application:
    """Declines it with a reason the applicant reads. Emits ApplicationRejected."""
    row = _decide(application, "reject", actor=actor, at=at, reason=reason)
    stop_clock(row, APPLICATION_DECISION, at=at)
    _record(row, result=_("Rejected"), actor=actor, at=at)
    emit(ApplicationRejected(application_id=row.pk), at=at)
    return row


@transaction.atomic
def approve_application(
    application: Application,
    *,
    actor: Actor,
    at: datetime,
    owner: Membership | None = None,
    partner: Partner | None = None,
    override_reason: str = "",
    note: str = "",
) -> Approval:
    """Makes the applicant a partner (or adds the partnership to `partner`, which applied again) and lays out onboarding.

    Below the program's threshold it needs `override_reason` and the right to override. The applicant is invited as the
    partner's administrator. Refuses an application decided before: a second click changes nothing. Emits
    ApplicationApproved, with PartnershipApproved and MemberInvited.
    """
    row = _locked(application)
    transition = APPLICATION.check(row, "approve", actor)
    _check_override(row, override_reason, actor)
    row.reason, row.override_reason = note.strip(), override_reason.strip()
    # Before the row names its partner: how we judged an applicant is not for the partner's eyes.
    _record(row, result=_("Approved"), actor=actor, at=at)
    partner = partner or _partner_from(row, owner or row.owner, actor=actor, at=at)
    partnership = create_partnership(
        partner, row.program, actor=Actor.system(row.vendor_id, label=actor.label), at=at,
        owner=owner or partner.owner, application=row,
    )  # fmt: skip
    row.status, row.decided_at, row.decided_by, row.partner = transition.target, at, actor.label[:160], partner
    row.save(update_fields=["status", "decided_at", "decided_by", "partner", "reason", "override_reason"])
    stop_clock(row, APPLICATION_DECISION, at=at)
    _invite(row, partner, actor=actor, at=at)
    record(row, "application.approved", actor=actor, at=at, summary=override_reason or note)
    emit(ApplicationApproved(application_id=row.pk, partnership_id=partnership.pk), at=at, partner_id=partner.pk)
    return Approval(row, partner, partnership)


@transaction.atomic
def assign_reviewer(application: Application, owner: Membership | None, *, actor: Actor, at: datetime) -> Application:
    """Gives the application to somebody."""
    if not actor.can(ApplicationPermission.REVIEW):
        raise Forbidden(_("You may not review applications."))
    row = _locked(application)
    changes = {"owner": [str(row.owner or ""), str(owner or "")]}
    row.owner = owner
    row.save(update_fields=["owner"])
    record(row, "application.assigned", actor=actor, at=at, changes=changes)
    return row


def _decide(application: Application, action: str, *, actor: Actor, at: datetime, reason: str) -> Application:
    row = _locked(application)
    transition = APPLICATION.check(row, action, actor)
    if not reason.strip():
        raise Invalid(_("Give a reason: the applicant reads it."), fields={"reason": _("Missing.")})
    row.status, row.reason = transition.target, reason.strip()
    fields = ["status", "reason"]
    if action == "reject":
        row.decided_at, row.decided_by = at, actor.label[:160]
        fields += ["decided_at", "decided_by"]
    row.save(update_fields=fields)
    record(row, f"application.{row.status}", actor=actor, at=at, summary=reason)
    return row


def _check_override(row: Application, override_reason: str, actor: Actor) -> None:
    if row.score is not None and row.score >= row.program.qualify_at:
        return
    facts = {"score": row.score or 0, "needed": row.program.qualify_at}
    if not override_reason.strip():
        raise Refused(
            _("The scorecard gives %(score)d of the %(needed)d needed: approve against it only with a reason.") % facts,
            fields={"override_reason": _("Missing.")},
        )
    if not actor.can(ApplicationPermission.OVERRIDE):
        raise Forbidden(_("The scorecard gives %(score)d of the %(needed)d needed: ask who may override it.") % facts)


def _partner_from(row: Application, owner: Membership | None, *, actor: Actor, at: datetime) -> Partner:
    system = Actor.system(row.vendor_id, label=actor.label)
    partner = create_partner(
        name=row.company_name, domain=row.domain, country=row.country, region=row.region, city=row.city,
        segments=row.segments, technical_people=row.technical_people, sales_people=row.sales_people,
        owner=owner, source=PartnerSource.APPLICATION, allow_same_domain=True, actor=system, at=at,
        currency=row.program.currency,
    )  # fmt: skip
    save_contact(
        partner, name=row.contact_name, email=row.contact_email, title=row.contact_title, is_primary=True,
        actor=system, at=at,
    )  # fmt: skip
    return partner


def _invite(row: Application, partner: Partner, *, actor: Actor, at: datetime) -> None:
    """The applicant becomes the partner's administrator, unless somebody of this address works there already."""
    if members_for_partner(partner.pk).filter(email=row.contact_email).exists():
        return
    invite_member(
        email=row.contact_email, name=row.contact_name, role="admin", audience="portal", partner_id=partner.pk,
        actor=Actor.system(row.vendor_id, label=actor.label), at=at,
    )  # fmt: skip


def _record(row: Application, *, result: str, actor: Actor, at: datetime) -> None:
    qualifies = row.score is not None and row.score >= row.program.qualify_at
    record_decision(
        row,
        rule=RULE,
        version="1",
        inputs=[
            Input(_("Scorecard"), row.score, str(row.decision_id or "")),
            Input(_("Recommendation"), row.recommendation),
        ],
        conditions=[
            Condition(
                _("The scorecard qualifies"),
                qualifies,
                _("%(score)s of %(needed)d") % {"score": row.score, "needed": row.program.qualify_at},
            ),
            Condition(
                _("Nobody we know looks like the same company"),
                not row.look_alikes,
                ", ".join(item["name"] for item in row.look_alikes),
            ),
            Condition(_("No conflict with other vendors"), not row.conflicts, " ".join(row.conflicts)),
        ],
        result=result,
        counterfactual=row.override_reason or row.reason,
        actor=actor,
        at=at,
    )


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("program", "owner")
    row: Application = rows.get(pk=application.pk)
    return row
