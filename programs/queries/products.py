"""The product catalogue."""

from django.db.models import QuerySet

from programs.models import Product


def products_on_sale() -> QuerySet[Product]:
    return Product.objects.filter(is_active=True).order_by("family", "name")


def product_families() -> list[str]:
    families = Product.objects.filter(is_active=True).exclude(family="").values_list("family", flat=True)
    return list(families.distinct().order_by("family"))


def product_by_ref(ref: str) -> Product | None:
    return Product.objects.filter(ref=ref).first()
