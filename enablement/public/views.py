"""Whether a certificate holds, for anybody who has its code."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from enablement.services.certification import verify_award
from prm.ui.views import FormView, Screen

CODE = RegexValidator(r"^[0-9A-Za-z -]{16,24}$", _("A code has sixteen letters and digits, in groups of four."))


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code on the certificate"), max_length=24, validators=[CODE])

    def clean_code(self) -> str:
        plain = self.cleaned_data["code"].upper().replace("-", "").replace(" ", "")
        return "-".join(plain[start : start + 4] for start in range(0, 16, 4))


class VerifyForm(FormView):
    """Asks for the code, for those who read it from paper."""

    permission = None
    public = True
    title = _("Verify a certificate")
    intro = _("The code stands at the foot of the certificate.")
    form_class = CodeForm
    template_name = "enablement/verify_form.html"
    submit_label = _("Verify")

    def perform(self, form: Any) -> str:
        return str(form.cleaned_data["code"])

    def success_url(self, result: str) -> str:
        return str(self.url("public:enablement:verify", code=result))


class Verify(Screen):
    """The answer. An unknown code is 404 with the same page and no hint of what exists."""

    permission = None
    public = True
    title = _("Verify a certificate")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = str(kwargs["code"])
        found = verify_award(code, at=self.now) if len(code) <= 24 else None
        context = {"verified": found, "code": code.upper()}
        return self.render("enablement/verify.html", context, status=200 if found else 404)
