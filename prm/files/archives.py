"""Office files are archives: what kind they are, and whether they unpack to no more than they may. Pure."""

import io
import stat
import zipfile

from django.utils.translation import gettext as _

from prm.lib.errors import Invalid

MOST_ENTRIES = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
# Office files reach 1:30 with long sheets of one value; bombs start at 1:1000.
MOST_RATIO = 150
SMALL = 10 * 1024 * 1024
OPENDOCUMENT = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "odt",
}
ACTIVE_PARTS = ("vbaproject.bin", "/activex/", "/embeddings/", "/macrosheets/", "basic/script")


def office_type(data: bytes) -> str | None:
    """xlsx, docx, pptx, ods or odt; None for every other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                return OPENDOCUMENT.get(archive.read("mimetype")[:100].strip())
            if "[Content_Types].xml" not in names:
                return None
            for part, found in (
                ("xl/workbook.xml", "xlsx"),
                ("word/document.xml", "docx"),
                ("ppt/presentation.xml", "pptx"),
            ):
                if part in names:
                    return found
    except (zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError, OSError):
        return None
    return None


def check_archive(data: bytes) -> None:
    """Raises Invalid for macros, for paths that lead out, for links, and for what unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _refused(_("This file is damaged and cannot be read.")) from error
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or (unpacked > SMALL and unpacked > len(data) * MOST_RATIO)
    ):
        raise _refused(_("This file unpacks to far more than it may hold."))
    for entry in entries:
        name = entry.filename.lower().replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or stat.S_ISLNK(entry.external_attr >> 16):
            raise _refused(_("This file holds parts that point outside of it."))
        if any(part in f"/{name}" for part in ACTIVE_PARTS):
            raise _refused(_("This file holds macros or embedded programs. Save it without them."))


def _refused(reason: str) -> Invalid:
    return Invalid(reason, code="file-refused", fields={"file": [reason]})
