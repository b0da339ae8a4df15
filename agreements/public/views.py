"""Signing by link: one agreement, for whoever holds the link."""

from typing import Any

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.forms import SignForm
from agreements.services.links import SignPage, open_sign_link, sign_by_link
from prm.ui.views import FormView


class SignByLink(FormView):
    """Unknown, used, revoked and expired links answer alike (404)."""

    permission = None
    public = True
    title = _("Read and sign")
    template_name = "agreements/sign.html"
    form_class = SignForm
    submit_label = _("Sign agreement")

    @cached_property
    def page(self) -> SignPage:
        return open_sign_link(self.kwargs["token"], at=self.now)

    @property
    def object(self) -> SignPage:
        return self.page

    def page_title(self) -> str:
        return self.page.title

    def cancel_url(self) -> str:
        return ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"statement": self.page.statement}

    def initial(self) -> dict[str, Any]:
        return {"name": self.page.name, "email": self.page.email, "document_sha256": self.page.sha256}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"clauses": self.page.clauses, "page": self.page}

    def perform(self, form: Any) -> HttpResponse:
        title = sign_by_link(self.kwargs["token"], form.assent(self.request), at=self.now)
        return self.render("agreements/signed.html", {"agreement_title": title})
