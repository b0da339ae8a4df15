"""The vendor's own benefits: defined once, given by levels of any program."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from programs.benefits import BENEFITS
from programs.models import OwnBenefit
from programs.permissions import ProgramPermission


@transaction.atomic
def define_benefit(
    *, label: str, unit: str, every: str = "", summary: str = "", actor: Actor, at: datetime
) -> OwnBenefit:
    """A benefit of the vendor's own; its key is made of its name once and stays. Refuses a name that is taken."""
    _require(actor)
    key = slugify(label).replace("-", "_")[:60]
    if not key:
        raise Invalid(_("A benefit needs a name."), fields={"label": _("Letters or digits, please.")})
    if key in BENEFITS:
        raise _taken()
    _check(unit, every)
    try:
        with transaction.atomic():
            row: OwnBenefit = OwnBenefit.objects.create(
                key=key, label=label.strip(), unit=unit, every=every, summary=summary.strip()
            )
    except IntegrityError as error:
        raise _taken() from error
    record(row, "benefit.defined", actor=actor, at=at, summary=row.label)
    return row


@transaction.atomic
def change_benefit(
    benefit: OwnBenefit, *, label: str, unit: str, every: str = "", summary: str = "", actor: Actor, at: datetime
) -> OwnBenefit:
    """Says it otherwise. Its key stays, so that terms and program files which name it go on; so do grants there are."""
    _require(actor)
    _check(unit, every)
    row: OwnBenefit = OwnBenefit.objects.select_for_update().get(pk=benefit.pk)
    after = {"label": label.strip(), "unit": unit, "every": every, "summary": summary.strip()}
    changes = {name: [getattr(row, name), value] for name, value in after.items() if getattr(row, name) != value}
    for name, value in after.items():
        setattr(row, name, value)
    if changes:
        row.save(update_fields=list(after))
        record(row, "benefit.changed", actor=actor, at=at, changes=changes)
    return row


def _require(actor: Actor) -> None:
    if not actor.can(ProgramPermission.EDIT):
        raise Forbidden(_("You may not change the library of benefits."))


def _check(unit: str, every: str) -> None:
    if every and unit != "count":
        raise Invalid(_("Only a number of something is granted afresh."), fields={"every": _("Leave it empty.")})


def _taken() -> Invalid:
    return Invalid(_("There is a benefit of this name already."), fields={"label": _("Taken.")})
