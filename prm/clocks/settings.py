"""What the vendor promises, and when it works: set by its people, told to the log. Clocks that run keep their time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

import holidays
from django.db import transaction
from django.utils.translation import gettext as _

from prm.audit.services import record
from prm.clocks.models import BusinessCalendar, ServicePromise
from prm.clocks.permissions import ClockPermission
from prm.clocks.promises import PROMISES
from prm.clocks.queries import calendar_row
from prm.lib.actor import Actor
from prm.lib.business_time import Calendar
from prm.lib.errors import Forbidden, Invalid
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

# A quarter of a year of eight-hour days: what takes longer is no answer time.
MOST_HOURS = Decimal(520)
MOST_DAYS = 200
CALENDAR = ("timezone", "country", "hours", "closed_on")


@transaction.atomic
def set_promises(hours: Mapping[str, Decimal], *, actor: Actor, at: datetime) -> list[str]:
    """Promises these business hours from now on; the product's own time takes the vendor's row away.

    Answers with the keys that changed. Raises Forbidden without the right, Invalid for an unknown promise or a time
    that is none. Promises that run already keep their time.
    """
    _require(actor)
    vendor = _locked_vendor()
    wrong: dict[str, object] = {}
    for key, value in hours.items():
        if key not in PROMISES:
            raise Invalid(_("There is no such promise."))
        if not 0 < value <= MOST_HOURS:
            wrong[key] = [_("Give between 0 and %(most)d business hours.") % {"most": MOST_HOURS}]
    if wrong:
        raise Invalid(_("Some promises have no time."), fields=wrong)
    own = {row.key: row for row in ServicePromise.objects.filter(key__in=hours)}
    changes: dict[str, list[str]] = {}
    for key, value in hours.items():
        before = own[key].hours if key in own else PROMISES[key].hours
        if value == before:
            continue
        changes[key] = [f"{before.normalize():f}", f"{value.normalize():f}"]
        if value == PROMISES[key].hours:
            own[key].delete()
        elif key in own:
            own[key].hours = value
            own[key].save(update_fields=["hours"])
        else:
            ServicePromise.objects.create(key=key, hours=value)
    if changes:
        summary = ", ".join(str(PROMISES[key].label) for key in changes)
        record(vendor, "clocks.promises_changed", actor=actor, at=at, changes=changes, summary=summary)
    return list(changes)


@transaction.atomic
def set_calendar(
    *,
    timezone: str,
    country: str,
    hours: Mapping[str, Sequence[Sequence[str]]],
    closed_on: Sequence[date],
    actor: Actor,
    at: datetime,
) -> BusinessCalendar:
    """Says when the vendor works: weekday ("0" is Monday) to spans of opening hours, the public holidays of a country,
    and days of its own.

    Raises Forbidden without the right, Invalid where a zone, country or span is none or no day is open. Promises that
    run already keep their time.
    """
    _require(actor)
    vendor = _locked_vendor()
    days = sorted(set(closed_on))
    spans = {day: [list(span) for span in pairs] for day, pairs in sorted(hours.items()) if pairs}
    _check_calendar(timezone, country, spans, days)
    row = calendar_row()
    values = {"timezone": timezone, "country": country, "hours": spans, "closed_on": [day.isoformat() for day in days]}
    changes = {name: [getattr(row, name), values[name]] for name in CALENDAR if getattr(row, name) != values[name]}
    if not changes and not row._state.adding:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(vendor, "clocks.calendar_changed", actor=actor, at=at, changes=changes)
    return row


def _check_calendar(timezone: str, country: str, hours: Mapping[str, Any], days: Sequence[date]) -> None:
    wrong: dict[str, object] = {}
    if timezone not in available_timezones():
        wrong["timezone"] = [_("Choose a time zone.")]
    if country and country not in holidays.list_supported_countries():
        wrong["country"] = [_("We know no public holidays of this country; leave it empty and name the days.")]
    if len(days) > MOST_DAYS:
        wrong["closed_on"] = [_("Name at most %(most)d days.") % {"most": MOST_DAYS}]
    if wrong:
        raise Invalid(_("The calendar does not hold."), fields=wrong)
    if not hours:
        raise Invalid(_("Open on at least one day; promises run in opening hours."))
    try:
        Calendar(
            timezone,
            {
                int(day): tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)
                for day, pairs in hours.items()
            },
        )
    except ValueError as error:
        raise Invalid(_("Opening hours of a day follow one another and do not overlap.")) from error


def _require(actor: Actor) -> None:
    if not actor.can(ClockPermission.MANAGE):
        raise Forbidden(_("You may not change what is promised."))


def _locked_vendor() -> Vendor:
    """The vendor's row keeps two people from setting the same thing at once."""
    vendor: Vendor = Vendor.objects.select_for_update(no_key=True).get(pk=current_vendor_id())
    return vendor
