from django.utils.translation import gettext_lazy as _

from agreements.permissions import AgreementPermission
from agreements.workspace.commitments import partner_card
from partners import page
from prm.ui import panels

panels.register(
    on="partner", key="agreements", label=_("Agreements"), url_name="workspace:agreements:partner-panel",
    permission=AgreementPermission.VIEW, order=80,
)  # fmt: skip
page.register_card(
    "main", "agreements.commitments", "agreements/partner_card.html", partner_card, order=20,
    permission=AgreementPermission.VIEW,
)  # fmt: skip
panels.register(
    on="settings", key="negotiation-limits", label=_("Negotiation limits"), url_name="workspace:agreements:limits",
    permission=AgreementPermission.VIEW, order=60,
)  # fmt: skip
