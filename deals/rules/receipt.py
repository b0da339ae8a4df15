"""Sealed receipts: what is hashed, how the chain runs and how anybody verifies one without us.

content_hash = SHA-256 of the canonical JSON of the content
link_hash    = SHA-256 of previous_hash, content_hash, sealed_at and sequence, one a line
signature    = Ed25519 over the link hash's 32 bytes
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "prm-receipt-1"
GENESIS = "0" * 64


def canonical(content: Mapping[str, Any]) -> bytes:
    """One spelling of the content: sorted keys, no spaces, UTF-8. Values are text, whole numbers, lists and maps."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def hash_content(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def hash_link(*, previous_hash: str, content_hash: str, sealed_at: str, sequence: int) -> str:
    return hashlib.sha256("\n".join((previous_hash, content_hash, sealed_at, str(sequence))).encode()).hexdigest()


def vendor_key(secret: str, vendor: str) -> Ed25519PrivateKey:
    """The vendor's own signing key, derived from the installation's secret; nothing is stored."""
    seed = HKDF(SHA256(), 32, salt=None, info=f"{FORMAT}:{vendor}".encode()).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def sign(key: Ed25519PrivateKey, link_hash: str) -> str:
    return base64.b64encode(key.sign(bytes.fromhex(link_hash))).decode()


@dataclass(frozen=True)
class Verification:
    """What holds and what does not. `is_genuine` needs all three."""

    is_content_intact: bool
    is_link_intact: bool
    is_signed: bool

    @property
    def is_genuine(self) -> bool:
        return self.is_content_intact and self.is_link_intact and self.is_signed


def verify(document: Mapping[str, Any], public_key: str) -> Verification:
    """Checks a downloaded receipt against a vendor's published key. A malformed document verifies nothing."""
    try:
        content = hash_content(document["content"]) == document["content_hash"]
        parts = {name: document[name] for name in ("previous_hash", "content_hash", "sealed_at", "sequence")}
        link = hash_link(**parts) == document["link_hash"]
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(document["signature"], validate=True), bytes.fromhex(document["link_hash"]))
    except InvalidSignature:
        return Verification(content, link, False)
    except (KeyError, TypeError, ValueError):
        return Verification(False, False, False)
    return Verification(content, link, True)
