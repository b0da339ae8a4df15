"""An application from the applicant's side: kept as a draft, submitted, submitted again, withdrawn.

Each of these is the one service a public page calls; they take the vendor's role inside (@public_intake).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.queries import partners_like, prospects_like
from prm.audit.services import record
from prm.clocks.services import resume_clock, start_clock, stop_clock
from prm.forms.queries import questions_of_version
from prm.forms.questions import Question, asked
from prm.forms.services import keep_uploads
from prm.lib.actor import Actor
from prm.lib.errors import DomainError, Invalid, NotFound, Refused
from prm.matching.domains import company_domain, registrable_domain
from prm.matching.score import Party
from prm.outbox.services import emit
from prm.tenancy.scope import current_vendor_id, public_intake
from programs.events import ApplicationSaved, ApplicationSubmitted, ApplicationWithdrawn
from programs.form_kinds import APPLICATION_FILE, APPLICATION_FORM
from programs.lifecycle import APPLICATION
from programs.models import Application, Program
from programs.promises import APPLICATION_DECISION
from programs.rules.eligibility import Gate, barred
from programs.rules.scorecard import conflicts_of, criteria_of
from programs.services.scoring import profile_of, propose_scores

FIELDS = (
    "company_name", "domain", "country", "region", "city", "contact_name", "contact_email", "contact_title",
    "segments", "technical_people", "sales_people",
)  # fmt: skip
REQUIRED = ("company_name", "country", "contact_name", "contact_email")


class Gone(DomainError):
    status = 410
    code = "gone"


@dataclass(frozen=True)
class Receipt:
    """What a public page may know of an application: plain values only."""

    id: UUID
    ref: str
    program_ref: str
    status: str
    program_id: UUID
    reason: str = ""
    submitted_at: datetime | None = None
    saved_at: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_editable(self) -> bool:
        return self.status in ("draft", "returned")


@dataclass(frozen=True)
class Asking:
    """What a program asks of applicants: the criteria that weigh, whom it takes at all, the segments it wants."""

    weighing: frozenset[str]
    gate: Gate
    segments: list[str]


@public_intake
def asking(program_id: UUID) -> Asking:
    program = Program.objects.get(pk=program_id)
    criteria = criteria_of(program.type, program.scorecard)
    return Asking(
        frozenset(item.key for item in criteria if item.weight), Gate.of(program.eligibility), program.ideal_segments
    )


@public_intake
@transaction.atomic
def save_application(
    program_ref: str,
    values: Mapping[str, Any],
    *,
    at: datetime,
    application_id: UUID | None = None,
    form_version: UUID | None = None,
) -> Receipt:
    """Keeps what was typed as a draft (or the returned application) to go on with by a signed link.

    Refuses a program that is not open and an application that is before us already. Emits ApplicationSaved once, for
    the mail with the link.
    """
    row = _existing(application_id) if application_id else _new(program_ref)
    is_new = application_id is None
    _write(row, values, form_version, at)
    if is_new:
        actor = applicant(row)
        record(row, "application.started", actor=actor, at=at)
        if row.contact_email:
            emit(ApplicationSaved(application_id=row.pk), at=at)
    return _receipt(row)


@public_intake
@transaction.atomic
def submit_application(
    program_ref: str,
    values: Mapping[str, Any],
    *,
    at: datetime,
    application_id: UUID | None = None,
    form_version: UUID | None = None,
) -> Receipt:
    """Hands the application in: scored by the rule, its promise clock started (or resumed), look-alikes flagged.

    Refuses missing essentials, an applicant the program does not take, a program that is not open, and an application
    that is before us already. Emits ApplicationSubmitted.
    """
    row = _existing(application_id) if application_id else _new(program_ref)
    _write(row, values, form_version, at)
    own = asked(questions_of_version(APPLICATION_FORM.key, row.form_version).questions, row.own_answers)
    missing = _missing(row, own)
    if not missing and (reasons := _barred(row, own)):
        raise Refused(_("The program does not take this application. You can keep it and go on later."), fields=reasons)
    if not row.domain:
        row.domain = company_domain(row.contact_email)
    if missing:
        raise Invalid(_("Some answers are missing."), fields=missing)
    is_again = row.status == "returned"
    actor = applicant(row)
    row.status = APPLICATION.check(row, "submit", actor).target
    row.submitted_at = row.submitted_at or at
    row.look_alikes = look_alikes(row)
    row.conflicts = list(conflicts_of(profile_of(row)))
    row.save()
    propose_scores(row, actor=Actor.system(row.vendor_id), at=at)
    record(row, "application.submitted", actor=actor, at=at)
    if is_again:
        resume_clock(row, APPLICATION_DECISION, at=at)
    else:
        start_clock(row, APPLICATION_DECISION, at=at)
    emit(ApplicationSubmitted(application_id=row.pk, program_id=row.program_id, is_resubmission=is_again), at=at)
    return _receipt(row)


@public_intake
@transaction.atomic
def withdraw_application(application_id: UUID, *, at: datetime) -> Receipt:
    """The applicant takes it back, for good. Refuses one that is decided. Emits ApplicationWithdrawn."""
    row = _existing(application_id)
    actor = applicant(row)
    row.status = APPLICATION.check(row, "withdraw", actor).target
    row.decided_at = at
    row.save(update_fields=["status", "decided_at"])
    stop_clock(row, APPLICATION_DECISION, at=at)
    record(row, "application.withdrawn", actor=actor, at=at)
    emit(ApplicationWithdrawn(application_id=row.pk), at=at)
    return _receipt(row)


@public_intake
def application_status(application_id: UUID) -> Receipt:
    """Where an application stands, for the bearer of its signed link. Raises Gone for a draft that was deleted."""
    row = Application.objects.select_related("program").filter(pk=application_id).first()
    if row is None:
        raise Gone(_("Drafts are kept for 30 days. This one was deleted; please begin anew."))
    return _receipt(row)


def look_alikes(row: Application) -> list[dict[str, str]]:
    """Partners, prospects and other applications that may be the same company, and why: the reviewer's first question.

    By web domain and by name and place for partners and prospects; by web domain, name and the person's address for
    applications.
    """
    party = Party(row.company_name, row.domain, row.city, row.region, row.country)
    found = [
        {"kind": "partner" if item.is_partner else "prospect", "ref": item.ref, "name": item.name, "why": item.why}
        for item in [*partners_like(party), *prospects_like(party)]
    ]
    others = Application.objects.exclude(Q(pk=row.pk) | Q(status="draft"))
    same = Q(company_name__iexact=row.company_name) | Q(contact_email=row.contact_email)
    if domain := company_domain(row.domain):
        same |= Q(domain=domain)
    return found + [
        {"kind": "application", "ref": other.ref, "name": other.company_name, "why": _why_same(row, other)}
        for other in others.filter(same).order_by("-submitted_at", "pk")[:10]
    ]


def _why_same(row: Application, other: Application) -> str:
    reasons = (
        (bool(row.domain) and row.domain == other.domain, _("same web domain")),
        (row.company_name.lower() == other.company_name.lower(), _("same name")),
        (row.contact_email == other.contact_email, _("same person")),
    )
    return "; ".join(text for holds, text in reasons if holds)


def applicant(row: Application) -> Actor:
    """The person behind the public form. Holds no permission; the form's transitions ask for none."""
    label = _("%(name)s (applicant)") % {"name": row.contact_name or row.company_name}
    return Actor(kind="person", label=label[:160], vendor_id=current_vendor_id(), audience="public")


