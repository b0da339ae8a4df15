"""The product catalogue."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from prm.ui.views import Choice, Column, Empty, Flag, FormView, Link, ListView, Search
from programs.models import Product
from programs.permissions import ProductPermission
from programs.queries import product_by_ref, product_families
from programs.services.product import save_product
from programs.workspace.forms import ProductForm


class ProductList(ListView):
    permission = ProductPermission.VIEW
    title = _("Products")
    default_sort = "name"
    columns = (
        Column("name", _("Product"), sub="sku", link=True, sort=True),
        Column("family", _("Family"), sort=True),
        Column.money("list_price", _("List price"), sort=True),
        Column("is_active", _("On sale"), value=lambda row: _("yes") if row.is_active else _("no")),
    )
    filters = (
        Choice("family", _("Family"), lambda view: [(name, name) for name in product_families()]),
        Flag("is_active", _("On sale")),
        Search("name", "sku", "family"),
    )
    actions = (Link(_("New product"), "programs:product-create", ProductPermission.EDIT, icon="plus", primary=True),)
    empty = Empty(
        "package",
        _("No products yet"),
        _("Products stand on registrations and invoices, and conflicts are judged by them."),
        "programs:product-create",
        _("New product"),
    )

    def query(self) -> QuerySet[Product]:
        return Product.objects.all()

    def row_url(self, row: Product) -> str:
        return self.url("programs:product-edit", ref=row.ref) if self.actor.can(ProductPermission.EDIT) else ""


class ProductCreate(FormView):
    permission = ProductPermission.EDIT
    title = _("New product")
    form_class = ProductForm
    message = _("Product saved.")

    def initial(self) -> dict[str, Any]:
        return {"currency": self.vendor.currency}

    def perform(self, form: Any) -> Product:
        return save_product(actor=self.actor, at=self.now, product=self.object, **form.cleaned_data)

    def success_url(self, result: Product) -> str:
        return self.url("programs:product-list")

    def cancel_url(self) -> str:
        return self.url("programs:product-list")


class ProductEdit(ProductCreate):
    title = _("Edit product")
    query = staticmethod(product_by_ref)

    def initial(self) -> dict[str, Any]:
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.object}
