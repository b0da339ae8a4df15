"""People at a partner whom we know."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.forms import ContactForm
from partners.models import Contact, Partner
from partners.permissions import PartnerPermission
from partners.services import contact as service
from partners.workspace.partners import PartnerFormView
from prm.ui.views import ActionView


class ContactCreate(PartnerFormView):
    title = _("New contact")
    form_class = ContactForm
    message = _("Contact saved.")

    def perform(self, form: Any) -> Contact:
        return service.save_contact(self.object, actor=self.actor, at=self.now, **form.cleaned_data)


class ContactEdit(PartnerFormView):
    title = _("Edit contact")
    form_class = ContactForm
    message = _("Contact saved.")

    def query(self, ref: str, contact: str = "") -> Partner | None:
        """The partner, if the contact is one of its people."""
        partner = queries.partner_by_ref(ref)
        return partner if partner and queries.contact_by_ref(partner, contact) else None

    @cached_property
    def contact(self) -> Contact | None:
        return queries.contact_by_ref(self.object, self.kwargs["contact"])

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.contact}

    def perform(self, form: Any) -> Contact:
        return service.save_contact(
            self.object, contact=self.contact, actor=self.actor, at=self.now, **form.cleaned_data
        )


class ContactRemove(ActionView):
    permission = PartnerPermission.EDIT
    message = _("Contact removed.")

    def query(self, ref: str, contact: str) -> Contact | None:
        partner = queries.partner_by_ref(ref)
        return queries.contact_by_ref(partner, contact) if partner else None

    def perform(self, obj: Contact, data: Any) -> None:
        service.remove_contact(obj, actor=self.actor, at=self.now)

    def success_url(self, obj: Contact, result: Any) -> str:
        return self.url("partners:partner-detail", ref=self.kwargs["ref"])
