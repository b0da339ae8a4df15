"""The personal link of an application: it opens one application of one vendor, and nothing else."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from prm.notifications import personal
from prm.tenancy.models import Vendor
from prm.tenancy.scope import current_vendor_id

SALT = "programs.application"
KIND = "application"


def application_token(vendor_id: UUID, application_id: UUID) -> str:
    return signing.Signer(salt=SALT).sign(f"{vendor_id.hex}{application_id.hex}")


def application_of_token(token: str, vendor_id: UUID) -> UUID | None:
    """The application a token names; None for a forged one and for another vendor's."""
    try:
        ids = signing.Signer(salt=SALT).unsign(token)
        vendor, application = UUID(ids[:32]), UUID(ids[32:])
    except (signing.BadSignature, ValueError):
        return None
    return application if vendor == vendor_id else None


def application_path(application_id: str) -> str:
    """The path of the open scope's vendor; mails hold it only on their way out."""
    vendor = Vendor.objects.get(pk=current_vendor_id())
    token = application_token(vendor.pk, UUID(application_id))
    return reverse("public:programs:application", kwargs={"vendor": vendor.slug, "token": token})


def secret_of(application_id: UUID) -> str:
    return f"{KIND}:{application_id}"


personal.register(KIND, application_path)
