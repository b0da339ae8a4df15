"""The product catalogue."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import Forbidden, Invalid
from prm.money.currency import check_currency
from programs.models import Product
from programs.permissions import ProductPermission


@transaction.atomic
def save_product(
    *,
    sku: str,
    name: str,
    list_price: Decimal,
    currency: str,
    actor: Actor,
    at: datetime,
    product: Product | None = None,
    family: str = "",
    is_active: bool = True,
) -> Product:
    """Adds or changes a product. Prices already locked on registrations stay. Refuses a SKU that is taken."""
    if not actor.can(ProductPermission.EDIT):
        raise Forbidden(_("You may not change products."))
    row = product or Product()
    before = None if product is None else str(row.list_price)
    row.sku, row.name, row.family = sku.strip(), name.strip(), family.strip()
    row.list_price, row.currency, row.is_active = list_price, check_currency(currency), is_active
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "product_sku" not in str(error):
            raise
        raise Invalid(_("Another product has this SKU."), fields={"sku": _("Taken.")}) from error
    record(row, "product.saved", actor=actor, at=at, changes={"list_price": [before, str(list_price)]})
    return row
