import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from prm.lib.errors import Invalid
from prm.lib.tabular import read_table


def rows_of(content):
    table = read_table(content)
    return [list(table.header), *table.rows]


def workbook(*rows, title="Data"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def archive(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(delimiter):
    lines = [["Name", "City", "Note"], ["Acme, Inc", "Köln; Süd", "a|b\tc"], ["Bluebird", "", "x"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    table = read_table(text.encode())
    assert (list(table.header), table.rows) == (lines[0], lines[1:])
    assert table.delimiter == delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_any_encoding(encoding):
    assert rows_of("Name,City\nMüller,Köln\nNoël,Paris\n".encode(encoding)) == [
        ["Name", "City"], ["Müller", "Köln"], ["Noël", "Paris"],
    ]  # fmt: skip


def test_quoted_line_breaks_stay_in_their_cell_and_lines_keep_their_numbers():
    table = read_table(b'Name,Note\r\n"Acme","first\nsecond"\r\n\r\nBluebird,"say ""hi"""\r\n')
    assert table.rows == [["Acme", "first\nsecond"], ["Bluebird", 'say "hi"']]
    assert table.numbers == [2, 5]


def test_blank_lines_spaces_and_empty_trailing_columns_do_not_matter():
    assert rows_of(b"\n\n Name , City ,,\n Acme , Bonn ,,\n,,,\nBluebird\n") == [
        ["Name", "City"], ["Acme", "Bonn"], ["Bluebird", ""],
    ]  # fmt: skip


def test_headings_without_text_or_twice_get_their_place():
    assert read_table(b"Name,,Name\na,b,c\n").header == ("Name", "Column 2", "Name (3)")


def test_excel_says_its_delimiter_in_the_first_line():
    assert rows_of(b"sep=;\nName;City\nAcme;Bonn\n") == [["Name", "City"], ["Acme", "Bonn"]]


def test_a_single_column():
    assert rows_of(b"Name\nAcme\nBluebird, Inc\n".replace(b", Inc", b"")) == [["Name"], ["Acme"], ["Bluebird"]]


def test_a_workbook_gives_values_as_text():
    content = workbook(
        ["Name", "Count", "Rate", "Day", "Moment", "Yes"],
        ["Acme", 5, 1.5, date(2026, 3, 31), datetime(2026, 3, 31, 9, 30), True],  # noqa: DTZ001
        [None, None, None, None, None, None],
        ["=1+1", 1e3, None, None, None, False],
    )
    table = read_table(content)
    assert table.rows[0] == ["Acme", "5", "1.5", "2026-03-31", "2026-03-31 09:30:00", "true"]
    assert table.rows[1] == ["", "1000", "", "", "", "false"]
    assert (table.numbers, table.format) == ([2, 4], "xlsx")


GARBAGE = {
    "nothing": (b"", "empty-file"),
    "blanks": (b" \n\t\n ", "empty-file"),
    "a header alone": (b"Name,City\n", "no-rows"),
    "a PDF": (b"%PDF-1.7 ...", "wrong-format"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "wrong-format"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "wrong-format"),
    "a program": (b"\x7fELF" + bytes(range(256)), "wrong-format"),
    "random bytes": (bytes((n * 7919) % 251 for n in range(4000)), None),
    "a web page": (b"<!DOCTYPE html><html><body>Name,City</body></html>", "wrong-format"),
    "JSON": (b'{"name": "Acme", "rows": [1, 2]}', "wrong-format"),
    "an unquoted delimiter": (b"Name,City\nAcme, Inc,Bonn\nx,y\n", "ragged"),
    "another archive": (archive(readme_txt=b"hello"), "wrong-format"),
    "a cut workbook": (workbook(["Name"], ["Acme"])[:900], "unreadable"),
    "an endless cell": (b"Name,City\n" + b"x" * 30_000 + b",y\n", "unreadable"),
    "an open quote": (b'Name,City\n"' + b"x,y\n" * 9000, "unreadable"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_table_is_refused_by_its_content(name):
    content, code = GARBAGE[name]
    with pytest.raises(Invalid) as refused:
        read_table(content)
    assert str(refused.value)
    assert code in (None, refused.value.code)


def test_a_workbook_made_to_fill_the_memory_is_refused():
    bomb = archive(xl__workbook_xml=b"<workbook/>", xl__sheet_xml=b"0" * 60_000_000)
    with pytest.raises(Invalid) as refused:
        read_table(bomb)
    assert refused.value.code == "too-large"


def test_a_workbook_with_entities_is_refused():
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    with pytest.raises(Invalid) as refused:
        read_table(archive(xl__workbook_xml=evil))
    assert refused.value.code == "unreadable"


def test_limits_of_rows_columns_and_size():
    with pytest.raises(Invalid, match="more than 3 rows"):
        read_table(b"n\n" + b"1\n" * 4, max_rows=3)
    with pytest.raises(Invalid, match="columns"):
        read_table((",".join("abc" for _ in range(300)) + "\n" + "1\n").encode())
    with pytest.raises(Invalid, match="larger than"):
        read_table(b"n\n" + b"1\n" * 600_000, max_bytes=1024 * 1024)


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_again(rows):
    import csv

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(["One", "Two", "Three"])
    writer.writerows(rows)
    expected = [row for row in rows if any(row)]
    if not expected:
        return
    assert read_table(buffer.getvalue().encode()).rows == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        table = read_table(content)
    except Invalid:
        return
    assert table.header
    assert all(len(row) == len(table.header) for row in table.rows)
