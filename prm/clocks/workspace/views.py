"""Settings, promises: what the vendor promises, in which hours that time runs, and both changed."""

from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from prm.clocks.permissions import ClockPermission
from prm.clocks.queries import calendar_row, promised_times
from prm.clocks.settings import set_calendar, set_promises
from prm.clocks.workspace.forms import CalendarForm, PromisesForm, spans_text
from prm.ui.choices import country_name
from prm.ui.views import DetailView, FormView


class Promises(DetailView):
    permission = ClockPermission.VIEW
    title = _("Promises")
    template_name = "clocks/promises.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        row = calendar_row()
        today = row.today(self.now)
        return {
            "promises": promised_times(),
            "calendar": row,
            "zone": row.timezone.replace("_", " "),
            "week": [(name, spans_text(row.hours.get(str(day), []))) for day, name in WEEKDAYS.items()],
            "country": country_name(row.country) if row.country else "",
            "holidays": row.holidays_after(today)[:6],
            "closed_on": [day for day in map(date.fromisoformat, row.closed_on) if day >= today],
            "may_edit": self.actor.can(ClockPermission.MANAGE),
        }


class PromisesEdit(FormView):
    permission = ClockPermission.MANAGE
    title = _("Change promises")
    intro = _("Counted in opening hours only. What runs already keeps the time it was promised.")
    form_class = PromisesForm
    message = _("New promises take these times.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"promises": promised_times()}

    def perform(self, form: Any) -> Any:
        return set_promises(form.cleaned_data, actor=self.actor, at=self.now)

    def success_url(self, result: Any) -> str:
        return self.url("clocks:promises")

    def cancel_url(self) -> str:
        return self.url("clocks:promises")


class CalendarEdit(FormView):
    permission = ClockPermission.MANAGE
    title = _("Change the calendar")
    intro = _("Promises run in these hours. What runs already keeps the moment it is due.")
    form_class = CalendarForm
    message = _("New promises follow this calendar.")

    def initial(self) -> dict[str, Any]:
        row = calendar_row()
        week = {f"day_{day}": row.hours.get(str(day), []) for day in WEEKDAYS}
        return {"timezone": row.timezone, "country": row.country, "closed_on": row.closed_on, **week}

    def perform(self, form: Any) -> Any:
        data = form.cleaned_data
        return set_calendar(
            timezone=data["timezone"],
            country=data["country"],
            hours=form.hours,
            closed_on=data["closed_on"],
            actor=self.actor,
            at=self.now,
        )

    def success_url(self, result: Any) -> str:
        return self.url("clocks:promises")

    def cancel_url(self) -> str:
        return self.url("clocks:promises")
