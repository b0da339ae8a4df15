"""Versions of a program's terms: drafted, checked, published with a date, never changed after."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from prm.outbox.services import emit
from programs.document.loader import dump
from programs.document.program import read_program
from programs.document.review import differences
from programs.events import ProgramVersionPublished
from programs.exchange import from_yaml
from programs.models import Program, ProgramVersion, TierBenefit, TierRequirement
from programs.permissions import ProgramPermission
from programs.problems import problems_of
from programs.queries import vendor_day
from programs.services.program import create_program
from programs.terms import Terms, document_of, terms_of


@transaction.atomic
def start_draft(program: Program, *, actor: Actor, at: datetime) -> ProgramVersion:
    """The draft of the next version, with the terms of the newest one; the one that exists, if there is one."""
    _require(actor, ProgramPermission.EDIT)
    row = Program.objects.select_for_update().get(pk=program.pk)
    if row.status == "retired":
        raise WrongState(_("This program is retired and stays as it was."))
    draft: ProgramVersion | None = row.versions.filter(status="draft").first()
    if draft is not None:
        return draft
    newest = row.versions.order_by("-number").first()
    number, rules = (newest.number + 1, newest.rules) if newest else (1, "")
    draft = ProgramVersion.objects.create(program=row, number=number, rules=rules, saved_at=at)
    if newest is not None:
        _write_cells(draft, terms_of(newest))
    record(row, "program.draft_started", actor=actor, at=at, summary=str(draft))
    return draft


@transaction.atomic
def begin_program(
    text: str, *, name: str, type: str, currency: str, actor: Actor, at: datetime, **fields: Any
) -> ProgramVersion:
    """A draft program with the levels of a program file, and a first draft with its terms. Refuses as create_program does."""
    document = read_program(text)
    names = [level.name for level in document.levels]
    program = create_program(name=name, type=type, currency=currency, tiers=names, actor=actor, at=at, **fields)
    terms = from_yaml(text, list(program.tiers.all()))
    return save_terms(start_draft(program, actor=actor, at=at), terms, actor=actor, at=at)


@transaction.atomic
def save_terms(
    draft: ProgramVersion, terms: Terms, *, actor: Actor, at: datetime, note: str | None = None
) -> ProgramVersion:
    """Replaces what the draft asks and gives. Unsound terms may be saved; publication refuses them.

    Refuses a published version, and raises Invalid for rules that cannot be read.
    """
    _require(actor, ProgramPermission.EDIT)
    row = _locked_draft(draft)
    before = terms_of(row)
    document = document_of(row, terms=terms)
    row.saved_at = at
    row.note = row.note if note is None else note[:400]
    row.rules = rules_text(terms)
    row.save(update_fields=["saved_at", "note", "rules"])
    if terms != before:
        changes: dict[str, Any] = {
            "requirements": before.differences(terms, "requirements"),
            "benefits": before.differences(terms, "benefits"),
        }
        if terms.rules != before.rules:
            changes["rules"] = differences(document_of(row, terms=before), document)
        _write_cells(row, terms)
        record(row.program, "program.draft_saved", actor=actor, at=at, summary=str(row), changes=changes)
    return row


@transaction.atomic
def publish_version(
    draft: ProgramVersion, *, valid_from: date, actor: Actor, at: datetime, short_notice: str = ""
) -> ProgramVersion:
    """The terms hold from a day on and never change again; what was decided under earlier ones stays.

    Refuses unsound terms, a day at or before an earlier version's, and, except for a program's first version, a day in the
    past or, without a reason given as `short_notice`, before the program's notice is over.
    Emits ProgramVersionPublished.
    """
    _require(actor, ProgramPermission.PUBLISH)
    row = _locked_draft(draft)
    terms = terms_of(row)
    if errors := [problem for problem in problems_of(document_of(row, terms=terms), terms) if problem.is_error]:
        raise Refused(_("The terms have a gap: %(first)s") % {"first": errors[0].text})
    newest = row.program.versions.filter(status="published").order_by("-valid_from").first()
    if newest is not None and newest.valid_from is not None and valid_from <= newest.valid_from:
        raise Invalid(
            _("%(version)s holds from %(day)s; the next version starts after that.")
            % {"version": newest, "day": date_format(newest.valid_from, "j M Y")},
            fields={"valid_from": _("Too early.")},
        )
    if newest is not None and valid_from < vendor_day(at):
        raise Invalid(_("Terms cannot change for days gone by."), fields={"valid_from": _("In the past.")})
    if newest is not None and valid_from < (earliest := first_day(row.program, at)) and not short_notice.strip():
        raise Invalid(
            _("Members are told %(days)s days ahead, so the terms can change on %(day)s. Say why it has to be sooner.")
            % {"days": row.program.notice_days, "day": date_format(earliest, "j M Y")},
            fields={"short_notice": _("Give the reason, or choose a later day.")},
        )
    row.status, row.valid_from, row.published_at = "published", valid_from, at
    row.published_by_id = actor.membership_id
    row.save(update_fields=["status", "valid_from", "published_at", "published_by"])
    record(
        row.program,
        "program.published",
        actor=actor,
        at=at,
        summary=_("%(version)s from %(day)s") % {"version": row, "day": date_format(valid_from, "j M Y")},
        changes={"short_notice": ["", short_notice.strip()]} if short_notice.strip() else {},
    )
    emit(ProgramVersionPublished(program_id=row.program_id, version_id=row.pk, valid_from=valid_from), at=at)
    return row


def first_day(program: Program, at: datetime) -> date:
    """The earliest day changed terms can hold with the program's notice."""
    return vendor_day(at) + timedelta(days=program.notice_days)


@transaction.atomic
def discard_draft(draft: ProgramVersion, *, actor: Actor, at: datetime) -> None:
    """Deletes the draft. Refuses a published version."""
    _require(actor, ProgramPermission.EDIT)
    row = _locked_draft(draft)
    record(row.program, "program.draft_discarded", actor=actor, at=at, summary=str(row))
    row.delete()


def _locked_draft(draft: ProgramVersion) -> ProgramVersion:
    row = ProgramVersion.objects.select_for_update(of=("self",)).select_related("program").filter(pk=draft.pk).first()
    if row is None or row.status != "draft":
        raise WrongState(_("This version is published and stays as it is; draft the next one."))
    return row


def rules_text(terms: Terms) -> str:
    return dump(dict(terms.rules)) if terms.rules else ""


def _write_cells(draft: ProgramVersion, terms: Terms) -> None:
    draft.requirements.all().delete()
    draft.benefits.all().delete()
    tiers: Mapping[int, UUID] = dict(draft.program.tiers.values_list("rank", "pk"))
    TierRequirement.objects.bulk_create(
        TierRequirement(version=draft, tier_id=tiers[rank], metric=metric, threshold=value)
        for (rank, metric), value in terms.requirements.items()
        if value > Decimal(0)
    )
    TierBenefit.objects.bulk_create(
        TierBenefit(version=draft, tier_id=tiers[rank], key=key, value=value)
        for (rank, key), value in terms.benefits.items()
    )


def _require(actor: Actor, permission: str) -> None:
    if not actor.can(permission):
        raise Forbidden(_("You may not change programs."))
