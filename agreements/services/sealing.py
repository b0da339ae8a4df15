"""The executed agreement as a file: text, signatures, evidence, sealed with the vendor's own certificate."""

import base64
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.enums import Side
from agreements.models import Agreement, SealingKey
from agreements.queries.papers import signed_now
from agreements.services.wording import clauses_as_html
from prm.audit.services import record
from prm.documents import render_pdf
from prm.documents.seal import LIFETIME, fingerprint_of, make_certificate, seal_pdf
from prm.files.models import StoredFile
from prm.files.services import store
from prm.lib.actor import Actor
from prm.lib.errors import Refused
from prm.tenancy.models import Vendor
from prm.tenancy.scope import beyond_partner, current_vendor_id

FILE_KIND = "agreements.sealed"


def key_box() -> Fernet:
    """What the vendors' sealing keys are encrypted with; derived from the installation's secret for this use alone."""
    derived = HKDF(hashes.SHA256(), 32, salt=b"prm", info=b"agreements.sealing-key").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def current_key(*, at: datetime) -> SealingKey:
    """The vendor's sealing key, made on first use and made anew before it runs out. Needs the vendor's scope."""
    vendor = Vendor.objects.select_for_update(no_key=True).get(pk=current_vendor_id())
    key: SealingKey | None = SealingKey.objects.filter(retired_at=None).first()
    if key is not None and key.valid_until > at:
        return key
    SealingKey.objects.filter(retired_at=None).update(retired_at=at)
    certificate, private = make_certificate(vendor.legal_name or vendor.name, at=at)
    created: SealingKey = SealingKey.objects.create(
        certificate=certificate.decode(), fingerprint=fingerprint_of(certificate),
        encrypted_key=key_box().encrypt(private), valid_until=at + LIFETIME,
    )  # fmt: skip
    record(created, "sealing_key.made", actor=Actor.system(vendor.pk), at=at, summary=created.fingerprint)
    return created


@beyond_partner("sealing takes the vendor's key; a partner who opens its executed agreement first has it made")
def ensure_sealed(agreement_id: Any, *, at: datetime) -> str:
    """Makes the sealed file of an executed agreement, once, and answers with its file's ref.

    Renders a PDF, so it belongs in a task or a download. Refuses what is not executed. No event: nothing changes but
    that the file is there.
    """
    with transaction.atomic():
        row = Agreement.objects.select_for_update().get(pk=agreement_id)
        file = row.sealed_file or _seal(row, at=at)
        return str(file.ref)


def _seal(row: Agreement, *, at: datetime) -> StoredFile:
    if row.executed_at is None:
        raise Refused(_("Only an executed agreement is sealed."))
    key, actor = current_key(at=at), Actor.system(row.vendor_id)
    sealed = seal_pdf(
        agreement_pdf(row, key),
        certificate=key.certificate.encode(),
        key=key_box().decrypt(bytes(key.encrypted_key)),
        reason=f"{row.title} {row.ref}",
        at=at,
    )
    file = store(sealed, name=f"{row.ref}.pdf", actor=actor, at=at, partner_id=row.partner_id, kind=FILE_KIND)
    row.sealed_file, row.sealed_sha256 = file, sha256(sealed).hexdigest()
    row.save(update_fields=["sealed_file", "sealed_sha256"])
    record(row, "agreement.sealed", actor=actor, at=at, summary=row.sealed_sha256, visible_to_partner=True)
    return file


def agreement_pdf(row: Agreement, key: SealingKey | None = None) -> bytes:
    """The paper: its text, the signatures of both sides and, once executed, the page of evidence."""
    signatures = list(signed_now(row).select_related("member"))
    assets = {f"{item.side}{item.place}.png": bytes(item.drawing) for item in signatures if item.drawing}
    context = {
        "vendor": row.vendor,
        "partner": row.partner,
        "agreement": row,
        "title": row.title,
        "document_note": _("%(ref)s, version %(version)s, SHA-256 %(hash)s…")
        % {"ref": row.ref, "version": row.version_number, "hash": row.text_sha256[:16]},
        "clauses": clauses_as_html(row.text),
        "signatures": sorted(signatures, key=lambda item: (item.side == Side.VENDOR, item.place)),
        "key": key,
    }
    return render_pdf("agreements/documents/agreement.html", context, assets=assets)
