"""Custom fields of a partner: what a vendor keeps of it beside what every vendor does. Partners do not see them."""

from django.utils.translation import gettext_lazy as _

from prm.forms.registry import form_kind

PARTNER_FIELDS = form_kind(
    "partners.partner",
    title=_("Custom fields of a partner"),
    text=_("Kept on every partner's page, in lists, exports and the API. Partners do not see them."),
    is_custom_fields=True,
)
