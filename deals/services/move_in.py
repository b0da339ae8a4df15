"""What a vendor brings along of its deals when it goes live: registrations still protected, and what was won before."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from deals.enums import DecisionReason, Role
from deals.models import CustomerAccount, Opportunity, OpportunityRole, Registration, RegistrationLine
from deals.permissions import DealPermission
from deals.queries import line_keys_of
from deals.rules.lines import customer_key, plain_domain
from deals.rules.protection import Span
from deals.services.account import account_for_registration
from deals.services.match_index import index_registration
from deals.services.opportunity import open_opportunity
from deals.services.protection import open_protection
from deals.services.registration import reclaim_lines
from deals.services.reporting import reporting_amount
from partners.queries import PartnersByName
from prm.audit.services import Line, record, record_many
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


def load_won_deals(rows: list[Row], *, actor: Actor, at: datetime, batch_id: UUID) -> ChunkResult:
    """Makes won opportunities of the rows, stamped as migrated by the batch: levels count them by the day they were won.

    They earn nothing: what was won is no event here, and was paid where it was won. A customer that is known by its
    domain, or by name and place, is linked. One that is there already stays as it is. Refuses, row by row, partners and
    programs that are not there, partnerships that do not run, and days to come. One audit entry each.
    """
    if not actor.can(DealPermission.CLOSE_OPPORTUNITY):
        raise Forbidden(_("You may not bring won deals along."))
    known, result, moved = Won(rows, at), ChunkResult(), []
    for position, row in enumerate(rows):
        try:
            made = known.opportunity(row, batch_id)
        except ValueError as error:
            result.errors[position] = str(error)
            continue
        if (key := _key(made)) in known.there:
            result.unchanged += 1
            continue
        known.there.add(key)
        moved.append(made)
    for made, ref in zip(moved, Opportunity.free_refs(len(moved)), strict=True):
        made.ref = ref
    Opportunity.objects.bulk_create(moved)
    credit = {"role": Role.SOURCED, "credit": Decimal(100), "since_at": at}
    OpportunityRole.objects.bulk_create(
        OpportunityRole(opportunity=made, partner_id=made.partner_id, partnership_id=made.partnership_id, **credit)
        for made in moved
    )
    record_many([Line(made, made.close_note) for made in moved], "opportunity.migrated", actor=actor, at=at)
    result.created = len(moved)
    return result


def _key(row: Opportunity) -> tuple[object, ...]:
    return row.partnership_id, row.closed_on, row.name.lower(), row.amount, row.close_note


def _known_as(row: Row) -> str:
    return _("Known before as %(number)s.") % {"number": row["number"]} if row["number"] else ""


class Running:
    """The running partnerships the rows of a chunk speak of."""

    def __init__(self, rows: Sequence[Row], at: datetime) -> None:
        self.vendor, self.today, self.at = Vendor.objects.get(), vendor_day(at), at
        self.partners = PartnersByName(row["partner"] for row in rows)
        ships = Partnership.objects.filter(partner_id__in=self.partners.ids, status__in=RUNNING)
        self.ships = {
            (ship.partner_id, name): ship
            for ship in ships.select_related("program", "partner")
            for name in (ship.program.name.lower(), ship.program.ref.lower())
        }

    def ship(self, row: Row) -> Partnership:
        """Raises ValueError where it is not there, or does not run."""
        partner = self.partners.find(row["partner"])
        ship = self.ships.get((partner.pk, row["program"].lower()))
        if ship is None:
            words = _("%(partner)s is in no running partnership of a program called “%(name)s”.")
            raise ValueError(words % {"partner": partner, "name": row["program"]})
        return ship


class Won(Running):
    """With the customers the rows name, and what came along before."""

    def __init__(self, rows: Sequence[Row], at: datetime) -> None:
        super().__init__(rows, at)
        self.accounts = {row.key: row for row in CustomerAccount.objects.filter(key__in=set(map(self._account, rows)))}
        moved = Opportunity.objects.filter(partner_id__in=self.partners.ids, migrated_by__isnull=False)
        self.there = {_key(row) for row in moved}

    def _account(self, row: Row) -> str:
        return customer_key(name=row["customer"], domain=row["domain"], region="", country=row["country"])

    def opportunity(self, row: Row, batch_id: UUID) -> Opportunity:
        """The row, unsaved. Raises ValueError with what it says that is not so."""
        ship = self.ship(row)
        if row["closed_on"] > self.today:
            raise ValueError(_("It was won on a day to come."))
        made = Opportunity(
            partner=ship.partner, partnership=ship, status="won", migrated_by=batch_id, closed_on=row["closed_on"],
            owner_id=ship.owner_id or ship.partner.owner_id, account=self.accounts.get(self._account(row)),
            name=row["title"] or row["customer"] or _("Business before we went live"), amount=row["amount"],
            currency=row["currency"] or ship.program.currency, stage_changed_at=self.at, created_at=self.at,
            close_note=_known_as(row),
        )  # fmt: skip
        made.reporting_amount = reporting_amount(made.amount, made.currency, row["closed_on"])
        return made


class Known(Running):
    """With the products the rows name, and what came along before."""

    def __init__(self, rows: Sequence[Row], at: datetime) -> None:
        super().__init__(rows, at)
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
        ship, products = self.ship(row), []
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
            decision_note=_known_as(row),
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
