"""New terms: every member's letter is written, and its people are told where to read it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prm.accounts.queries import members_for_partner
from prm.notifications.services import notify
from prm.outbox.services import handles
from prm.tenancy.tasks import enqueue_slices
from programs import notices
from programs.events import ImpactLettersWritten, ProgramVersionPublished
from programs.handlers.recipients import address
from programs.models import ImpactLetter, ProgramVersion
from programs.services.impact import receivers_of, replaced_by

CHUNK = 500


@handles(ProgramVersionPublished)
def send_for_letters(event: ProgramVersionPublished) -> None:
    """A program's first terms change nothing for anybody."""
    version = ProgramVersion.objects.get(pk=event.version_id)
    if replaced_by(version) is None:
        return
    at = event.occurred_at.isoformat()
    enqueue_slices("programs.tasks.write_letters", receivers_of(version), size=CHUNK, version_id=str(version.pk), at=at)


@handles(ImpactLettersWritten)
def tell_of_letters(event: ImpactLettersWritten) -> None:
    version = ProgramVersion.objects.select_related("program").get(pk=event.version_id)
    assert version.valid_from is not None
    day = date_format(version.valid_from, "j M Y")
    rows = ImpactLetter.objects.filter(version=version, partnership_id__in=event.partnership_ids)
    for letter in rows.select_related("partnership").order_by("pk"):
        notify(
            notices.TERMS_CHANGE,
            members_for_partner(letter.partner_id),
            at=event.occurred_at,
            subject=lambda: (
                _("%(program)s changes on %(day)s: what it means for you") % {"program": version.program, "day": day}
            ),
            body=version.note,
            url=f"{address('portal:programs:changes')}?in={letter.partnership.ref}",
            partner_id=letter.partner_id,
        )
