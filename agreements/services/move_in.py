"""Agreements a vendor brings along when it goes live: signed elsewhere, in force here with their own days and terms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.enums import IN_FORCE, OPEN, Side, SignatureMethod
from agreements.models import Agreement, Commitment, Signature, TemplateVersion
from agreements.permissions import AgreementPermission
from agreements.rules.parameters import differences, invalid_terms
from agreements.rules.terms import Term, opens_on
from agreements.services.commitments import commitments_of
from agreements.services.drafting import locked
from agreements.services.paper import moment_of, store_scan
from agreements.services.term import term_on_run
from agreements.services.wording import fingerprint
from partners.queries import PartnersByName
from prm.audit.services import Line, record, record_many
from prm.imports.kinds import ChunkResult, Row
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Refused
from prm.tenancy.models import Vendor
from programs.models import Partnership
from programs.queries import vendor_day

# The terms a file may name; what it leaves out is as the published text of the type has it.
NAMED = (
    "term_months", "auto_renew", "notice_days", "protection_days", "registered_deal_discount", "payment_terms_days",
)  # fmt: skip
MANY_RUNS = 200


def load_agreements(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Puts the rows' agreements in force, stamped as migrated by the batch; a partnership that has one keeps it.

    What both sides owe is measured from today on, never from days before they came. No event is emitted: no mail, no
    step, no seal. Refuses, row by row, partnerships that are not there or not under contract, types without a published
    text, terms out of bounds, days that do not fit the term, and agreements that have ended. One audit entry each.
    """
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not bring agreements along."))
    known, result, moved = Known(rows, at), ChunkResult(), []
    for position, row in enumerate(rows):
        try:
            partnership = known.partnership(row)
            if partnership.pk in known.covered:
                result.unchanged += 1
                continue
            moved.append((known.agreement(partnership, row, batch_id), row))
            known.covered.add(partnership.pk)
        except ValueError as error:
            result.errors[position] = str(error)
    _write(moved, known, actor, at)
    result.created = len(moved)
    return result


class Known:
    """What the rows of a chunk speak of, read with a query for each kind."""

    def __init__(self, rows: Sequence[Row], at: datetime) -> None:
        self.vendor, self.today, self.at = Vendor.objects.get(), vendor_day(at), at
        self.partners = PartnersByName(row["partner"] for row in rows)
        ships = Partnership.objects.filter(partner_id__in=self.partners.ids).exclude(status="ended")
        self.ships = {
            (ship.partner_id, name): ship
            for ship in ships.select_related("program", "partner")
            for name in (ship.program.name.lower(), ship.program.ref.lower())
        }
        papers = Agreement.objects.filter(partnership__in=ships, status__in=[*OPEN, *IN_FORCE], amends=None)
        self.covered = set(papers.values_list("partnership_id", flat=True))
        versions = TemplateVersion.objects.filter(status="active", template__is_active=True)
        self.versions = {version.template.type: version for version in versions.select_related("template")}

    def partnership(self, row: Row) -> Partnership:
        """Raises ValueError, as the others here, with what the row says that is not so."""
        partner = self.partners.find(row["partner"])
        ship = self.ships.get((partner.pk, row["program"].lower()))
        if ship is None:
            raise ValueError(
                _("%(partner)s is in no program called “%(name)s”; import your partnerships first.")
                % {"partner": partner, "name": row["program"]}
            )
        if ship.contracted_at is None:
            raise ValueError(_("%(ref)s is not under contract; prepare its agreement here.") % {"ref": ship.ref})
        return ship

    def agreement(self, ship: Partnership, row: Row, batch_id: UUID) -> Agreement:
        """The row as an agreement in force, unsaved."""
        version = self.versions.get(ship.type)
        if version is None:
            raise ValueError(_("No agreement text is published for %(type)s yet.") % {"type": ship.get_type_display()})
        named = {name: row[name] for name in NAMED if row.get(name) is not None}
        if wrong := invalid_terms(named):
            field, problem = next(iter(wrong.items()))
            raise ValueError(f"{field}: {problem}")
        agreed = {name: new for name, (_old, new) in differences(version.parameters, named).items()}
        title = row.get("title") or version.template.name
        made = Agreement(
            partner=ship.partner, partnership=ship, template=version.template, version=version, title=title,
            version_number=version.number, standard=version.parameters, negotiated=agreed, sent_at=self.at,
            negotiated_why=_("As it was signed before") if agreed else "", executed_at=self.at, migrated_by=batch_id,
            effective_on=row["effective_on"], partner_signed_at=self.at, sending=1,
        )  # fmt: skip
        made.run, term = self._running(made, row.get("ends_on"))
        made.ends_on, made.action_on = term.ends_on, term.action_on
        made.status = (
            "expiring" if opens_on(term.action_on) <= self.today else "renewed" if made.run > 1 else "executed"
        )
        made.text = _(
            "%(title)s, in force since %(day)s, was signed before it was kept here. The signed paper holds."
        ) % {
            "title": title,
            "day": date_format(row["effective_on"], "j M Y"),
        }
        made.text_sha256 = fingerprint(made.text)
        return made

    def _running(self, row: Agreement, ends_on: date | None) -> tuple[int, Term]:
        """The run that is under way, or the one that ends on the day the file names."""
        assert row.effective_on is not None
        if row.effective_on > self.today:
            raise ValueError(_("It is not in force yet."))
        for run in range(1, MANY_RUNS):
            term = term_on_run(row, row.effective_on, run)
            if term.ends_on < self.today:
                continue
            if ends_on in (None, term.ends_on) and (run == 1 or row.renews_by_itself):
                return run, term
            break
        if ends_on is None or ends_on < self.today:
            raise ValueError(_("It has ended; bring along what is in force."))
        months = {"months": row.terms["term_months"], "day": date_format(ends_on, "j M Y")}
        raise ValueError(_("No term of %(months)s months ends on %(day)s; name its months.") % months)


