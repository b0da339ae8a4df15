"""Many partners at once: the same door for rows of a file, set-based."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partners.enums import CLOSED, PartnerSource
from partners.events import PartnersImported
from partners.form_kinds import PARTNER_FIELDS
from partners.lifecycle import PARTNER
from partners.models import Partner
from partners.permissions import PartnerPermission
from prm.accounts.models import Membership
from prm.audit.services import record
from prm.forms.custom import changed
from prm.forms.queries import questions_for
from prm.imports.kinds import Change, ChunkResult, Row, Undone
from prm.imports.own_fields import own_answers
from prm.imports.undoing import snapshot, undo_changes
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.matching.domains import company_domain
from prm.outbox.services import emit
from prm.tenancy.models import Vendor

FIELDS = (
    "name", "legal_name", "domain", "country", "region", "city", "street", "postal_code", "phone", "territory",
    "currency", "technical_people", "sales_people", "since_on", "about",
)  # fmt: skip
KEPT = (*FIELDS, "owner", "custom")


def load_partners(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Adds partners, or fills in those that are there: recognized by web domain, else by name and country.

    An empty cell leaves what stands. Refuses, row by row, an owner who is no member, an ended partner and a second row
    for the same partner, and answers to the vendor's own fields that do not hold together. One audit entry and one PartnersImported a chunk.
    """
    if not actor.can(PartnerPermission.IMPORT):
        raise Forbidden(_("You may not import partners."))
    vendor = Vendor.objects.get(pk=actor.vendor_id)
    owners, there = owners_by_address(rows), _Known(rows)
    questions = questions_for(PARTNER_FIELDS.key).questions
    result, fresh, touched = ChunkResult(), [], []
    for position, row in enumerate(rows):
        owner_email = (row.get("owner") or "").lower()
        if owner_email and owner_email not in owners:
            result.errors[position] = _("Nobody here has the address %(email)s.") % {"email": owner_email}
            continue
        values = {name: row[name] for name in FIELDS if row.get(name) not in (None, "")}
        if owner_email:
            values["owner_id"] = owners[owner_email]
        partner = there.find(row)
        if own := own_answers(row):
            try:
                values["custom"] = changed(questions, partner.custom if partner else {}, own)
            except Invalid as error:
                labels = {question.key: question.label for question in questions}
                result.errors[position] = "; ".join(f"{labels[key]}: {text}" for key, text in error.fields.items())
                continue
        if partner is None:
            made = Partner(source=PartnerSource.IMPORT, status=PARTNER.initial, **_with_defaults(values, vendor))
            fresh.append(made)
            there.add(made)
        elif partner.status in CLOSED:
            result.errors[position] = _("%(partner)s has ended; its record stays as it was.") % {"partner": partner}
        elif partner.pk in there.taken:
            result.errors[position] = _("A row before is for %(partner)s already.") % {"partner": partner}
        else:
            there.taken.add(partner.pk)
            before = snapshot(partner, KEPT)
            different = {name: value for name, value in values.items() if getattr(partner, name) != value}
            for name, value in different.items():
                setattr(partner, name, value)
            if different:
                touched.append(partner)
                result.changes.append(Change(partner.pk, before, snapshot(partner, KEPT)))
            else:
                result.unchanged += 1
    _save(fresh, touched)
    result.changes += [Change(partner.pk, None, snapshot(partner, KEPT)) for partner in fresh]
    result.created, result.updated = len(fresh), len(touched)
    if fresh or touched:
        summary = _("%(created)d added, %(updated)d changed") % {"created": len(fresh), "updated": len(touched)}
        record(
            vendor, "partner.imported", actor=actor, at=at, summary=summary, changes={"batch": [None, str(batch_id)]}
        )
        emit(PartnersImported(batch_id=batch_id, created=len(fresh), updated=len(touched)), at=at)
    return result


def undo_partners(changes: Sequence[Change], *, actor: Actor, at: datetime, batch_id: UUID) -> Undone:
    """Takes back what the import added or changed, where nobody worked on it since."""
    return undo_changes(Partner, changes, KEPT)[0]


class _Known:
    """The chunk's partners that are there already, by domain and by name and country; locked."""

    def __init__(self, rows: list[Row]) -> None:
        domains = {row["domain"] for row in rows if company_domain(row.get("domain") or "")}
        names = {row["name"].lower() for row in rows}
        locked = Partner.objects.select_for_update(of=("self",)).alias(lower_name=Lower("name"))
        self.by_domain: dict[str, Partner] = {}
        self.by_name: dict[str, list[Partner]] = defaultdict(list)
        self.taken: set[UUID] = set()
        found = {p.pk: p for p in locked.filter(domain__in=domains)} | {
            p.pk: p for p in locked.filter(lower_name__in=names)
        }
        for partner in found.values():
            self._index(partner)

    def _index(self, partner: Partner) -> None:
        if company_domain(partner.domain):
            self.by_domain.setdefault(partner.domain, partner)
        self.by_name[partner.name.lower()].append(partner)

    def add(self, partner: Partner) -> None:
        self._index(partner)
        self.taken.add(partner.pk)

    def find(self, row: Row) -> Partner | None:
        domain, country = row.get("domain") or "", row.get("country") or ""
        if domain and domain in self.by_domain:
            return self.by_domain[domain]
        # A namesake elsewhere, or with another web domain, is another company.
        for named in self.by_name[row["name"].lower()]:
            if country in ("", named.country) and (not domain or named.domain in ("", domain)):
                return named
        return None


def owners_by_address(rows: list[Row]) -> dict[str, UUID]:
    """Members of ours whom the rows name as owners, by their address in small letters."""
    emails = {(row.get("owner") or "").lower() for row in rows} - {""}
    members = Membership.objects.filter(audience="vendor", is_active=True, email__in=emails)
    return {email.lower(): pk for email, pk in members.values_list("email", "pk")}


def _with_defaults(values: dict[str, Any], vendor: Vendor) -> dict[str, Any]:
    return {"country": vendor.country, "currency": vendor.currency, "language": vendor.language, **values}


def _save(fresh: list[Partner], touched: list[Partner]) -> None:
    for partner, ref in zip(fresh, Partner.free_refs(len(fresh)), strict=True):
        partner.ref = ref
    Partner.objects.bulk_create(fresh)
    Partner.objects.bulk_update(touched, KEPT)
