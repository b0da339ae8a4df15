"""Deals of the named cast, made through the services."""

from datetime import date, timedelta
from decimal import Decimal

from deals.models import Registration
from deals.services.registration import LineInput, save_draft, submit_registration
from prm.outbox.services import drain
from programs.models import Product

FULTON = {
    "customer_name": "Fulton County Water Authority",
    "customer_domain": "fcwa.gov",
    "customer_city": "Atlanta",
    "customer_region": "GA",
    "customer_country": "US",
}
BASICS = {
    "title": "SCADA edge refresh, phase 1",
    "contact_name": "Marcus Reed",
    "currency": "USD",
    "expected_close_on": date(2026, 6, 30),
    "deal_type": "standard",
}
FAMILIES = {"edge": "Edge", "vision": "Vision", "manager": "Edge Manager"}


def product(name="edge"):
    """One product a name, each of its own family."""
    found, _ = Product.objects.get_or_create(
        sku=name.upper(), defaults={"name": name.capitalize(), "family": FAMILIES[name], "list_price": Decimal(990)}
    )
    return found


def line(name="edge", amount=118_800, quantity=120):
    return LineInput(product(name), Decimal(quantity), Decimal(amount))


def make_products(world, vendor="acme"):
    """In the vendor's own scope, since a portal may not write the catalogue."""
    with world.scope(vendor):
        return [product(name) for name in FAMILIES]


def draft(world, who="nina", lines=("edge",), at=None, partnership="northwind", **values):
    """A draft typed by a partner's person in the portal's scope."""
    make_products(world)
    with world.scope(who):
        return save_draft(
            world.partnerships[partnership],
            {**BASICS, **FULTON, **values},
            [line(name) for name in lines],
            actor=world.actor(who),
            at=at or world.now,
        )


def submitted(world, who="nina", at=None, partnership="northwind", **values):
    """Handed in through the portal's scope, its events handled."""
    row = draft(world, who, at=at, partnership=partnership, **values)
    with world.scope(who):
        row = submit_registration(row, actor=world.actor(who), at=at or world.now)
    drain(world.acme.pk)
    return row


def approved(world, who="nina", by="sam", at=None, partnership="northwind", **values):
    from deals.services.decision import approve_registration

    row = submitted(world, who, at=at, partnership=partnership, **values)
    with world.scope(by):
        row = approve_registration(row, actor=world.actor(by), at=(at or world.now) + timedelta(hours=1))
    drain(world.acme.pk)
    return row


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def statuses():
    return dict(Registration.objects.values_list("ref", "status"))
