"""django-stubs' mypy plugin with one correction: a foreign key with a default, such as every row's vendor, is not null.

The plugin takes a default for "may be None", which is right for arguments and wrong for what `row.vendor_id` reads.
"""

from typing import Any

from django.db.models import ForeignKey
from mypy_django_plugin.django.context import DjangoContext
from mypy_django_plugin.main import plugin

its_own_answer = DjangoContext.get_field_nullability


def get_field_nullability(context: DjangoContext, field: Any, method: str | None) -> bool:
    if method is None and isinstance(field, ForeignKey):
        return bool(field.null)
    return its_own_answer(context, field, method)


DjangoContext.get_field_nullability = get_field_nullability

__all__ = ["plugin"]
