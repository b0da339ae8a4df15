"""Partners: added, changed, handed to another channel manager, suspended, ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.enums import CLOSED, PartnerSource
from partners.events import PartnerAdded, PartnerOwnerChanged, PartnerStatusChanged, ProfileCompleted
from partners.form_kinds import PARTNER_FIELDS
from partners.lifecycle import PARTNER
from partners.models import Partner
from partners.permissions import PartnerPermission, PortalPartnerPermission
from partners.queries import missing_in_profile, partners_with_domain
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.forms.custom import changed_answers
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid, WrongState
from prm.matching.domains import registrable_domain
from prm.outbox.services import emit

PROFILE = (
    "about", "street", "postal_code", "city", "region", "phone", "segments", "technical_people", "sales_people",
)  # fmt: skip
EDITABLE = (
    "name", "legal_name", "domain", "country", "territory", "currency", "language", "parent", "since_on", *PROFILE,
)  # fmt: skip


@transaction.atomic
def create_partner(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    owner: Membership | None = None,
    source: str = PartnerSource.BY_HAND,
    allow_same_domain: bool = False,
    custom: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Partner:
    """Adds an organization. Refuses an empty name, and a web domain another partner has unless `allow_same_domain`.

    `custom` are answers to the vendor's own questions, as JSON by name; where they are given they are checked.

    Needs `partners.edit_partners`. Emits PartnerAdded.
    """
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not add partners."))
    values = _clean({"name": name, **fields})
    if not allow_same_domain and (known := partners_with_domain(values.get("domain", ""))):
        raise Invalid(
            _("%(partner)s has this web domain already.") % {"partner": known[0]}, fields={"domain": _("Taken.")}
        )
    partner = Partner(owner=owner, source=source, status=PARTNER.initial, **values)
    if custom is not None:
        partner.custom = changed_answers(PARTNER_FIELDS.key, {}, custom)
    partner.save(force_insert=True)
    record(
        partner, "partner.added", actor=actor, at=at, partner_id=partner.pk, summary=str(partner.get_source_display())
    )
    emit(PartnerAdded(source=source), at=at, partner_id=partner.pk)
    return partner


@transaction.atomic
def update_partner(
    partner: Partner, *, actor: Actor, at: datetime, custom: Mapping[str, Any] | None = None, **fields: Any
) -> Partner:
    """Changes what the vendor keeps of a partner; `custom` as in create_partner, what it leaves out stays.

    Refuses an ended one, and a parent that is the partner itself or below it.
    """
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not change partners."))
    row = _locked(partner)
    if row.status in CLOSED:
        raise WrongState(_("This partner has ended; its record stays as it was."))
    # What stays as it is need not hold by today's rules.
    values = _clean({name: fields[name] for name in EDITABLE if name in fields and fields[name] != getattr(row, name)})
    if custom is not None:
        values["custom"] = changed_answers(PARTNER_FIELDS.key, row.custom, custom)
    return _change(row, values, actor=actor, at=at)


@transaction.atomic
def update_profile(partner: Partner, *, actor: Actor, at: datetime, **fields: Any) -> Partner:
    """The partner fills in its own profile. Emits ProfileCompleted each time it is saved with nothing missing."""
    if not actor.can(PortalPartnerPermission.EDIT_PROFILE):
        raise Forbidden(_("Ask your administrator to change the profile."))
    row = _locked(partner)
    _change(row, _clean({name: fields[name] for name in PROFILE if name in fields}), actor=actor, at=at)
    if not missing_in_profile(row):
        emit(ProfileCompleted(), at=at, partner_id=row.pk)
    return row


@transaction.atomic
def assign_owner(partner: Partner, owner: Membership | None, *, actor: Actor, at: datetime) -> Partner:
    """Hands the partner to another channel manager. Emits PartnerOwnerChanged, so that both hear of it."""
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not change partners."))
    row = _locked(partner)
    if owner is not None and owner.audience != "vendor":
        raise Invalid(_("A partner is looked after by one of us."), fields={"owner": _("Not one of us.")})
    if row.owner == owner:
        return row
    before, row.owner = row.owner, owner
    row.save(update_fields=["owner"])
    changes = {"owner": [str(before or ""), str(owner or "")]}
    record(
        row, "partner.owner_changed", actor=actor, at=at, changes=changes, partner_id=row.pk, visible_to_partner=True
    )
    event = PartnerOwnerChanged(from_member_id=before.pk if before else None, to_member_id=owner.pk if owner else None)
    emit(event, at=at, partner_id=row.pk)
    return row


@transaction.atomic
def move_partner(partner: Partner, action: str, *, actor: Actor, at: datetime, reason: str = "") -> Partner:
    """Suspends, resumes or ends a partner by its lifecycle; suspending and ending need a reason. Emits PartnerStatusChanged."""
    if action in ("merge", "unmerge"):
        raise Invalid(_("Merging concerns another partner too; see services.merge."))
    row = _locked(partner)
    transition = PARTNER.check(row, action, actor)
    if action != "resume" and not reason.strip():
        raise Invalid(_("Say why; the reason is kept."), fields={"reason": _("Missing.")})
    before, row.status = row.status, transition.target
    row.save(update_fields=["status"])
    changes = {"status": [before, row.status]}
    record(row, f"partner.{action}", actor=actor, at=at, summary=reason, changes=changes, partner_id=row.pk)
    emit(PartnerStatusChanged(status=row.status), at=at, partner_id=row.pk)
    return row


@transaction.atomic
def copy_values(partner: Partner, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Partner:
    """Gives a partner what another record of it holds, or what it held before, as it is: nobody typed it just now."""
    if not actor.can(PartnerPermission.EDIT):
        raise Forbidden(_("You may not change partners."))
    return _change(_locked(partner), values, actor=actor, at=at)


def _change(row: Partner, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Partner:
    changes = {}
    for name, value in values.items():
        if getattr(row, name) != value:
            changes[name] = [_plain(getattr(row, name)), _plain(value)]
            setattr(row, name, value)
    if "parent" in changes:
        _refuse_circle(row)
    if changes:
        row.save(update_fields=list(changes))
        record(row, "partner.changed", actor=actor, at=at, changes=changes, partner_id=row.pk)
    return row


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if "name" in values and not values["name"]:
        raise Invalid(_("A partner needs a name."), fields={"name": _("Missing.")})
    if values.get("domain"):
        domain = registrable_domain(values["domain"])
        if not domain:
            raise Invalid(_("This is no web domain."), fields={"domain": _("Such as example.com.")})
        values["domain"] = domain
    return values


def _refuse_circle(row: Partner) -> None:
    above = row.parent
    for _level in range(20):
        if above is None:
            return
        if above.pk == row.pk:
            break
        above = above.parent
    raise Invalid(_("A partner cannot stand above itself."), fields={"parent": _("Goes in a circle.")})


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Partner) else value


def _locked(partner: Partner) -> Partner:
    row: Partner = Partner.objects.select_for_update().get(pk=partner.pk)
    return row
