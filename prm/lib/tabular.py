"""Reads tables out of CSV and XLSX files that anybody may have made: any delimiter, encoding and quoting.

The file is judged by its content, never by its name. What is no table is refused with a sentence its sender can act on,
before anything is stored. Every value comes out as stripped text; dates of a spreadsheet as 2026-03-31.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.lib.errors import Invalid

MAX_BYTES = 30 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
DELIMITERS = ",;\t|"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A spreadsheet packs well; beyond this its parts would fill the memory.
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
KNOWN_FILES = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel 97-2003 (.xls)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"MZ", gettext_lazy("Windows program")),
    (b"\x7fELF", gettext_lazy("program")),
    (b"SQLite format", "SQLite"),
)
# Our own exports put an apostrophe before what a spreadsheet would run; coming back, it is taken off again.
ESCAPED = re.compile(r"^'(?=[=+\-@＝＋－＠|%])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Table:
    """A header and the rows under it. `numbers` are the lines they had in the file, for people to find them again."""

    header: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    format: str
    encoding: str = ""
    delimiter: str = ""


def read_table(content: bytes, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> Table:
    """The table in the file. Raises Invalid, saying what is wrong, for anything that is none or too large."""
    if not content.strip():
        raise Invalid(_("The file is empty."), code="empty-file")
    if len(content) > max_bytes:
        limit = max_bytes // (1024 * 1024)
        raise Invalid(
            _("The file is larger than %(limit)s MB. Split it into parts.") % {"limit": limit}, code="too-large"
        )
    if content[:4] == b"PK\x03\x04":
        return _table(_xlsx_rows(content), max_rows, "xlsx")
    for magic, name in KNOWN_FILES:
        if content.startswith(magic):
            raise Invalid(_("This is a %(kind)s file. Save it as CSV or XLSX.") % {"kind": name}, code="wrong-format")
    return _read_csv(content, max_rows)


def _read_csv(content: bytes, max_rows: int) -> Table:
    text, encoding = _decode(content)
    if re.match(r"\s*(<!doctype|<html|<\?xml|\{\s*\"|\[\s*[\[{])", text[:200], re.IGNORECASE):
        raise Invalid(_("This is no table but a web page, XML or JSON. Save it as CSV or XLSX."), code="wrong-format")
    delimiter = _delimiter(text)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    return _table(_numbered(reader), max_rows, "csv", encoding, delimiter)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; a quoted cell may hold line breaks."""
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid(
                _("Line %(line)s cannot be read: %(error)s.") % {"line": line, "error": error}, code="unreadable"
            ) from None
        yield line, row
        line = reader.line_num + 1


def _decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: by its byte order mark, as UTF-8, as unmarked UTF-16, else as Western European."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _decode_as(content, encoding), encoding
    if content.count(b"\x00") > len(content) // 4:
        encoding = "utf-16-le" if content[1::2].count(b"\x00") > content[::2].count(b"\x00") else "utf-16-be"
        return _decode_as(content, encoding), encoding
    try:
        return _checked(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        # Excel's "CSV" is Windows-1252 in the West; bytes it leaves undefined show that it is something else.
        return _decode_as(content, "cp1252"), "cp1252"


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return _checked(content.decode(encoding))
    except UnicodeDecodeError:
        raise Invalid(
            _("The text encoding of the file was not recognized. Save it as CSV in UTF-8."), code="wrong-encoding"
        ) from None


def _checked(text: str) -> str:
    if CONTROL.search(text):
        raise Invalid(_("This is no text file. Save the table as CSV or XLSX."), code="wrong-format")
    return text


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells, most cells winning."""
    sample = text[:20_000]
    if marked := re.match(r"sep=(.)\r?\n", sample):
        return marked.group(1)
    best = (0.0, ",")
    for delimiter in DELIMITERS:
        try:
            lines = [
                len(row)
                for _n, row in zip(
                    range(30), csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), strict=False
                )
                if row
            ]
        except csv.Error:
            continue
        if lines and lines[0] > 1:
            agreeing = sum(cells == lines[0] for cells in lines) / len(lines)
            best = max(best, (agreeing * min(lines[0], 20), delimiter))
    return best[1]


def _table(
    rows: Iterator[tuple[int, list[str]]], max_rows: int, kind: str, encoding: str = "", delimiter: str = ""
) -> Table:
    header: tuple[str, ...] = ()
    kept: list[list[str]] = []
    numbers: list[int] = []
    for number, cells in rows:
        row = [ESCAPED.sub("", cell.strip()) for cell in cells]
        if not any(row) or (not header and re.fullmatch(r"sep=.", ",".join(row))):
            continue
        if not header:
            header = _header(row)
            continue
        if len(kept) == max_rows:
            raise Invalid(
                _("The file has more than %(limit)s rows. Split it into parts.") % {"limit": max_rows},
                code="too-many-rows",
            )
        if len(row) > len(header) and any(row[len(header) :]):
            raise Invalid(
                _("Line %(line)s has %(found)s cells, the header only %(wanted)s. Put text with a delimiter in quotes.")
                % {"line": number, "found": len(row), "wanted": len(header)},
                code="ragged",
            )
        kept.append((row + [""] * (len(header) - len(row)))[: len(header)])
        numbers.append(number)
    if not header:
        raise Invalid(_("The file is empty."), code="empty-file")
    if not kept:
        raise Invalid(_("The file has a header and no rows under it."), code="no-rows")
    return Table(header, kept, numbers, kind, encoding, delimiter)


def _header(cells: list[str]) -> tuple[str, ...]:
    """The column names. Empty ones at the end are dropped, others are named by their place, repeated ones counted."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise Invalid(_("The file has more than %(limit)s columns.") % {"limit": MAX_COLUMNS}, code="too-many-columns")
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:120] or _("Column %(place)s") % {"place": place}
        names.append(name if name not in names else f"{name} ({place})")
    return tuple(names)


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise Invalid(_("The workbook has no visible sheet."), code="no-rows")
        # The size a file claims to have is not trusted.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), 1):
            yield number, [_text(value) for value in row]
    except (Invalid, MemoryError):
        raise
    except Exception:
        # openpyxl raises whatever its parts do on a broken file.
        raise Invalid(
            _("The workbook is damaged. Open and save it again, or save it as CSV."), code="unreadable"
        ) from None


def _check_archive(content: bytes) -> None:
    """Refuses archives that are no workbook, and workbooks made to exhaust the reader."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise Invalid(
            _("The workbook is damaged. Open and save it again, or save it as CSV."), code="unreadable"
        ) from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Invalid(_("This archive is no workbook. Save the table as CSV or XLSX."), code="wrong-format")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if unpacked > MAX_UNPACKED or (unpacked > 1024 * 1024 and unpacked / packed > MAX_RATIO) or len(parts) > 2000:
        raise Invalid(_("The workbook unpacks to far more than its size and was refused."), code="too-large")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(part).read(4096).upper():
                raise Invalid(
                    _("The workbook is damaged. Open and save it again, or save it as CSV."), code="unreadable"
                )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)[:MAX_CELL]
