"""How a form field is drawn: which classes its control takes, and what the template has to know about it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.safestring import SafeString

COMBOBOX_FROM = 12


@dataclass(frozen=True)
class Shown:
    """The control, ready; `kind` is line (label above), check (label beside) or group (a fieldset of choices)."""

    kind: str
    control: SafeString
    is_optional: bool


def _count(choices: Any) -> int:
    """How many choices there are; those made by a function cannot say so themselves."""
    return len(choices) if hasattr(choices, "__len__") else sum(1 for _choice in choices)


def _attributes(bound: forms.BoundField) -> dict[str, Any]:
    widget = bound.field.widget
    invalid = " ui-invalid" if bound.errors else ""
    given = widget.attrs.get("class", "")
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return {"class": f"{given} form-check-input{invalid}".strip()}
    if isinstance(widget, forms.Select):
        attributes = {"class": f"{given} form-select{invalid}".strip()}
        if isinstance(widget, forms.SelectMultiple) or _count(getattr(bound.field, "choices", ())) >= COMBOBOX_FROM:
            attributes["data-combobox"] = ""
        return attributes
    return {"class": f"{given} form-control{invalid}".strip()}


def _prepare(bound: forms.BoundField) -> None:
    """Dates and numbers get the browser's own controls; each form instance has its own copies to change."""
    widget, kind = bound.field.widget, type(bound.field.widget)
    if kind is forms.DateInput and widget.input_type == "month":
        widget.format = "%Y-%m"
    elif kind is forms.DateInput:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif kind is forms.DateTimeInput:
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif kind is forms.TimeInput:
        widget.input_type, widget.format = "time", "%H:%M"
    elif kind is forms.Textarea and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"


def describe(bound: forms.BoundField) -> Shown:
    """Everything the field template needs."""
    _prepare(bound)
    widget = bound.field.widget
    kind = "check" if isinstance(widget, forms.CheckboxInput) else "group" if bound.use_fieldset else "line"
    control = bound.as_widget(attrs=_attributes(bound))
    # A field may be left empty and still mean something, as a weekday's hours do: then it does not say "optional".
    is_optional = (
        not bound.field.required and kind == "line" and not getattr(bound.field, "empty_means_something", False)
    )
    return Shown(kind, control, is_optional)
