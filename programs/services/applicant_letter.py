"""Letters to applicants: written once, filled in for each."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from programs.models import ApplicantLetter, Application
from programs.permissions import ApplicationPermission

BLANK = re.compile(r"\{([^{}]*)\}")
NAMES = ("company", "contact", "program")


@transaction.atomic
def save_letter(
    letter: ApplicantLetter | None = None, *, title: str, text: str, actor: Actor, at: datetime
) -> ApplicantLetter:
    """Writes or rewrites one; letters that were sent stay as they were. Raises Invalid for a blank that nothing fills."""
    _require(actor)
    if unknown := [name for name in BLANK.findall(text) if name not in NAMES]:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        problem = _("Nothing fills {%(name)s}; known are %(known)s.") % {"name": unknown[0], "known": known}
        raise Invalid(problem, fields={"text": problem})
    row = ApplicantLetter.objects.select_for_update().get(pk=letter.pk) if letter else ApplicantLetter()
    row.title, row.text = title.strip(), text.strip()
    if not row.title or not row.text:
        raise Invalid(_("A letter needs a name and a text."), fields={"text": _("Missing.")})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(_("There is a letter of this name already."), fields={"title": _("Taken.")}) from error
    record(row, "applicant_letter.saved", actor=actor, at=at)
    return row


@transaction.atomic
def remove_letter(letter: ApplicantLetter, *, actor: Actor, at: datetime) -> None:
    """No more such letters; those sent stay."""
    _require(actor)
    record(letter, "applicant_letter.removed", actor=actor, at=at)
    letter.delete()


def filled(letter: ApplicantLetter, application: Application) -> str:
    """The text as this applicant reads it."""
    words = {
        "company": application.company_name,
        "contact": application.contact_name,
        "program": application.program.name,
    }
    return BLANK.sub(lambda blank: words.get(blank[1], blank[0]), letter.text)


def _require(actor: Actor) -> None:
    if not actor.can(ApplicationPermission.DECIDE):
        raise Forbidden(_("You may not write letters to applicants."))
