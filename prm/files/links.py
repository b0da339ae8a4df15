"""Addresses of files: within a shell by ref, for everybody else by a signature that opens one file for five minutes."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from prm.files.models import StoredFile

SALT = "prm.files.link"
SECONDS = 300


def signed_path(file: StoredFile, vendor_slug: str) -> str:
    """A path that opens this one file, for whoever holds it, for five minutes."""
    token = signing.dumps([str(file.vendor_id), str(file.pk)], salt=SALT, compress=False)
    return reverse("public:files:signed", kwargs={"vendor": vendor_slug, "token": token})


def read_signed(token: str, vendor_id: UUID) -> UUID | None:
    """The file a signature names, if it is ours, fresh and of this vendor."""
    try:
        vendor, file = signing.loads(token, salt=SALT, max_age=SECONDS)
        return UUID(file) if UUID(vendor) == vendor_id else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
