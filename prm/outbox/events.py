"""Domain events: what earlier pillars say and later ones hear."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from prm.lib.ids import uuid7

EVENT_TYPES: dict[str, type["DomainEvent"]] = {}
ENCODERS: dict[type, Callable[[Any], str]] = {
    UUID: str,
    Decimal: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
}
DECODERS: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """A fact stated in the past tense. Fields are primitives, never model instances; emit() fills the base fields."""

    name: ClassVar[str] = ""

    event_id: UUID = field(default_factory=uuid7)
    # emit() fills both before anybody reads them.
    vendor_id: UUID = None  # type: ignore[assignment]
    partner_id: UUID | None = None
    occurred_at: datetime = None  # type: ignore[assignment]

    def __init_subclass__(cls) -> None:
        cls.name = f"{cls.__module__.removesuffix('.events').rsplit('.', 1)[-1]}.{cls.__name__}"
        EVENT_TYPES[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        return {item.name: _encode(getattr(self, item.name)) for item in fields(self)}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> "DomainEvent":
        hints = get_type_hints(cls)
        known = {item.name: item for item in fields(cls)}
        return cls(**{key: _decode(value, hints[key]) for key, value in payload.items() if key in known})

    @classmethod
    def required_fields(cls) -> list[str]:
        return [f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING]


def _encode(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    encoder = ENCODERS.get(type(value))
    return encoder(value) if encoder else value


def _decode(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (list, tuple):
        return [_decode(item, get_args(hint)[0]) for item in value]
    options = get_args(hint) if get_origin(hint) is Union or str(type(hint)) == "<class 'types.UnionType'>" else (hint,)
    for option in options:
        if option in DECODERS:
            return DECODERS[option](value)
    return value
