"""Forms of the promises and of the business calendar."""

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

import holidays
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from prm.clocks.queries import PromisedTime
from prm.ui.choices import country_choices

SPAN = re.compile(r"^(\d{1,2}:\d{2})\s*[-\u2013]\s*(\d{1,2}:\d{2})$")


def timezones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def holiday_countries() -> list[tuple[str, Any]]:
    known = holidays.list_supported_countries()
    return [("", _("None")), *((code, name) for code, name in country_choices() if code in known)]


class SpansField(forms.CharField):
    """A day's opening hours as people write them: `09:00-12:00, 13:00-17:00`; nothing is a closed day."""

    empty_means_something = True

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else spans_text(value or [])

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return [_span(part) for part in text.split(",")] if text else []


class DaysField(forms.CharField):
    """Days, one a line, as 2026-12-24."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or [])

    def to_python(self, value: Any) -> Any:
        return [_day(line) for line in (super().to_python(value) or "").split()]


def spans_text(spans: Iterable[Iterable[str]]) -> str:
    return ", ".join("-".join(span) for span in spans)


def _span(text: str) -> list[str]:
    found = SPAN.match(text.strip())
    try:
        times = [time.fromisoformat(part.zfill(5)) for part in found.groups()] if found else []
    except ValueError:
        times = []
    if not times:
        raise ValidationError(_("Write opening hours such as 09:00-17:00."))
    return [f"{moment:%H:%M}" for moment in times]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("Write each day such as 2026-12-24, one a line.")) from error


class PromisesForm(forms.Form):
    """One field for each promise, in business hours."""

    def __init__(self, *args: Any, promises: Iterable[PromisedTime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in promises:
            self.fields[item.key] = forms.DecimalField(
                label=item.label,
                max_digits=7,
                decimal_places=2,
                min_value=Decimal("0.25"),
                initial=f"{item.hours.normalize():f}",
                help_text=_("Business hours; eight are a day. Usual: %(hours)s.")
                % {"hours": f"{item.usual.normalize():f}"},
            )


class CalendarForm(forms.Form):
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezones)
    country = forms.ChoiceField(label=_("Public holidays of"), choices=holiday_countries, required=False)
    closed_on = DaysField(
        label=_("Also closed on"), required=False, widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=_("One day a line, such as 2026-12-24."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in WEEKDAYS.items():
            self.fields[f"day_{day}"] = SpansField(label=name, required=False, max_length=100)
        self.fields["day_0"].help_text = _("Such as 09:00-12:00, 13:00-17:00; empty where closed.")
        self.order_fields(["timezone", *(f"day_{day}" for day in WEEKDAYS), "country", "closed_on"])

    @property
    def hours(self) -> dict[str, list[list[str]]]:
        return {str(day): self.cleaned_data[f"day_{day}"] for day in WEEKDAYS}
