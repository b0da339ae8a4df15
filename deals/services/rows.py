"""Rows under lock, with what guards and rules read of them."""

from deals.models import Registration


def locked(registration: Registration) -> Registration:
    rows = Registration.objects.select_related("partnership__program", "partner").select_for_update(of=("self",))
    row: Registration = rows.get(pk=registration.pk)
    return row