def _new(program_ref: str) -> Application:
    program = Program.objects.filter(ref=program_ref, status="open").first()
    if program is None:
        raise NotFound(_("This program takes no applications now."))
    return Application(program=program, type=program.type, status=APPLICATION.initial)


def _existing(application_id: UUID) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("program")
    row: Application | None = rows.filter(pk=application_id).first()
    if row is None:
        raise NotFound(_("This application does not exist."))
    return row


def _write(row: Application, values: Mapping[str, Any], form_version: UUID | None, at: datetime) -> None:
    if row.status not in ("draft", "returned"):
        APPLICATION.check(row, "submit", applicant(row))
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.contact_email = row.contact_email.lower()
    row.domain = registrable_domain(row.domain) if row.domain else ""
    row.answers = {**row.answers, **values.get("answers", {})}
    if "own" in values:
        sent = _keep_files(row, values.get("uploads", {}), at)
        row.own_answers = {**values["own"], **sent}
        row.form_version = form_version
    row.saved_at, row.reminded_at = at, None
    row.save()


def _keep_files(row: Application, uploads: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    try:
        return keep_uploads(uploads, actor=applicant(row), at=at, kind=APPLICATION_FILE.key)
    except Invalid as error:
        raise Invalid(error.message, fields={own_field(key): text for key, text in error.fields.items()}) from error


def own_field(key: str) -> str:
    """How a refusal names one of the vendor's own questions, beside the application's fields."""
    return f"own-{key}"


def _missing(row: Application, own: Sequence[Question]) -> dict[str, Any]:
    """What has to be answered and is not, of the fixed fields and of the vendor's own questions as they were asked."""
    gaps = [name for name in REQUIRED if not getattr(row, name)]
    for question in own:
        if question.is_required and row.own_answers.get(question.key) in (None, "", []):
            gaps.append(own_field(question.key))
    return {name: _("This is needed.") for name in gaps}


def _barred(row: Application, own: Sequence[Question]) -> dict[str, str]:
    """Why the program does not take them, by the gate and by what the vendor's own questions accept."""
    found = {
        own_field(question.key): _("This program does not take applicants with this answer.")
        for question in own
        if not question.accepts(row.own_answers)
    }
    return found | barred(
        Gate.of(row.program.eligibility), country=row.country, email=row.contact_email, segments=row.segments,
        wanted=row.program.ideal_segments, technical_people=row.technical_people, sales_people=row.sales_people,
    )  # fmt: skip


def _receipt(row: Application) -> Receipt:
    values = {name: getattr(row, name) for name in FIELDS} | {"answers": row.answers, "own": row.own_answers}
    is_told = row.status in ("returned", "rejected")
    return Receipt(
        row.pk,
        row.ref,
        row.program.ref,
        row.status,
        row.program_id,
        row.reason if is_told else "",
        row.submitted_at,
        row.saved_at,
        values,
    )
