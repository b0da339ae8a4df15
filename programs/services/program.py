"""Programs and their levels."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, WrongState
from programs.document.program import MANY_LEVELS
from programs.lifecycle import PROGRAM
from programs.models import Program, Tier
from programs.permissions import ProgramPermission

EDITABLE = ("name", "summary", "starts_on", "ends_on", "notice_days")


@transaction.atomic
def create_program(
    *,
    name: str,
    type: str,
    currency: str,
    tiers: Sequence[str] = (),
    actor: Actor,
    at: datetime,
    **fields: Any,
) -> Program:
    """A draft program with its levels, lowest first. Refuses a name that is taken. Needs `programs.edit_programs`."""
    _require_edit(actor)
    names = [tier.strip() for tier in tiers if tier.strip()]
    if len({tier.lower() for tier in names}) != len(names):
        raise Invalid(_("Two levels have the same name."), fields={"tiers": _("Each level once.")})
    _refuse_more(len(names))
    program = Program(name=name.strip(), type=type, currency=currency, status=PROGRAM.initial, **fields)
    _save_named(program, force_insert=True)
    for rank, tier in enumerate(names, start=1):
        Tier.objects.create(program=program, name=tier, rank=rank)
    record(program, "program.created", actor=actor, at=at, summary=", ".join(names))
    return program


@transaction.atomic
def update_program(program: Program, *, actor: Actor, at: datetime, **fields: Any) -> Program:
    """Changes name, dates and notice; what tiers ask and give has versions of its own, applicants have `applicants`."""
    row = changeable(program, actor=actor)
    changes = put(row, {name: fields[name] for name in EDITABLE if name in fields})
    if changes:
        _save_named(row, update_fields=list(changes))
        record(row, "program.changed", actor=actor, at=at, changes=changes)
    return row


def changeable(program: Program, *, actor: Actor) -> Program:
    """The program, locked. Refuses a retired one, and who may not change programs."""
    _require_edit(actor)
    row: Program = Program.objects.select_for_update().get(pk=program.pk)
    if row.status == "retired":
        raise WrongState(_("This program is retired and stays as it was."))
    return row


def put(row: Program, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Sets what differs, unsaved; gives it as `{name: [before, after]}`."""
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    for name in changes:
        setattr(row, name, values[name])
    return changes


@transaction.atomic
def add_tier(program: Program, name: str, *, actor: Actor, at: datetime) -> Tier:
    """A level above the highest. Only before the program first opens: joined partners know its levels by then."""
    _require_edit(actor)
    row = Program.objects.select_for_update().get(pk=program.pk)
    if row.status != "draft":
        raise WrongState(_("Levels are added while the program is a draft."))
    last = row.tiers.order_by("-rank").first()
    if row.tiers.filter(name__iexact=name.strip()).exists():
        raise Invalid(_("Two levels have the same name."), fields={"name": _("Taken.")})
    _refuse_more(row.tiers.count() + 1)
    tier: Tier = Tier.objects.create(program=row, name=name.strip(), rank=last.rank + 1 if last else 1)
    record(row, "program.tier_added", actor=actor, at=at, summary=tier.name)
    return tier


def open_program(program: Program, *, actor: Actor, at: datetime) -> Program:
    """The public application page offers it. Refuses a program without published terms."""
    return _move(program, "open", actor=actor, at=at)


def close_program(program: Program, *, actor: Actor, at: datetime) -> Program:
    """No new applicants; partnerships go on."""
    return _move(program, "close", actor=actor, at=at)


def retire_program(program: Program, *, actor: Actor, at: datetime) -> Program:
    """Nobody joins any more and nothing of it changes."""
    return _move(program, "retire", actor=actor, at=at)


@transaction.atomic
def _move(program: Program, action: str, *, actor: Actor, at: datetime) -> Program:
    row: Program = Program.objects.select_for_update().get(pk=program.pk)
    transition = PROGRAM.check(row, action, actor)
    before, row.status = row.status, transition.target
    row.save(update_fields=["status"])
    record(row, f"program.{action}", actor=actor, at=at, changes={"status": [before, row.status]})
    return row


def _save_named(program: Program, **options: Any) -> None:
    try:
        with transaction.atomic():
            program.save(**options)
    except IntegrityError as error:
        if "program_name" not in str(error):
            raise
        raise Invalid(_("A program of this name exists."), fields={"name": _("Taken.")}) from error


def _refuse_more(levels: int) -> None:
    if levels > MANY_LEVELS:
        raise Invalid(_("A program has at most %(many)s levels.") % {"many": MANY_LEVELS})


def _require_edit(actor: Actor) -> None:
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change programs."))
