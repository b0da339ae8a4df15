"""Forms: one service called once, the input kept whatever happens, errors told twice (in the summary, at the field)."""

from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from prm.lib.errors import DomainError
from prm.ui.views.details import ObjectScreen


def add_domain_error(form: forms.BaseForm, error: DomainError) -> None:
    """Puts a refusal into the form: at its fields where it names them, else above all."""
    known = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, [str(item) for item in text] if isinstance(text, list | tuple) else str(text))
    if not known or len(known) < len(error.fields):
        form.add_error(None, str(error))


class FormView(ObjectScreen):
    """Asks and then calls one service in `perform`. Without a `query` it makes something new.

    An input that does not hold is answered with 400, a refusal of the service with its own status, and both show the
    form again with everything that was typed.
    """

    form_class: type[forms.BaseForm]
    template_name = "ui/form.html"
    submit_label: Any = _("Save")
    intro: Any = ""
    message: Any = ""
    # Saves what is typed in the browser until it is sent (static/js/drafts.js).
    keep_draft = False

    def initial(self) -> dict[str, Any]:
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        """What else the form's constructor takes; for a ModelForm {"instance": self.object}."""
        return {}

    def build_form(self) -> forms.BaseForm:
        bound = self.request.method == "POST"
        data, files = (self.request.POST, self.request.FILES) if bound else (None, None)
        return self.form_class(data, files, initial=self.initial(), **self.form_kwargs())

    def perform(self, form: Any) -> Any:
        raise ImproperlyConfigured(f"{type(self).__name__} must call its service in perform(self, form).")

    def success_url(self, result: Any) -> str:
        return self.back_url()

    def cancel_url(self) -> str:
        return self.back_url()

    def success_message(self, result: Any) -> Any:
        return self.message

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.build_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A foreign or unknown object is 404 before anything of the input is looked at.
        self.object  # noqa: B018
        form = self.build_form()
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            result = self.perform(form)
        except DomainError as error:
            if error.status in (403, 404):
                raise
            add_domain_error(form, error)
            return self.show(form, status=error.status)
        if isinstance(result, HttpResponse):
            return result
        self.tell(self.success_message(result))
        return HttpResponseRedirect(self.success_url(result))

    def crumb_up(self) -> tuple[str, str] | None:
        """The object's own page, one step up the way down to this form; None where canceling leads elsewhere."""
        label, url, ref = str(self.object), self.cancel_url(), str(getattr(self.object, "ref", ""))
        return (label, url) if ref and ref in url and label != self.page_title() else None

    def show(self, form: forms.BaseForm, *, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "cancel_url": self.cancel_url(), "actor": self.actor}
        if self.object is not None:
            context |= {"object": self.object, self.object_name: self.object, "crumb_up": self.crumb_up()}
        return self.render(self.template_name, {**context, **self.context()}, status=status)
