"""Actions: a POST that calls one service and goes back, with a message and where possible an undo."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from prm.lib.errors import Invalid
from prm.ui.views.details import ObjectScreen


@dataclass(frozen=True)
class Undo:
    """How to take an action back: a POST to this address within so many seconds."""

    url: str
    seconds: int = 30

    @property
    def tags(self) -> str:
        return f"undo|{self.seconds}|{self.url}"


class ActionView(ObjectScreen):
    """POST only. `perform(self, obj, data)` calls the service; `data` is the cleaned form, or the POST itself.

    A second click meets the lifecycle: the answer is 409 with what the state is now, and nothing changes twice.
    """

    http_method_names = ["post", "options"]
    form_class: type[forms.BaseForm] | None = None
    message: Any = ""

    def perform(self, obj: Any, data: Any) -> Any:
        raise ImproperlyConfigured(f"{type(self).__name__} must call its service in perform(self, obj, data).")

    def success_url(self, obj: Any, result: Any) -> str:
        return self.back_url()

    def success_message(self, obj: Any, result: Any) -> Any:
        return self.message

    def undo(self, obj: Any, result: Any) -> Undo | None:
        """The way back, where there is one; money and signatures have none."""
        return None

    def clean(self) -> Any:
        if self.form_class is None:
            return self.request.POST
        form = self.form_class(self.request.POST, self.request.FILES)
        if not form.is_valid():
            first = next(iter(form.errors.values()))[0]
            raise Invalid(str(first), fields={name: list(texts) for name, texts in form.errors.items()})
        return form.cleaned_data

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = self.object
        result = self.perform(obj, self.clean())
        if isinstance(result, HttpResponse):
            return result
        undo = self.undo(obj, result)
        self.tell(self.success_message(obj, result), tags=undo.tags if undo else "")
        return HttpResponseRedirect(self.success_url(obj, result))
