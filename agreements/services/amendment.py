"""Amendments: a paper that changes some terms of an agreement in force, and ends with it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.enums import IN_FORCE, OPEN
from agreements.lifecycle import AGREEMENT
from agreements.models import Agreement
from agreements.permissions import AgreementPermission
from agreements.queries.terms import terms_of_chain
from agreements.rules.amendment import FIXED, amendment_source
from agreements.rules.parameters import differences, invalid_terms
from agreements.services.approval import ask_where_beyond
from agreements.services.drafting import locked
from agreements.services.wording import problems_of_source
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused


@transaction.atomic
def prepare_amendment(
    agreement: Agreement,
    *,
    terms: Mapping[str, int | bool],
    why: str,
    words: str = "",
    effective_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Agreement:
    """A draft that changes these terms of an agreement in force, and says what is added in words; sent and signed like any.

    Its terms are those that differ from what the agreement and its amendments say now. Refuses what is not in force, an
    amendment of an amendment, and where another paper is in the making. Raises Invalid for terms out of their bounds,
    those only a renewal changes, no change at all, no reason, a first day outside the agreement's term, or words with
    problems.
    """
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not prepare agreements."))
    base = locked(agreement)
    if base.amends_id is not None:
        raise Refused(_("Amend the agreement itself; its amendments apply in their order."))
    if base.status not in IN_FORCE:
        raise Refused(_("Only an agreement in force is amended."))
    if Agreement.objects.filter(partnership_id=base.partnership_id, status__in=OPEN).exists():
        raise Refused(_("Another paper of this partnership is in the making."))
    standard = terms_of_chain(base)
    changed = {name: after for name, (_before, after) in differences(standard, terms).items()}
    _check(base, terms, changed, words, why, effective_on)
    row = Agreement(
        partner_id=base.partner_id, partnership_id=base.partnership_id, template_id=base.template_id,
        version_id=base.version_id, version_number=base.version_number, amends=base, added_words=words.strip(),
        title=(_("Amendment to %(title)s") % {"title": base.title})[:160], standard=standard, negotiated=changed,
        negotiated_why=why.strip()[:400], effective_on=effective_on, status=AGREEMENT.initial,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "agreement_making_once" not in str(error):
            raise
        raise Refused(_("Another paper of this partnership is in the making.")) from error
    record(
        row, "agreement.amendment", actor=actor, at=at, summary=base.ref,
        changes={name: [standard.get(name), value] for name, value in changed.items()},
    )  # fmt: skip
    ask_where_beyond(row, actor=actor, at=at)
    return row


def _check(
    base: Agreement,
    terms: Mapping[str, int | bool],
    changed: Mapping[str, int | bool],
    words: str,
    why: str,
    effective_on: date | None,
) -> None:
    wrong = invalid_terms(terms)
    wrong |= {name: _("A renewal changes this, not an amendment.") for name in FIXED & set(changed)}
    if not changed and not words.strip():
        wrong["words"] = _("Change a term, or say in words what changes.")
    if not why.strip():
        wrong["why"] = _("Say why.")
    if effective_on is not None and not base.term.starts_on <= effective_on <= base.term.ends_on:
        wrong["effective_on"] = _("A day of the agreement's present term, please.")
    if not wrong and (problems := problems_of_source(amendment_source(changed, words))):
        wrong["words"] = " ".join(problems)
    if wrong:
        raise Invalid(_("It cannot be amended so."), fields=wrong)
