"""Drafts of applications are kept for a while: reminded of once, then deleted with their files and all they say."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.files.services import forget
from prm.lib.actor import Actor
from prm.outbox.services import emit
from prm.tenancy.scope import current_vendor_id
from programs.events import ApplicationFading
from programs.models import Application

# From when it was last kept.
KEPT = timedelta(days=30)
REMINDED_BEFORE = timedelta(days=7)
AT_ONCE = 200


def keep_drafts(*, at: datetime) -> None:
    """One night, in slices. Safe to run again."""
    # Drafts of the time before they ended: theirs begins now.
    Application.objects.filter(status="draft", saved_at=None).update(saved_at=at)
    while remind_of_drafts(at=at) == AT_ONCE:
        pass
    while end_drafts(at=at) == AT_ONCE:
        pass


@transaction.atomic
def remind_of_drafts(*, at: datetime) -> int:
    """Each draft that ends within a week is reminded of, once until it is kept again. Emits ApplicationFading."""
    drafts = Application.objects.select_for_update().filter(
        status="draft", reminded_at=None, saved_at__lte=at - KEPT + REMINDED_BEFORE, saved_at__gt=at - KEPT
    )
    rows = list(drafts.exclude(contact_email="").order_by("pk")[:AT_ONCE])
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    for row in rows:
        assert row.saved_at is not None
        emit(ApplicationFading(application_id=row.pk, ends_at=row.saved_at + KEPT), at=at)
    return len(rows)


@transaction.atomic
def end_drafts(*, at: datetime) -> int:
    """Deletes drafts nobody went on with. History keeps that there was one, not what it said."""
    drafts = Application.objects.select_for_update().filter(status="draft", saved_at__lte=at - KEPT)
    rows = list(drafts.order_by("pk")[:AT_ONCE])
    actor = Actor.system(current_vendor_id(), label=_("Drafts of applications"))
    for row in rows:
        record(row, "application.forgotten", actor=actor, at=at, summary=row.ref)
        forget(
            [answer["ref"] for answer in row.own_answers.values() if isinstance(answer, dict) and "ref" in answer],
            actor=actor,
            at=at,
        )
        row.delete()
    return len(rows)
