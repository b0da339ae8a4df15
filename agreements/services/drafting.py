"""An agreement before it is sent: generated, negotiated, moved to the current version."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.enums import IN_FORCE, OPEN
from agreements.lifecycle import AGREEMENT
from agreements.models import Agreement, TemplateVersion
from agreements.permissions import AgreementPermission
from agreements.queries.templates import active_version_for
from agreements.queries.terms import amendments_in_force
from agreements.rules.amendment import FIXED
from agreements.rules.parameters import differences, invalid_terms
from agreements.services.approval import ask_where_beyond
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from programs.models import Partnership

__all__ = ["generate_agreement", "locked", "move_to_current_version", "negotiate_terms", "prepare_renewal"]


@transaction.atomic
def generate_agreement(
    partnership: Partnership, *, actor: Actor, at: datetime, renews: Agreement | None = None
) -> Agreement:
    """A draft from the active version for the partnership's type, on standard terms.

    Refuses where no version is published, the partnership has ended, or a paper is in the making or in force already
    (a renewal stands beside the one it renews).
    """
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not prepare agreements."))
    if partnership.status == "ended":
        raise Refused(_("This partnership has ended."))
    version = active_version_for(partnership.type)
    if version is None:
        raise Refused(_("No agreement text is published for this partnership type yet."))
    in_the_way = Q(status__in=OPEN) | Q(status__in=IN_FORCE, amends=None)
    covered = Agreement.objects.filter(in_the_way, partnership=partnership)
    if (covered.exclude(pk=renews.pk) if renews else covered).exists():
        raise Refused(_("This partnership has an agreement already."))
    agreement = Agreement(
        partner_id=partnership.partner_id, partnership=partnership, template=version.template, version=version,
        title=version.template.name, version_number=version.number, standard=version.parameters, renews=renews,
        negotiated=_carried(renews, version) if renews else {}, status=AGREEMENT.initial,
    )  # fmt: skip
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
    except IntegrityError as error:
        if "agreement_making_once" not in str(error):
            raise
        raise Refused(_("This partnership has an agreement already.")) from error
    record(agreement, "agreement.generated", actor=actor, at=at, summary=str(version))
    return agreement


def _carried(before: Agreement, version: TemplateVersion) -> dict[str, int | bool]:
    """What was negotiated or amended in the paper before, and still differs from the standard now."""
    agreed = dict(before.negotiated)
    for amendment in amendments_in_force(before):
        agreed |= amendment.negotiated
    return {name: new for name, (_old, new) in differences(version.parameters, agreed).items()}


def prepare_renewal(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """A new paper on the current version to follow this one; executed, it takes its place. Refuses what has no term."""
    if agreement.status not in IN_FORCE or agreement.amends_id is not None:
        raise Refused(_("Only an agreement in force can be renewed."))
    return generate_agreement(agreement.partnership, actor=actor, at=at, renews=agreement)


@transaction.atomic
def negotiate_terms(
    agreement: Agreement,
    terms: Mapping[str, int | bool],
    *,
    actor: Actor,
    at: datetime,
    why: str = "",
    effective_on: date | None = None,
) -> Agreement:
    """Keeps what differs from the standard as structured overrides. Refuses an agreement that is out for signature.

    Raises Invalid for terms out of their bounds, or for a difference without a reason.
    """
    row = locked(agreement)
    transition = AGREEMENT.check(row, "negotiate", actor)
    if wrong := invalid_terms(terms):
        raise Invalid(_("Some terms do not hold."), fields=wrong)
    changed = differences(row.standard, terms)
    if row.amends_id is not None and (fixed := FIXED & set(changed)):
        words = _("A renewal changes this, not an amendment.")
        raise Invalid(words, fields=dict.fromkeys(sorted(fixed), words))
    if changed and not why.strip():
        words = _("Say why these terms differ from the standard.")
        raise Invalid(words, fields={"why": words})
    before = row.negotiated
    row.negotiated = {name: after for name, (_standard, after) in changed.items()}
    row.negotiated_why, row.effective_on, row.status = why[:400], effective_on, transition.target
    row.save(update_fields=["negotiated", "negotiated_why", "effective_on", "status"])
    record(
        row, "agreement.negotiated", actor=actor, at=at, summary=why,
        changes={name: [before.get(name), row.negotiated.get(name)] for name in {*before, *row.negotiated}},
    )  # fmt: skip
    ask_where_beyond(row, actor=actor, at=at)
    return row


@transaction.atomic
def move_to_current_version(agreement: Agreement, *, actor: Actor, at: datetime) -> Agreement:
    """Puts an overtaken agreement on the active version as a draft; negotiated terms are kept where they still differ.

    Signatures on the older words stay as history and count for nothing now. Refuses one that is current.
    """
    row = locked(agreement)
    transition = AGREEMENT.check(row, "refresh", actor)
    version: TemplateVersion = TemplateVersion.objects.get(template_id=row.template_id, status="active")
    before = row.version_number
    row.version, row.version_number, row.superseded_by = version, version.number, None
    row.standard = version.parameters
    row.negotiated = {name: new for name, (_old, new) in differences(row.standard, row.negotiated).items()}
    row.status, row.partner_signed_at = transition.target, None
    row.save(
        update_fields=[
            "version", "version_number", "superseded_by", "standard", "negotiated", "status", "partner_signed_at",
        ]
    )  # fmt: skip
    record(
        row, "agreement.moved", actor=actor, at=at, summary=str(version), changes={"version": [before, version.number]}
    )
    return row


def locked(agreement: Agreement) -> Agreement:
    """The row as it is now, held until the transaction ends."""
    row: Agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    return row