@transaction.atomic
def add_scan(agreement: Agreement, *, upload: Any, actor: Actor, at: datetime) -> Agreement:
    """Keeps the signed paper of an agreement that came along, once. Raises Invalid for what is no PDF."""
    row = locked(agreement)
    if not actor.can(AgreementPermission.MANAGE):
        raise Forbidden(_("You may not add the signed paper."))
    if row.migrated_by is None or row.paper_file_id is not None:
        raise Refused(_("Its paper is kept already, or was signed here."))
    row.paper_file = store_scan(row, upload, actor=actor, at=at)
    row.save(update_fields=["paper_file"])
    hashes = {"sha256": [None, row.paper_file.sha256]}
    record(row, "agreement.scan_added", actor=actor, at=at, visible_to_partner=True, changes=hashes)
    return row


def _write(moved: Sequence[tuple[Agreement, Row]], known: Known, actor: Actor, at: datetime) -> None:
    made = [agreement for agreement, _row in moved]
    for agreement, ref in zip(made, Agreement.free_refs(len(made)), strict=True):
        agreement.ref = ref
    Agreement.objects.bulk_create(made)
    Commitment.objects.bulk_create(
        commitment
        for agreement in made
        for commitment in commitments_of(agreement, since=max(known.today, agreement.term.starts_on))
    )
    Signature.objects.bulk_create(
        signature for agreement, row in moved for signature in _signatures(agreement, row, known, actor)
    )
    record_many([Line(row, row.title) for row in made], "agreement.migrated", actor=actor, at=at)


def _signatures(agreement: Agreement, row: Row, known: Known, actor: Actor) -> list[Signature]:
    """Who signed, where the file names them."""
    signed_on = row.get("signed_on") or row["effective_on"]
    moment = moment_of(signed_on, known.vendor, at=known.at)
    words = _("Signed elsewhere on %(day)s; %(who)s brought it along.")
    statement = words % {"day": date_format(signed_on, "j M Y"), "who": actor.label}
    return [
        Signature(
            agreement=agreement, partner_id=agreement.partner_id, version_id=agreement.version_id,
            version_number=agreement.version_number, document_sha256=agreement.text_sha256, sending=1, side=side.value,
            signer_name=name[:120], method=SignatureMethod.PAPER, statement=statement, signed_at=moment,
        )
        for side, name in ((Side.PARTNER, row.get("partner_signer")), (Side.VENDOR, row.get("vendor_signer")))
        if name
    ]  # fmt: skip
