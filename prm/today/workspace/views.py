"""Today: what waits, what to do next, the figures, what happened."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.permissions import AccountPermission
from prm.audit.queries import recent_entries
from prm.money.calendar import local_date
from prm.today.queue import DETECTORS, figures_for, queue_for, suggestions_for
from prm.today.services import snooze_suggestion, snoozed_keys
from prm.ui.views import ActionView, Screen

SINCE = timedelta(days=1)


class Today(Screen):
    permission = AccountPermission.VIEW_WORKSPACE

    def page_title(self) -> str:
        return date_format(self.now.astimezone(), "l, j F")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, mine = request.GET.get("kind", ""), request.GET.get("whose") == "mine"
        wanted = 200 if request.GET.get("all") else 12
        queue = queue_for(self.actor, self.now, limit=wanted, kind=kind if kind in DETECTORS else "", mine=mine)
        suggestions = suggestions_for(self.actor, self.now, mine=mine)
        hidden = snoozed_keys(self.actor, local_date(self.now, self.vendor.timezone))
        kinds = [(entry.key, entry.label) for entry in DETECTORS.values() if self.actor.can(entry.permission)]
        return self.render(
            "today/today.html",
            {
                "queue": queue,
                "late": sum(1 for _kind, item in queue.rows if item.clock and item.clock.due_at < self.now),
                "suggestions": [item for item in suggestions if item.key not in hidden][:4],
                "figures": figures_for(self.actor, self.now),
                "entries": recent_entries(self.now - SINCE)[:8],
                "kinds": kinds,
                "kind": kind,
                "mine": mine,
                "first_url": queue.rows[0][1].url if queue.rows else "",
            },
        )


class SnoozeForm(forms.Form):
    key = forms.CharField(max_length=160, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class SnoozeSuggestion(ActionView):
    permission = AccountPermission.VIEW_WORKSPACE
    form_class = SnoozeForm

    def perform(self, obj: Any, data: Any) -> HttpResponse:
        today = local_date(self.now, self.vendor.timezone)
        snooze_suggestion(data["key"], reason=data["reason"], actor=self.actor, on=today)
        self.tell(_("Put off for a week."))
        return HttpResponseRedirect(self.url("today:today"))
