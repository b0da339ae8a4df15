"""File names as people gave them, made harmless. Pure."""

import re
import unicodedata

LONGEST_BYTES = 180
# Order marks can make "exe.pdf" look like "fdp.exe"; the rest are control and format characters.
FORBIDDEN = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f]')


def safe_name(name: str, extension: str) -> str:
    """The name without path, control and direction marks, short enough for every file system, ending as it is."""
    flat = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    shown = "".join(sign for sign in flat if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    stem = FORBIDDEN.sub("_", shown)
    given = extension_of(stem)
    stem = stem[: -len(given) - 1] if given else stem
    stem = " ".join(stem.split()).strip(" .") or "file"
    while len(stem.encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip(' .')}.{extension}"


def extension_of(name: str) -> str:
    """The last extension in lower case, "" where there is none. `jpeg` is the same as `jpg`."""
    _stem, dot, last = name.rstrip(" .").rpartition(".")
    found = last.lower() if dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", last) else ""
    return {"jpeg": "jpg", "jpe": "jpg", "text": "txt", "m4v": "mp4"}.get(found, found)
