from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.permissions import AgreementPermission, TemplatePermission
from prm.lib.actor import Actor
from prm.ui import nav


def waiting(actor: Actor) -> int:
    """Signed by the partner, or sent back with a wish: our turn."""
    ours = Agreement.objects.filter(status="partly_signed").count()
    return ours + Agreement.objects.filter(status__in=("negotiation", "declined")).exclude(change_request="").count()


nav.register(
    audience="workspace", group="onboard", label=_("Agreements"), url_name="workspace:agreements:agreement-list",
    permission=AgreementPermission.VIEW, icon="writing-sign", order=50, badge=waiting,
)  # fmt: skip
nav.register(
    audience="workspace", group="onboard", label=_("Agreement templates"),
    url_name="workspace:agreements:template-list", permission=TemplatePermission.EDIT, icon="template", order=55,
)  # fmt: skip
nav.register(
    audience="workspace", group="onboard", label=_("Promises"), url_name="workspace:agreements:commitment-list",
    permission=AgreementPermission.VIEW, icon="heart-handshake", order=52,
)  # fmt: skip
