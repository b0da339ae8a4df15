"""Fields of our serializers: rows named by their public ref, looked up within the scope; addresses that mail reaches."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from prm.lib.addresses import validate_address


@extend_schema_field({"type": "string"})
class RefField(serializers.SlugRelatedField[Any]):
    """A row by its ref. Written: `RefField(query=partners_for_list)`; a foreign ref is as unknown as a made-up one.

    Read only: `RefField(read_only=True)`.
    """

    def __init__(self, *, query: Callable[[], QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        self.query = query
        if query is not None:
            # The queryset is asked for in the request's scope; REST framework only wants to know that there is one.
            kwargs["queryset"] = QuerySet[Any]().none()
        kwargs.setdefault("slug_field", "ref")
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        return self.query() if self.query else None


class AddressField(serializers.EmailField):
    """An e-mail address that mail reaches."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Instead of REST framework's own check, which ours makes too: one fault is told once.
        self.validators = [validate_address]
