"""Registrations a vendor brings along when it goes live: approved elsewhere, protected here to the day they were promised."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from deals.enums import DecisionReason
from deals.models import Registration, RegistrationLine
from deals.permissions import DealPermission
from deals.queries import line_keys_of
from deals.rules.lines import plain_domain
from deals.rules.protection import Span
from deals.services.account import account_for_registration
from deals.services.match_index import index_registration
from deals.services.opportunity import open_opportunity
from deals.services.protection import open_protection
from deals.services.registration import reclaim_lines
from deals.services.reporting import reporting_amount
from partners.queries import PartnersByName
from prm.audit.services import record
from prm.imports.kinds import ChunkResult, Row
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Refused
from prm.tenancy.models import Vendor
from programs.models import Partnership, Product
from programs.queries import RUNNING, vendor_day


def load_registrations(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Makes approved registrations of the rows, stamped as migrated by the batch, protected from and to the days given.

    Each opens its opportunity. No promise is counted for them (nobody waited for us here), no receipt is sealed (the
    order in which they came is not ours to attest), no event is emitted: no mail. One that is there already stays as it
    is. Refuses, row by row, partners, programs and products that are not there, partnerships that do not run, days that
    do not fit, and a customer and product line somebody else holds on these days. One audit entry each.
    """
    if not actor.can(DealPermission.DECIDE):
        raise Forbidden(_("You may not bring registrations along."))
    known, result = Known(rows, at), ChunkResult()
    for position, row in enumerate(rows):
        try:
            made, products = known.registration(row, batch_id)
            if known.has(made, row):
                result.unchanged += 1
                continue
            _write(made, products, row, actor=actor, at=at)
            result.created += 1
        except ValueError as error:
            result.errors[position] = str(error)
        except Refused as error:
            result.errors[position] = str(error)
    return result


class Known:
    """What the rows of a chunk speak of, read with a query for each kind."""

    def __init__(self, rows: Sequence[Row], at: datetime) -> None:
        self.vendor, self.today, self.at = Vendor.objects.get(), vendor_day(at), at
        self.partners = PartnersByName(row["partner"] for row in rows)
        ships = Partnership.objects.filter(partner_id__in=self.partners.ids, status__in=RUNNING)
        self.ships = {
            (ship.partner_id, name): ship
            for ship in ships.select_related("program", "partner")
            for name in (ship.program.name.lower(), ship.program.ref.lower())
        }
        wanted = {name.lower() for row in rows for name in row["products"]}
        products = Product.objects.alias(low_sku=Lower("sku"), low_name=Lower("name"))
        found: list[Product] = [*products.filter(low_name__in=wanted), *products.filter(low_sku__in=wanted)]
        self.products = {name: row for row in found for name in (row.name.lower(), row.sku.lower())}
        moved = Registration.objects.filter(partner_id__in=self.partners.ids, migrated_by__isnull=False)
        days = moved.values_list("partner_id", "customer_name", "protected_from", "title")
        self.there = {(pk, name.lower(), since, title.lower()) for pk, name, since, title in days}

    def has(self, made: Registration, row: Row) -> bool:
        """Whether it came along before; it is taken as there from now on."""
        key = (made.partner_id, made.customer_name.lower(), row["approved_on"], made.title.lower())
        if key in self.there:
            return True
        self.there.add(key)
        return False

    def registration(self, row: Row, batch_id: UUID) -> tuple[Registration, list[Product]]:
        """The row, unsaved. Raises ValueError with what it says that is not so."""
        partner = self.partners.find(row["partner"])
        ship = self.ships.get((partner.pk, row["program"].lower()))
        if ship is None:
            words = _("%(partner)s is in no running partnership of a program called “%(name)s”.")
            raise ValueError(words % {"partner": partner, "name": row["program"]})
        products = []
        for name in dict.fromkeys(row["products"]):
            if name.lower() not in self.products:
                raise ValueError(_("There is no product “%(name)s”.") % {"name": name})
            products.append(self.products[name.lower()])
        if row["approved_on"] > self.today:
            raise ValueError(_("It was approved on a day to come."))
        if row["protected_until"] < self.today:
            raise ValueError(_("Its protection is over; bring along what is still protected."))
        approved_at = datetime.combine(row["approved_on"], time(12), ZoneInfo(self.vendor.timezone))
        made = Registration(
            partner=ship.partner, partnership=ship, status="approved", migrated_by=batch_id,
            owner_id=ship.owner_id or ship.partner.owner_id, title=row["title"], customer_name=row["customer"],
            customer_domain=plain_domain(row["domain"]), customer_city=row["city"], customer_country=row["country"],
            amount=row["amount"], currency=row["currency"] or ship.program.currency, expected_close_on=row["close_on"],
            is_contact_deferred=True, submitted_at=min(approved_at, self.at), decided_at=min(approved_at, self.at),
            decision_reason=DecisionReason.CLEAR, created_at=self.at,
            decision_note=_("Known before as %(number)s.") % {"number": row["number"]} if row["number"] else "",
        )  # fmt: skip
        made.reporting_amount = reporting_amount(made.amount, made.currency, self.today)
        return made, products


@transaction.atomic
def _write(row: Registration, products: Sequence[Product], given: Row, *, actor: Actor, at: datetime) -> None:
    """All of one registration or nothing of it."""
    row.save(force_insert=True)
    RegistrationLine.objects.bulk_create(
        RegistrationLine(
            partner_id=row.partner_id, registration=row, product=product, position=position,
            amount=row.amount if len(products) == 1 else 0,
        )
        for position, product in enumerate(products)
    )  # fmt: skip
    reclaim_lines(row)
    row.account = account_for_registration(row, actor=actor, at=at)
    span = Span(given["approved_on"], given["protected_until"] + timedelta(days=1))
    open_protection(row, row.account, line_keys_of(row), span)
    row.save()
    index_registration(row)
    open_opportunity(row, actor=actor, at=at)
    record(row, "registration.migrated", actor=actor, at=at, summary=row.decision_note, visible_to_partner=True)
