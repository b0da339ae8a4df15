"""The certificate as a file, for both sides."""

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from enablement.models import Award
from prm.documents import render_pdf
from prm.lib.errors import Refused
from prm.tenancy.models import Vendor


def certificate_content(award: Award, vendor: Vendor, *, address: str, at: datetime) -> tuple[str, str, bytes]:
    """Name, type and bytes. Refuses a revoked one: nobody gets a paper that says what no longer holds."""
    if award.status == "revoked":
        raise Refused(_("This certification was revoked, so there is no certificate of it."))
    title = _("Certificate: %(name)s") % {"name": award.certification.name}
    context = {"vendor": vendor, "title": title, "award": award, "address": address, "document_note": award.code}
    pdf = render_pdf("enablement/documents/certificate.html", context)
    return f"{slugify(award.certification.name)}-{slugify(award.holder_name)}.pdf", "application/pdf", pdf
