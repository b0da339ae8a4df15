"""Registering a deal, on both sides: the same page, the same services, benefit and conditions beside the form."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deals.enums import Hint
from deals.forms import RegistrationForm
from deals.models import Registration
from deals.permissions import DealPermission
from deals.queries import customers_of_partner, line_keys_for
from deals.rules.eligibility import Qualification
from deals.rules.party import party_of_deal
from deals.services.conflict import ask
from deals.services.eligibility import Benefit, benefit_of, qualification_of
from deals.services.evidence import attach_evidence
from deals.services.registration import resubmit_registration, save_draft, submit_registration
from prm.ui.views import FormView
from programs.models import Partnership


@dataclass(frozen=True)
class Preview:
    """What stands beside the form. `hint` is None where nothing was asked, or too much."""

    benefit: Benefit
    qualification: Qualification
    hint: Hint | None
    is_limited: bool


class RegisterScreen(FormView):
    """One page: typing, checking, keeping and handing in are buttons of the same form."""

    permission = DealPermission.REGISTER
    form_class = RegistrationForm
    template_name = "deals/register.html"
    title = _("Register a deal")
    submit_label = _("Register deal")
    intro = _("About two minutes. You see what it brings before you send it.")

    def partnerships(self) -> list[Partnership]:
        raise TypeError(f"{type(self).__name__} must say which partnerships may register.")

    @cached_property
    def button(self) -> str:
        return str(self.request.POST.get("do", "submit"))

    @property
    def registration(self) -> Registration | None:
        return self.object if isinstance(self.object, Registration) else None

    def form_kwargs(self) -> dict[str, Any]:
        more = 1 if self.request.method == "POST" and self.button == "more" else 0
        return {"partnerships": self.partnerships(), "registration": self.registration, "more_lines": more}

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        self.preview = self.preview_of(form)
        self.customers = customers_of_partner([item.partner_id for item in form.partnerships.values()])
        return super().show(form, status=status)

    def context(self, **extra: Any) -> dict[str, Any]:
        row = self.registration
        return {
            "preview": self.preview,
            "customers": self.customers,
            "registration": row,
            "attached": row.files.select_related("file") if row else [],
            "preview_url": self.url("deals:registration-preview"),
        }

    def perform(self, form: RegistrationForm) -> Any:
        if self.button in ("more", "check"):
            return self.show(form)
        with transaction.atomic():
            return self.keep(form)

    def keep(self, form: RegistrationForm) -> Registration:
        """Saves what was typed, and hands it in when asked to; when that is refused nothing of it was saved."""
        row = save_draft(
            form.cleaned_data["partnership"],
            form.values(),
            form.line_inputs(),
            actor=self.actor,
            at=self.now,
            registration=self.registration,
        )
        attach_evidence(row, form.cleaned_data["attachments"], actor=self.actor, at=self.now)
        if self.button == "save":
            return row
        if row.status == "returned":
            return resubmit_registration(row, actor=self.actor, at=self.now)
        return submit_registration(row, actor=self.actor, at=self.now)

    def success_message(self, result: Registration) -> str:
        if self.button == "save":
            return _now("Draft saved.")
        return _now("Registered. Your sealed receipt is ready; we answer by the time promised.")

    def success_url(self, result: Registration) -> str:
        if result.status == "draft":
            return self.url("deals:registration-edit", ref=result.ref)
        return self.url("deals:registration-detail", ref=result.ref)

    def preview_of(self, form: Any) -> Preview | None:
        """Benefit, conditions and hint for what stands in the form so far."""
        if not form.partnerships:
            return None
        typed = self.typed(form)
        keys = line_keys_for(line.product for line in self.lines_typed(form))
        answer, is_limited = None, False
        if typed.customer_name:
            answer = ask(typed.partnership, party_of_deal(typed), keys, actor=self.actor, at=self.now)
            is_limited = answer is None
        return Preview(
            benefit_of(typed.partnership, typed.amount, typed.currency, typed.deal_type, at=self.now),
            qualification_of(typed, keys, answer, at=self.now),
            answer.hint if answer else None,
            is_limited,
        )

    def lines_typed(self, form: RegistrationForm) -> list[Any]:
        if form.is_bound:
            return form.line_inputs()
        return list(self.registration.lines.select_related("product")) if self.registration else []

    def typed(self, form: RegistrationForm) -> Registration:
        """The registration as it would be, never saved."""
        if form.is_bound:
            form.is_valid()
            values = form.values()
            partnership = form.cleaned_data.get("partnership") or next(iter(form.partnerships.values()))
        else:
            values = {name: value for name, value in form.initial.items() if name != "partnership"}
            partnership = form.partnerships.get(form.initial["partnership"], next(iter(form.partnerships.values())))
        row = Registration(partner_id=partnership.partner_id, partnership=partnership)
        if self.registration:
            row.pk = self.registration.pk
        for name, value in values.items():
            setattr(row, name, value)
        row.amount = sum((line.amount for line in self.lines_typed(form)), start=row.amount * 0)
        row.currency = row.currency or partnership.program.currency
        return row


class PreviewScreen(RegisterScreen):
    """The fragment beside the form, asked for by htmx while somebody types. Writes nothing but the question asked."""

    http_method_names = ["post", "options"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.build_form()
        return self.render("deals/preview.html", {"preview": self.preview_of(form), "page_title": ""})
