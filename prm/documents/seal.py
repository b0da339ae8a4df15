"""Sealing a PDF with a certificate of our own (PAdES), and telling whether a seal still holds.

The certificate is self-made: it proves that the file is unchanged since this vendor sealed it, to whoever compares the
fingerprint; it does not stand in any public list of authorities. pyHanko is imported by the first seal.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FIELD = "VendorSeal"
LIFETIME = timedelta(days=3652)


@dataclass(frozen=True)
class SealReport:
    """Whether the file is as it was sealed, whose seal it is and when it was set."""

    is_intact: bool
    is_ours: bool
    covers_all: bool
    sealed_by: str
    sealed_at: datetime | None

    @property
    def holds(self) -> bool:
        return self.is_intact and self.is_ours and self.covers_all


BROKEN = SealReport(is_intact=False, is_ours=False, covers_all=False, sealed_by="", sealed_at=None)


def make_certificate(name: str, *, at: datetime) -> tuple[bytes, bytes]:
    """A new P-256 key and its self-signed certificate, valid ten years from `at`: (certificate PEM, key PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name[:64]), x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64])]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private


def fingerprint_of(certificate: bytes) -> str:
    return x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex()


def _certificate(pem: bytes) -> Any:
    from pyhanko.keys.pemder import load_certs_from_pemder_data

    return next(iter(load_certs_from_pemder_data(pem)))


def seal_pdf(pdf: bytes, *, certificate: bytes, key: bytes, reason: str, at: datetime) -> bytes:
    """The file with a certifying PAdES signature that allows no later change."""
    from pyhanko.keys.pemder import load_private_key_from_pemder_data
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    own = _certificate(certificate)
    store.register(own)
    signer = signers.SimpleSigner(
        signing_cert=own, signing_key=load_private_key_from_pemder_data(key, passphrase=None), cert_registry=store
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        name=str(own.subject.native["common_name"]),
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    sealed = BytesIO()
    write = signers.PdfSigner(metadata, signer=signer).sign_pdf
    _in_own_thread(partial(write, IncrementalPdfFileWriter(BytesIO(pdf)), output=sealed, existing_fields_only=False))
    return sealed.getvalue()


def check_seal(pdf: bytes, *, certificate: bytes, at: datetime) -> SealReport:
    """Reads the seal back against the vendor's certificate. What is no PDF, or has no seal, is not intact."""
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except PdfReadError:
        return BROKEN
    if not found:
        return BROKEN
    context = ValidationContext(
        trust_roots=[_certificate(certificate)], moment=at.astimezone(UTC), allow_fetching=False
    )
    status = _in_own_thread(partial(validate_pdf_signature, found[0], context))
    return SealReport(
        is_intact=status.intact and status.valid,
        is_ours=status.trusted,
        covers_all=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        sealed_by=str(status.signing_cert.subject.native["common_name"]),
        sealed_at=status.signer_reported_dt,
    )


def _in_own_thread(call: Callable[[], Any]) -> Any:
    """The library runs an event loop, of which a thread has one at most; the caller's may have its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(call).result()
