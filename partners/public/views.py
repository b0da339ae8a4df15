"""Somebody whose company is a partner already asks for access to its portal."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from partners.services.access import request_access
from prm.forms.fields import AddressField
from prm.forms.guard import Guarded, refuse_floods
from prm.ui.views import FormView

SENT_AN_HOUR = 10


class AccessForm(Guarded):
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = AddressField(
        label=_("Your e-mail at work"), help_text=_("Its domain tells your company; mail services tell nothing.")
    )
    reason = forms.CharField(label=_("What do you need it for?"), max_length=400, required=False)


class AskAccess(FormView):
    """The answer is the same whoever asks: it tells nobody who is a partner and who works there."""

    permission = None
    public = True
    title = _("Ask for access")
    intro = _("Your company is a partner already? Its administrator lets you in.")
    template_name = "partners/ask_access.html"
    form_class = AccessForm
    submit_label = _("Ask for access")

    def perform(self, form: AccessForm) -> HttpResponse:
        refuse_floods("access", self.request, self.vendor.pk, an_hour=SENT_AN_HOUR)
        data = form.cleaned_data
        request_access(name=data["name"], email=data["email"], reason=data["reason"], at=self.now)
        return HttpResponseRedirect(f"{self.request.path}?sent=1")

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"is_sent": "sent" in self.request.GET}
