"""The one writer of CSV and XLSX: every download of every list goes through here, so that no cell is ever a formula.

A spreadsheet runs text that begins like a formula. Such text gets an apostrophe before it, in headers too; numbers,
amounts and dates stay what they are. Ours, since defusedcsv leaves TAB, CR, LF, NUL, spaces and full-width signs alone.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

# As themselves, full-width, and as whatever a spreadsheet skips before it looks: blanks, line breaks, NUL.
DANGEROUS = tuple("=+-@\t\r\n\x00＝＋－＠|%")
# "-12.50" written as text is a number and stays one, so that a file of refused rows can be uploaded again.
NUMBER = re.compile(r"[+-]?\d[\d.,']*")
SKIPPED = " \u00a0\u200b\ufeff\u3000\v\f"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def neutralize(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it. NUL goes, since no cell holds it."""
    if NUMBER.fullmatch(text):
        return text
    is_dangerous = text.startswith(DANGEROUS) or text.lstrip(SKIPPED).startswith(DANGEROUS)
    text = text.replace("\x00", "")
    return f"'{text}" if is_dangerous else text


def plain(value: Any) -> str | int | float | Decimal | date | time | None:
    """A value as a cell holds it: numbers and dates as they are, everything else as harmless text."""
    if value is None or isinstance(value, bool):
        return {None: None, True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal | date | time):
        return value
    if isinstance(value, list | tuple | set):
        return neutralize(", ".join(str(item) for item in value))
    return neutralize(value if isinstance(value, str) else str(value))


def csv_chunks(columns: Sequence[Any], rows: Iterable[Sequence[Any]], *, rows_a_chunk: int = 1000) -> Iterator[bytes]:
    """The file in pieces, for streaming. UTF-8 with its mark, since Excel takes it for something else otherwise."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([neutralize(str(column)) for column in columns])
    for count, row in enumerate(rows, 1):
        writer.writerow([_csv_cell(value) for value in row])
        if count % rows_a_chunk == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def write_csv(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file of these columns and rows."""
    return b"".join(csv_chunks(columns, rows))


def write_xlsx(columns: Sequence[Any], rows: Iterable[Sequence[Any]], *, sheet: str = "") -> bytes:
    """An XLSX file of these columns and rows: one sheet, a frozen bold header, numbers and dates as such."""
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet[:31] or None)
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            page.write_string(0, place, neutralize(str(column)), bold)
            page.set_column(place, place, min(40, max(10, len(str(column)) + 2)))
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write_cell(page, line, place, plain(value), moment)
    return buffer.getvalue()


def _write_cell(page: Any, line: int, place: int, value: Any, moment: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        # Cells hold 32,767 characters; a longer text is cut rather than the whole file refused.
        page.write_string(line, place, value[:32_767])
    elif isinstance(value, datetime):
        page.write_datetime(line, place, value.replace(tzinfo=None), moment)
    elif isinstance(value, date | time):
        page.write_datetime(line, place, value)
    else:
        page.write_number(line, place, value)


def _csv_cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else value


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", errors="replace")
