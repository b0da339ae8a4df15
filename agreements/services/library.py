"""The clause library: clauses written once, in versions, and pinned by the template versions that insert them."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import ClauseVersion, LibraryClause, TemplateClause, TemplateVersion
from agreements.permissions import TemplatePermission
from agreements.queries.templates import newest_clauses
from agreements.rules.library import clause_text, expand, keys_in
from agreements.services.wording import KNOWN, problems_of_source
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused

KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")


@transaction.atomic
def create_clause(*, key: str, title: str, body: str, actor: Actor, at: datetime) -> LibraryClause:
    """A clause with its first version. Refuses a key that is taken; raises Invalid like revise_clause."""
    _may_edit(actor)
    if not KEY.fullmatch(key):
        words = _("Small letters, figures and hyphens; a letter first.")
        raise Invalid(words, fields={"key": words})
    clause = LibraryClause(key=key)
    try:
        with transaction.atomic():
            clause.save(force_insert=True)
    except IntegrityError as error:
        if "library_clause_key" not in str(error):
            raise
        raise Refused(_("There is a clause with this key already.")) from error
    revise_clause(clause, title=title, body=body, note=_("First version"), actor=actor, at=at)
    return clause


@transaction.atomic
def revise_clause(
    clause: LibraryClause, *, title: str, body: str, note: str = "", actor: Actor, at: datetime
) -> ClauseVersion:
    """The next version. Templates keep the one they pin until their draft takes the newest.

    Raises Invalid for an empty heading or text, and for fields and conditions that do not hold.
    """
    _may_edit(actor)
    wrong = {name: _("Missing.") for name, given in (("title", title), ("body", body)) if not given.strip()}
    body = body.replace("\r\n", "\n").strip()
    if not wrong and (problems := problems_of_source(body, KNOWN)):
        wrong["body"] = " ".join(problems)
    if wrong:
        raise Invalid(_("This clause cannot be saved yet."), fields=wrong)
    LibraryClause.objects.select_for_update().get(pk=clause.pk)
    last = ClauseVersion.objects.filter(clause=clause).aggregate(last=Max("number"))["last"] or 0
    version = ClauseVersion(
        clause=clause, number=last + 1, title=title.strip()[:160], body=body, note=note.strip()[:400], written_at=at,
        written_by=actor.label[:160],
    )  # fmt: skip
    version.save(force_insert=True)
    record(clause, "clause.written", actor=actor, at=at, summary=str(version))
    return version


def pin_clauses(draft: TemplateVersion) -> str:
    """Pins the newest version of every clause the draft's source inserts; the text with these in their places.

    Inside save_draft, which saves the text; the draft is saved already.
    """
    newest = newest_clauses(keys_in(draft.source))
    TemplateClause.objects.filter(version=draft).delete()
    TemplateClause.objects.bulk_create(
        TemplateClause(version=draft, clause_version=version) for version in newest.values()
    )
    return expand(draft.source, {key: clause_text(key, row.title, row.body) for key, row in newest.items()})


def _may_edit(actor: Actor) -> None:
    if not actor.can(TemplatePermission.EDIT):
        raise Forbidden(_("You may not change templates."))
