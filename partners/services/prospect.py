"""Prospects: entered, given to an owner, moved along the pipeline, talked to. Converting stands in conversion.py."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import TouchKind
from partners.events import ProspectAdded, ProspectAssigned, ProspectMoved
from partners.lifecycle import OPEN_PROSPECT, PROSPECT
from partners.models import Prospect, ProspectContact, ProspectTouch
from partners.permissions import ProspectPermission
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.matching.domains import registrable_domain
from prm.outbox.services import emit

EDITABLE = (
    "name", "domain", "about", "country", "region", "city", "territory", "segments", "type", "program_ref", "source",
)  # fmt: skip


@transaction.atomic
def create_prospect(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    owner: Membership | None = None,
    contact: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Prospect:
    """Enters an organization that might become a partner, with the first person we know there.

    Needs `partners.edit_prospects`; refuses an empty name and what is no domain. Emits ProspectAdded, ProspectAssigned.
    """
    _require(actor)
    values = _clean({"name": name, **fields})
    row = Prospect(status=PROSPECT.initial, touched_at=at, moved_at=at, **values)
    row.save(force_insert=True)
    record(row, "prospect.added", actor=actor, at=at)
    emit(ProspectAdded(prospect_id=row.pk, source=row.source), at=at)
    if owner is not None:
        assign_prospect(row, owner, actor=actor, at=at)
        row.owner = owner
    if contact and contact.get("name", "").strip():
        save_prospect_contact(row, actor=actor, at=at, **contact)
    return row


@transaction.atomic
def update_prospect(prospect: Prospect, *, actor: Actor, at: datetime, **fields: Any) -> Prospect:
    """Changes what is kept of a prospect. Refuses a converted one: its partner's record goes on from there."""
    _require(actor)
    row = _open_or_declined(prospect)
    values = _clean({name: fields[name] for name in EDITABLE if name in fields and fields[name] != getattr(row, name)})
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if changes:
        for name, (_before, value) in changes.items():
            setattr(row, name, value)
        row.save(update_fields=list(changes))
        record(row, "prospect.changed", actor=actor, at=at, changes=changes)
    return row


@transaction.atomic
def assign_prospect(prospect: Prospect, owner: Membership | None, *, actor: Actor, at: datetime) -> Prospect:
    """Gives the prospect to one of us. Emits ProspectAssigned, so that the new owner hears of it."""
    _require(actor)
    row = _open_or_declined(prospect)
    if owner is not None and (owner.audience != "vendor" or not owner.is_active):
        raise Invalid(_("A prospect is looked after by one of us."), fields={"owner": _("Not one of us.")})
    if row.owner == owner:
        return row
    before, row.owner = row.owner, owner
    row.save(update_fields=["owner"])
    changes = {"owner": [str(before or ""), str(owner or "")]}
    record(row, "prospect.assigned", actor=actor, at=at, summary=owner.name if owner else _("nobody"), changes=changes)
    if owner is not None:
        emit(ProspectAssigned(prospect_id=row.pk, to_member_id=owner.pk, by_member_id=actor.membership_id), at=at)
    return row


@transaction.atomic
def move_prospect(prospect: Prospect, action: str, *, actor: Actor, at: datetime, reason: str = "") -> Prospect:
    """Moves a prospect along its pipeline, declines it with a reason, or opens it again. Emits ProspectMoved.

    Converting is a service of its own: it makes a partner.
    """
    if action == "convert":
        raise Invalid(_("Converting makes a partner; use convert_prospect."))
    row = _locked(prospect)
    transition = PROSPECT.check(row, action, actor)
    if action == "decline" and not reason.strip():
        raise Invalid(_("Say why; the reason is kept."), fields={"reason": _("Missing.")})
    before, row.status = row.status, transition.target
    row.reason = reason.strip() if action == "decline" else ""
    row.moved_at = at
    row.save(update_fields=["status", "reason", "moved_at"])
    changes = {"status": [before, row.status]}
    record(row, f"prospect.{action}", actor=actor, at=at, summary=row.reason, changes=changes)
    emit(ProspectMoved(prospect_id=row.pk, status=row.status), at=at)
    return row


@transaction.atomic
def log_touch(prospect: Prospect, *, kind: str, text: str, actor: Actor, at: datetime) -> ProspectTouch:
    """Adds to the contact log. A call, mail or meeting counts as heard from; a note for ourselves does not.

    The first talk moves an identified prospect to contacted.
    """
    _require(actor)
    row = _open_or_declined(prospect)
    if kind not in TouchKind.values or not text.strip():
        raise Invalid(_("Say what was said, and how."), fields={"text": _("Missing.")})
    touch = ProspectTouch(prospect=row, kind=kind, text=text.strip(), by_id=actor.membership_id, at=at)
    touch.save(force_insert=True)
    record(row, "prospect.touched", actor=actor, at=at, summary=f"{TouchKind(kind).label}: {touch.text}"[:200])
    if kind != TouchKind.NOTE:
        row.touched_at = at
        row.save(update_fields=["touched_at"])
        if row.status == "identified":
            move_prospect(row, "contact", actor=actor, at=at)
    return touch


@transaction.atomic
def save_prospect_contact(
    prospect: Prospect,
    *,
    actor: Actor,
    at: datetime,
    name: str,
    contact: ProspectContact | None = None,
    email: str = "",
    phone: str = "",
    title: str = "",
) -> ProspectContact:
    """Adds or changes a person at a prospect. An address stands once at a prospect."""
    _require(actor)
    parent = _open_or_declined(prospect)
    if not name.strip():
        raise Invalid(_("A contact needs a name."), fields={"name": _("Missing.")})
    row = contact or ProspectContact(prospect=parent)
    row.name, row.email, row.phone, row.title = name.strip(), email.strip().lower(), phone.strip(), title.strip()
    others = ProspectContact.objects.filter(prospect=parent).exclude(pk=row.pk)
    if row.email and others.filter(email=row.email).exists():
        raise Invalid(_("Somebody here has this address already."), fields={"email": _("Taken.")})
    row.save()
    record(parent, "prospect.contact_saved", actor=actor, at=at, summary=row.name)
    return row


@transaction.atomic
def remove_prospect_contact(contact: ProspectContact, *, actor: Actor, at: datetime) -> None:
    """Forgets a person at a prospect; the log keeps that there was one."""
    _require(actor)
    row = _open_or_declined(contact.prospect)
    record(row, "prospect.contact_removed", actor=actor, at=at, summary=contact.name)
    contact.delete()


def _open_or_declined(prospect: Prospect) -> Prospect:
    row = _locked(prospect)
    if row.status not in (*OPEN_PROSPECT, "declined"):
        raise WrongState(_("This prospect is a partner now; its record goes on there."))
    return row


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if "name" in values and not values["name"]:
        raise Invalid(_("A prospect needs a name."), fields={"name": _("Missing.")})
    if values.get("domain"):
        domain = registrable_domain(values["domain"])
        if not domain:
            raise Invalid(_("This is no web domain."), fields={"domain": _("Such as example.com.")})
        values["domain"] = domain
    return values


def _require(actor: Actor) -> None:
    if not actor.can(ProspectPermission.EDIT):
        raise Forbidden(_("You may not change prospects."))


def _locked(prospect: Prospect) -> Prospect:
    row: Prospect = Prospect.objects.select_for_update().get(pk=prospect.pk)
    return row
