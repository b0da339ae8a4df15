"""What a file really is. The content decides; the name must agree with it. Pure: bytes in, type or refusal out."""

import re
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

from prm.files.archives import check_archive, office_type
from prm.files.images import check_image
from prm.files.names import extension_of
from prm.files.pdf import is_active
from prm.lib.errors import Invalid

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
}
TEXT = frozenset({"csv", "txt"})
IMAGE = frozenset({"png", "jpg", "gif", "webp"})
ZIPPED = frozenset({"xlsx", "docx", "pptx", "ods", "odt"})
# What a browser might run when it looks at a text; none of it belongs into a table or a note.
MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body|head|object|embed|\?xml|\?php|%)", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Sniffed:
    extension: str
    content_type: str
    data: bytes


def refusal(reason: str) -> Invalid:
    return Invalid(reason, code="file-refused", fields={"file": [reason]})


def sniff(data: bytes, name: str, *, allowed: frozenset[str]) -> Sniffed:
    """The type the content proves, with the bytes to keep (images are written anew).

    Raises Invalid where the content is none of the allowed types, is not what its name says, or carries something that
    runs: scripts, macros, archives that unpack to too much or to another place.
    """
    if not data:
        raise refusal(_("The file is empty."))
    named = extension_of(name)
    found = type_of(data, named)
    if found is None:
        raise refusal(_("This is no file we can take. Allowed: %(types)s.") % {"types": ", ".join(sorted(allowed))})
    if named != found:
        raise refusal(
            _("The name ends in .%(named)s, the content is %(found)s. Save it as what it is and try again.")
            % {"named": named or "?", "found": found}
        )
    if found not in allowed:
        raise refusal(
            _("%(found)s is not taken here. Allowed: %(types)s.")
            % {"found": found.upper(), "types": ", ".join(sorted(allowed))}
        )
    return Sniffed(found, CONTENT_TYPES[found], cleaned(data, found))


def type_of(data: bytes, named: str) -> str | None:
    """The type by content alone. The name only chooses between the two kinds of plain text."""
    head = data[:4096]
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK"):
        return office_type(data)
    for mark, found in (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"ID3", "mp3"),
    ):
        if head.startswith(mark):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mp4"
    if named in TEXT and is_plain_text(data) and not is_something_else(head):
        return named
    return None


def is_plain_text(data: bytes) -> bool:
    """Readable characters only, in UTF-8, UTF-16 with its mark, or a Western 8-bit encoding; no markup."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    else:
        text = data
    return not CONTROL.search(text) and not MARKUP.search(text[:65536])


def is_something_else(head: bytes) -> bool:
    """Whether a signature database knows the beginning as a binary format: programs, archives, databases."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return any(
        match.confidence >= 0.8 and not match.mime_type.startswith("text/") for match in matches if match.mime_type
    )


def cleaned(data: bytes, found: str) -> bytes:
    """What is kept of an allowed file. Raises Invalid where looking closer finds something that may not stay."""
    if found in IMAGE:
        return check_image(data, found)
    if found in ZIPPED:
        check_archive(data)
    if found == "pdf":
        if b"%%EOF" not in data[-2048:]:
            raise refusal(_("This PDF is cut off. Save it again and upload it anew."))
        if is_active(data):
            raise refusal(_("This PDF holds scripts or attachments. Print it to a new PDF and upload that."))
    return data
