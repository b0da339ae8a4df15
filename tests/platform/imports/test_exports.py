import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from prm.imports.exports import csv_chunks, neutralize, write_csv, write_xlsx
from prm.lib.tabular import read_table

PREFIXES = ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", " =", "\u3000＝"]


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    return [[(cell.value, cell.data_type) for cell in row] for row in load_workbook(io.BytesIO(content)).active.rows]


def test_there_are_fourteen_prefixes():
    assert len(set(PREFIXES)) == 14


@pytest.mark.parametrize("prefix", PREFIXES)
def test_text_that_begins_like_a_formula_is_text_in_csv(prefix):
    payload = f"{prefix}cmd|' /C calc'!A0"
    rows = read_csv(write_csv([payload], [[payload]]))
    assert [cell[0] for row in rows for cell in row] == ["'", "'"]
    assert rows[1][0] == "'" + payload.replace("\x00", "")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_text_that_begins_like_a_formula_is_text_in_xlsx(prefix):
    payload = f"{prefix}HYPERLINK(1)"
    cells = [cell for row in read_xlsx(write_xlsx([payload], [[payload]])) for cell in row]
    assert [kind for _value, kind in cells] == ["s", "s"]
    assert [value[0] for value, _kind in cells] == ["'", "'"]


@pytest.mark.parametrize(
    "text", ["Acme - Tools", "a=b", "1+1", "", "'quoted", "O'Brien", "Müller & Söhne", "5 %", "-12.50", "+49301234"]
)
def test_other_text_is_left_alone(text):
    assert neutralize(text) == text


def test_numbers_and_dates_stay_what_they_are():
    row = [-5, Decimal("-12.50"), 1.5, date(2026, 3, 31), datetime(2026, 3, 31, 9, 30, tzinfo=UTC), True, None]
    columns = ["a", "b", "c", "d", "e", "f", "g"]
    assert read_csv(write_csv(columns, [row]))[1] == [
        "-5", "-12.50", "1.5", "2026-03-31", "2026-03-31 09:30:00+00:00", "true", "",
    ]  # fmt: skip
    values = [value for value, _kind in read_xlsx(write_xlsx(columns, [row]))[1]]
    assert values == [-5, -12.5, 1.5, datetime(2026, 3, 31), datetime(2026, 3, 31, 9, 30), "true", None]  # noqa: DTZ001


def test_every_line_survives_a_round_trip():
    text = 'Quote " comma , semicolon ; break \n end'
    assert read_csv(write_csv(["Text"], [[text]])) == [["Text"], [text]]


def test_long_files_come_in_pieces():
    chunks = list(csv_chunks(["n"], ([n] for n in range(2500)), rows_a_chunk=1000))
    assert len(chunks) == 3
    assert len(read_csv(b"".join(chunks))) == 2501


def test_text_longer_than_a_cell_is_cut():
    assert len(read_xlsx(write_xlsx(["a"], [["x" * 40_000]]))[1][0][0]) == 32_767


@pytest.mark.parametrize("text", ["=1+1", "-Acme", "@home", "＝1", "-12.50", "'quoted"])
def test_an_exported_file_comes_back_as_it_was(text):
    assert read_table(write_csv(["Text", "n"], [[text, 1]])).rows == [[text, "1"]]
    assert read_table(write_xlsx(["Text", "n"], [[text, 1]])).rows == [[text, "1"]]
