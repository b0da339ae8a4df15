"""What in a PDF runs, or carries a file within. Pure: bytes in."""

import re
import zlib
from collections.abc import Iterator

ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles|RichMedia|XFA)\b")
TEXT = re.compile(rb"[\t\n\f\r\x20-\x7e]+")
NEAR = 12
MOST = 2**25


def is_active(data: bytes) -> bool:
    """Whether an object names a script, a program or a file within.

    The bytes of a compressed stream may spell one of the names by chance, in every fourth PDF of some megabytes: there it
    counts only where text stands around it, as around an object that hides in a stream. Compressed objects are opened.
    """
    return any(
        ACTIVE.search(objects) or _spells(body) or (b"/ObjStm" in objects[-500:] and ACTIVE.search(_inflated(body)))
        for objects, body in _parts(data)
    )


def _parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before each stream, and the stream."""
    at = 0
    while (start := data.find(b"stream", at)) >= 0 and (end := data.find(b"endstream", start)) >= 0:
        yield data[at:start], data[start + len(b"stream") : end]
        at = end + len(b"endstream")
    yield data[at:], b""


def _spells(body: bytes) -> bool:
    return any(
        TEXT.fullmatch(body[max(0, hit.start() - NEAR) : hit.end() + NEAR]) is not None for hit in ACTIVE.finditer(body)
    )


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body.lstrip(b"\r\n"), MOST)
    except zlib.error:
        return b""
