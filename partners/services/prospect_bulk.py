"""Many prospects at once: rows of a file, set-based, each with the first person known there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partners.enums import ProspectSource
from partners.events import ProspectsImported
from partners.lifecycle import OPEN_PROSPECT, PROSPECT
from partners.models import Partner, Prospect, ProspectContact
from partners.permissions import ProspectPermission
from partners.services.bulk import owners_by_address
from prm.audit.services import record
from prm.imports.kinds import Change, ChunkResult, Row, Undone
from prm.imports.undoing import snapshot, undo_changes
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden
from prm.matching.domains import company_domain
from prm.outbox.services import emit
from prm.tenancy.models import Vendor

FIELDS = ("name", "domain", "about", "country", "region", "city", "territory", "type", "source")
KEPT = (*FIELDS, "owner", "status", "partner")


def load_prospects(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Adds prospects, or fills in open ones: recognized by web domain, else by name and country.

    An empty cell leaves what stands. Refuses, row by row, who is a partner or was converted or declined, an owner who is no
    member, and a second row for one prospect. One audit entry and one ProspectsImported a chunk; owners get no notices.
    """
    if not actor.can(ProspectPermission.IMPORT):
        raise Forbidden(_("You may not import prospects."))
    vendor = Vendor.objects.get(pk=actor.vendor_id)
    owners, partners, there = owners_by_address(rows), _Known(Partner, rows), _Known(Prospect, rows)
    result, fresh, changed, people = ChunkResult(), [], [], []
    for position, row in enumerate(rows):
        prospect = there.find(row)
        if fault := _fault(row, owners, partners.find(row), prospect, there.taken):
            result.errors[position] = fault
            continue
        values = {name: row[name] for name in FIELDS if row.get(name) not in (None, "")}
        if email := (row.get("owner") or "").lower():
            values["owner_id"] = owners[email]
        if prospect is None:
            prospect = _new(values, vendor, at)
            fresh.append(prospect)
            there.add(prospect)
        else:
            there.taken.add(prospect.pk)
            before = snapshot(prospect, KEPT)
            different = {name: value for name, value in values.items() if getattr(prospect, name) != value}
            for name, value in different.items():
                setattr(prospect, name, value)
            if different:
                changed.append(prospect)
                result.changes.append(Change(prospect.pk, before, snapshot(prospect, KEPT)))
            else:
                result.unchanged += 1
        if row.get("contact_name"):
            people.append(_person(prospect, row))
    _save(fresh, changed, people)
    result.changes += [Change(prospect.pk, None, snapshot(prospect, KEPT)) for prospect in fresh]
    result.created, result.updated = len(fresh), len(changed)
    if fresh or changed:
        summary = _("%(created)d added, %(updated)d changed") % {"created": len(fresh), "updated": len(changed)}
        changes = {"batch": [None, str(batch_id)]}
        record(vendor, "prospect.imported", actor=actor, at=at, summary=summary, changes=changes)
        emit(ProspectsImported(batch_id=batch_id, created=len(fresh), updated=len(changed)), at=at)
    return result


def undo_prospects(changes: Sequence[Change], *, actor: Actor, at: datetime, batch_id: UUID) -> Undone:
    """Takes back what the import added or changed, where nobody worked on it since; people go with their prospect."""
    return undo_changes(Prospect, changes, KEPT)[0]


class _Known:
    """The chunk's organizations that are there already, by domain and by name and country; locked."""

    def __init__(self, model: Any, rows: list[Row]) -> None:
        domains = {row["domain"] for row in rows if company_domain(row.get("domain") or "")}
        names = {row["name"].lower() for row in rows}
        locked = model.objects.select_for_update(of=("self",)).alias(lower_name=Lower("name"))
        self.by_domain: dict[str, Any] = {}
        self.by_name: dict[str, list[Any]] = defaultdict(list)
        self.taken: set[UUID] = set()
        found = {row.pk: row for row in locked.filter(domain__in=domains)}
        found |= {row.pk: row for row in locked.filter(lower_name__in=names)}
        for row in found.values():
            self._index(row)

    def _index(self, row: Any) -> None:
        if company_domain(row.domain):
            self.by_domain.setdefault(row.domain, row)
        self.by_name[row.name.lower()].append(row)

    def add(self, row: Any) -> None:
        self._index(row)
        self.taken.add(row.pk)

    def find(self, row: Row) -> Any:
        domain, country = row.get("domain") or "", row.get("country") or ""
        if domain and domain in self.by_domain:
            return self.by_domain[domain]
        # A namesake elsewhere, or with another web domain, is another company.
        for named in self.by_name[row["name"].lower()]:
            if country in ("", named.country) and (not domain or named.domain in ("", domain)):
                return named
        return None


def _fault(row: Row, owners: dict[str, UUID], partner: Any, prospect: Any, taken: set[UUID]) -> str:
    email = (row.get("owner") or "").lower()
    if email and email not in owners:
        return _("Nobody here has the address %(email)s.") % {"email": email}
    if partner is not None:
        return _("%(partner)s is a partner already.") % {"partner": partner.name}
    if prospect is not None and prospect.pk in taken:
        return _("A row before is for %(partner)s already.") % {"partner": prospect.name}
    if prospect is not None and prospect.status not in OPEN_PROSPECT:
        return _("%(partner)s was converted or declined; its record stays as it was.") % {"partner": prospect.name}
    return ""


def _new(values: dict[str, Any], vendor: Vendor, at: datetime) -> Prospect:
    given = {"country": vendor.country, "source": ProspectSource.IMPORT, **values}
    return Prospect(status=PROSPECT.initial, touched_at=at, moved_at=at, **given)


def _person(prospect: Prospect, row: Row) -> ProspectContact:
    return ProspectContact(
        prospect=prospect, name=row["contact_name"], email=(row.get("contact_email") or "").lower(),
        title=row.get("contact_title") or "",
    )  # fmt: skip


def _save(fresh: list[Prospect], changed: list[Prospect], people: list[ProspectContact]) -> None:
    """People who are there by address, or by name where the file gives none, are not added twice."""
    for prospect, ref in zip(fresh, Prospect.free_refs(len(fresh)), strict=True):
        prospect.ref = ref
    Prospect.objects.bulk_create(fresh)
    Prospect.objects.bulk_update(changed, KEPT)
    known = ProspectContact.objects.filter(prospect__in=[person.prospect_id for person in people])
    there = {
        (pk, key) for pk, email, name in known.values_list("prospect_id", "email", "name") for key in (email, name)
    }
    ProspectContact.objects.bulk_create(
        person for person in people if (person.prospect_id, person.email or person.name) not in there
    )
