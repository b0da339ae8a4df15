"""Checking a sealed receipt: for the partner, the vendor, a court. Reads no table of anybody's."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deals.rules.receipt import public_text, vendor_key
from deals.services.receipt import check_document
from prm.ui.views import FormView

MOST_BYTES = 64 * 1024


class ReceiptForm(forms.Form):
    file = forms.FileField(label=_("Receipt file"), required=False)
    text = forms.CharField(label=_("or its text"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        upload = values.get("file")
        if upload and upload.size > MOST_BYTES:
            raise forms.ValidationError(_now("This is no receipt: it is too large."))
        raw = upload.read() if upload else values.get("text", "").encode()
        try:
            document = json.loads(raw.decode())
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise forms.ValidationError(_now("This is no receipt. Choose the .json file you downloaded."))
        return {**values, "document": document}


class VerifyReceipt(FormView):
    permission = None
    public = True
    title = _("Verify a sealed receipt")
    template_name = "deals/verify.html"
    form_class = ReceiptForm
    submit_label = _("Verify")

    def context(self, **extra: Any) -> dict[str, Any]:
        key = public_text(vendor_key(settings.SECRET_KEY, str(self.vendor.pk)))
        return {"public_key": key, "found": None, "document": None, **getattr(self, "answer", {})}

    def perform(self, form: ReceiptForm) -> HttpResponse:
        document = form.cleaned_data["document"]
        self.answer = {"found": check_document(document, self.vendor), "document": document}
        return self.show(form)
