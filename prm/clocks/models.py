from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prm.clocks.promises import PROMISES
from prm.lib.business_time import OFFICE_HOURS, Calendar
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class BusinessCalendar(TenantModel):
    """When the vendor works: its zone, opening hours, the public holidays of its country and days of its own."""

    timezone = models.CharField(_("time zone"), max_length=60)
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    # Weekday (Monday is "0") to [["09:00", "17:00"], ...].
    hours = models.JSONField(_("opening hours"))
    closed_on = models.JSONField(_("also closed on"), default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor"], name="business_calendar_once"),
        ]

    def __str__(self) -> str:
        return self.timezone

    def calendar(self, years: range) -> Calendar:
        """The calendar as the arithmetic takes it, with the holidays of these years."""
        spans = {
            int(day): tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)
            for day, pairs in self.hours.items()
        }
        own = {date.fromisoformat(day) for day in self.closed_on}
        return Calendar(self.timezone, spans, frozenset({*self.public_holidays(years), *own}))

    def public_holidays(self, years: range) -> dict[date, str]:
        """The public holidays of its country with their names; none where the country's are not known."""
        if self.country not in holidays.list_supported_countries():
            return {}
        return dict(holidays.country_holidays(self.country, years=years))

    def holidays_after(self, day: date) -> list[tuple[date, str]]:
        """Public holidays from a day on, this year's and the next one's."""
        known = self.public_holidays(range(day.year, day.year + 2))
        return sorted((when, name) for when, name in known.items() if when >= day)

    def today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.timezone)).date()


DEFAULT_HOURS = {
    str(day): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans] for day, spans in OFFICE_HOURS.items()
}


class ServicePromise(TenantModel):
    """The vendor's own hours for one promise, in place of the product's."""

    key = models.CharField(max_length=60)
    hours = models.DecimalField(_("business hours"), max_digits=7, decimal_places=2)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="vendor"),
            models.UniqueConstraint(fields=["vendor", "key"], name="service_promise_once"),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="service_promise_hours"),
        ]

    def __str__(self) -> str:
        return self.key


class Clock(TenantModel):
    """One promise running on one row: started, perhaps paused while the other side owes an answer, stopped, kept or late."""

    target_type = models.CharField(max_length=60)
    target_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    promise = models.CharField(max_length=60)
    side = models.CharField(max_length=10)
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    holder_label = models.CharField(max_length=160, blank=True)
    stopped_at = models.DateTimeField(null=True)
    is_kept = models.BooleanField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(portal="own", portal_grants="SELECT, INSERT, UPDATE"),
            models.UniqueConstraint(
                fields=["vendor", "target_id", "promise"],
                condition=models.Q(stopped_at=None),
                name="clock_one_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["vendor", "due_at"], condition=models.Q(stopped_at=None, paused_at=None), name="clock_running"
            ),
            models.Index(fields=["vendor", "partner_id", "promise", "-started_at"], name="clock_partner"),
            models.Index(fields=["vendor", "target_id", "-started_at"], name="clock_target"),
        ]

    def __str__(self) -> str:
        return f"{self.promise} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> Any:
        known = PROMISES.get(self.promise)
        return known.label if known else self.promise

    @property
    def state(self) -> str:
        if self.stopped_at:
            return "kept" if self.is_kept else "late"
        if self.paused_at:
            return "paused"
        return "late" if self.breached_at else "running"

    @property
    def fraction_used(self) -> float:
        """Share of the time between start and due that has gone by, for the ring on screens."""
        until = self.stopped_at or self.paused_at or timezone.now()
        whole = (self.due_at - self.started_at).total_seconds()
        return min(1.0, max(0.0, (until - self.started_at).total_seconds() / whole)) if whole > 0 else 1.0
