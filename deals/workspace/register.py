"""Registering a deal for a partner."""

from django.utils.translation import gettext_lazy as _

from deals import queries
from deals.models import Registration
from deals.register import PreviewScreen, RegisterScreen
from programs.models import Partnership


class RegisterForPartner(RegisterScreen):
    title = _("Register for a partner")
    intro = _("For a partner that asked you to; it sees the registration in its portal at once.")

    def partnerships(self) -> list[Partnership]:
        return queries.all_partnerships_that_register()


class EditForPartner(RegisterForPartner):
    title = _("Continue the registration")

    def query(self, ref: str) -> Registration | None:
        row = queries.registration_by_ref(ref)
        return row if row and row.status in ("draft", "returned") else None

    def partnerships(self) -> list[Partnership]:
        return [self.object.partnership]


class PreviewForPartner(PreviewScreen, RegisterForPartner):
    pass
