"""Identifiers: UUIDv7 primary keys made in Python and short public refs."""

import secrets
import time
from uuid import UUID

# Crockford's base 32: no I, L, O or U, so that a ref read over the telephone cannot be misheard.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Eight times over, so that a random byte is one of its letters, each as likely.
LETTERS = ALPHABET.encode() * 8


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562 section 5.7): 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    # Drawn in one: an import makes tens of thousands.
    drawn = secrets.randbits(74)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (drawn >> 62) << 64
    value |= 0b10 << 62 | drawn & ((1 << 62) - 1)
    return UUID(int=value)


def make_ref(kind: str) -> str:
    """A public ref such as `REG-7K3QZD`: the kind and six random characters, so that it tells nobody the volume."""
    return f"{kind}-{secrets.token_bytes(6).translate(LETTERS).decode()}"
