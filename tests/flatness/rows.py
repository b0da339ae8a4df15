"""More rows like one that is there: whatever table, written past its service, each unique key made another."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, models
from django.db.models import Field, ForeignKey, UniqueConstraint

from prm.accounts.models import Membership
from prm.lib.ids import uuid7

TEXT = (models.CharField, models.TextField)
COUNTED = (models.IntegerField, models.DateField, models.DateTimeField, models.DecimalField)


def copy_of(row: models.Model, number: int) -> models.Model:
    """Saves a copy of the row beside it, the same in all but what must differ, and returns it."""
    model = type(row)
    copy = model._base_manager.get(pk=row.pk)
    copy.pk = uuid7()
    for fields in unique_keys(model):
        make_another(copy, fields, number)
    # bulk_create takes the row as it is: save() would be the service's way.
    model._base_manager.bulk_create([copy])
    return copy


def unique_keys(model: type[models.Model]) -> list[list[Field]]:
    keys = [[field] for field in model._meta.local_concrete_fields if field.unique and not field.primary_key]
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            keys.append([model._meta.get_field(name) for name in constraint.fields if name != "vendor"])
    return keys


def make_another(copy: models.Model, fields: list[Field], number: int) -> None:
    """Changes one field of the key: a text, else a figure, else what the row points to, of which a copy is made too."""
    if any(getattr(copy, field.attname) is None for field in fields):
        return
    for field in fields:
        if isinstance(field, TEXT) and not field.choices:
            # As short as the original, and with a U, which no ref drawn by chance has.
            mark, value = f"U{number}", getattr(copy, field.attname)
            setattr(copy, field.attname, f"{value[: -len(mark)]}{mark}")
            return
    for field in fields:
        value = getattr(copy, field.attname)
        if isinstance(field, COUNTED):
            setattr(copy, field.attname, moved(value, number))
            return
    for field in fields:
        if field.choices:
            values = [value for value, _label in field.flatchoices]
            place = values.index(getattr(copy, field.attname)) + number
            setattr(copy, field.attname, values[place % len(values)])
            return
    for field in fields:
        if isinstance(field, models.UUIDField):
            setattr(copy, field.attname, uuid7())
            return
    # A person is rows of two tables, of which no scope writes both.
    pointers = [field for field in fields if isinstance(field, ForeignKey) and field.related_model is not Membership]
    if not pointers:
        raise IntegrityError(f"{copy._meta.label} may stand once only")
    target = copy_of(getattr(copy, pointers[-1].name), number)
    setattr(copy, pointers[-1].attname, target.pk)


def moved(value: Any, number: int) -> Any:
    return value + (timedelta(days=number) if isinstance(value, date) else number)
