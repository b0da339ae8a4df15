"""Templates: drafted, published as numbered versions, the older kept."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.enums import OPEN
from agreements.events import TemplateVersionPublished
from agreements.lifecycle import TEMPLATE_VERSION
from agreements.models import Agreement, AgreementTemplate, TemplateVersion
from agreements.permissions import TemplatePermission
from agreements.rules.parameters import defaults, invalid_terms
from agreements.services.library import pin_clauses
from agreements.services.wording import problems_of_version
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.outbox.services import emit


@transaction.atomic
def create_template(
    *, name: str, type: str, body: str, parameters: Mapping[str, int | bool], actor: Actor, at: datetime
) -> AgreementTemplate:
    """A new template with its first version as a draft. Refuses a second one in use for the same type."""
    _may_edit(actor)
    try:
        with transaction.atomic():
            template: AgreementTemplate = AgreementTemplate.objects.create(name=name, type=type)
    except IntegrityError as error:
        if "agreement_template_type" not in str(error):
            raise
        raise Refused(_("There is a template for this type already; give it a new version instead.")) from error
    record(template, "template.created", actor=actor, at=at, summary=name)
    save_draft(template, body=body, parameters=parameters, note=_("First version"), actor=actor, at=at)
    return template


@transaction.atomic
def save_draft(
    template: AgreementTemplate,
    *,
    body: str,
    parameters: Mapping[str, int | bool],
    note: str = "",
    actor: Actor,
    at: datetime,
) -> TemplateVersion:
    """Writes the draft version, or opens one with the next number. Published versions never change.

    Clauses of the library the body inserts (`{{> key}}`) are pinned in their newest version.
    Text with problems may be saved; it cannot be published. Raises Invalid for terms out of their bounds.
    """
    _may_edit(actor)
    if wrong := invalid_terms(parameters):
        raise Invalid(_("Some terms do not hold."), fields=wrong)
    AgreementTemplate.objects.select_for_update().get(pk=template.pk)
    draft = TemplateVersion.objects.filter(template=template, status="draft").first()
    if draft is None:
        last = TemplateVersion.objects.filter(template=template).aggregate(last=Max("number"))["last"] or 0
        draft = TemplateVersion(template=template, number=last + 1)
    draft.source = draft.body = body.replace("\r\n", "\n")
    draft.parameters, draft.note = {**defaults(), **parameters}, note[:400]
    draft.save()
    draft.body = pin_clauses(draft)
    draft.save(update_fields=["body"])
    record(template, "template.drafted", actor=actor, at=at, summary=str(draft))
    return draft


@transaction.atomic
def publish_version(version: TemplateVersion, *, actor: Actor, at: datetime) -> TemplateVersion:
    """Makes the draft the active version and retires the one before it.

    Open agreements on older versions are marked as superseded: their signatures are refused until they move to the
    current version. Executed ones keep theirs. Refuses text with problems. Emits TemplateVersionPublished.
    """
    template = AgreementTemplate.objects.select_for_update().get(pk=version.template_id)
    row = TemplateVersion.objects.select_for_update().get(pk=version.pk)
    transition = TEMPLATE_VERSION.check(row, "publish", actor)
    if problems := problems_of_version(row):
        raise Refused(_("This text cannot be published yet. %(problems)s") % {"problems": " ".join(problems)})
    retired = TEMPLATE_VERSION.transitions["retire"].target
    TemplateVersion.objects.filter(template=template, status="active").update(status=retired, retired_at=at)
    row.status, row.published_at, row.published_by = transition.target, at, actor.label[:160]
    row.save(update_fields=["status", "published_at", "published_by"])
    older = Agreement.objects.filter(template=template, status__in=OPEN, amends=None).exclude(version=row)
    overtaken = older.update(superseded_by=row.number)
    record(template, "template.published", actor=actor, at=at, summary=str(row), changes={"overtaken": [0, overtaken]})
    event = TemplateVersionPublished(template_id=template.pk, version_id=row.pk, number=row.number, overtaken=overtaken)
    emit(event, at=at)
    return row


def _may_edit(actor: Actor) -> None:
    if not actor.can(TemplatePermission.EDIT):
        raise Forbidden(_("You may not change templates."))
