"""Files that are brought as tables: read in any common form, or refused in words."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from revision_app.web import table_files
from revision_app.web.table_files import UnreadableTable, tables_in
from tests.support.people_files import as_csv, as_xlsx

ROWS = (("Name", "E-mail"), ("Zoë; “Ada”, the 1st", "zoe@example.org"), (), ("Émile\nB", "e@example.org"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_with_any_sign_between_cells_and_in_any_common_encoding(delimiter: str, encoding: str) -> None:
    tables = tables_in(as_csv(ROWS, delimiter, encoding))
    assert any(table.rows == ROWS for table in tables)
    assert {bool(table.note) for table in tables} == {encoding == "cp1252"}


@pytest.mark.parametrize("first", ["sep=;\r\n", "sep=;\n", "SEP=;\r\n"])
def test_the_line_in_which_excel_names_the_sign_is_no_row(first: str) -> None:
    (table,) = tables_in(first.encode() + as_csv(ROWS, ";"))
    assert table.rows == ROWS


def test_a_workbook_gives_whole_numbers_without_a_point_days_and_the_values_of_formulas() -> None:
    book, file = Workbook(), BytesIO()
    book.active.append(["Name", 1042.0, 10420000000001, True, 1.5, "=1+1"])
    book.create_sheet("Second")
    book.save(file)
    (table,) = tables_in(file.getvalue())
    assert table.rows == (("Name", "1042", "10420000000001", "TRUE", "1.5"),)
    assert table.note == "Only the first sheet, “Sheet”, was read."


def package(**parts: bytes) -> bytes:
    """A workbook with parts replaced or added; their names with ``__`` for a slash and ``_`` for a point."""
    file = BytesIO(as_xlsx(ROWS))
    out = BytesIO()
    named = {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in named:
                new.writestr(part, old.read(part))
        for name, data in named.items():
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\r\n \0", "empty"),
        (b"x" * (table_files.MOST_BYTES + 1), "larger than 1 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x01" + bytes(range(256)), "not a spreadsheet"),
        (b"%PDF-1.7\n\x01\x02\x81\x8d", "not a spreadsheet"),
        (b'Name,E-mail\n"Ada,ada@example.org\n', "quotation mark"),
        (as_csv([("a",)] * 2_100), "more than 2,000 rows"),
        (as_xlsx([("a",)] * 2_100), "more than 2,000 rows"),
        (as_csv([("a",) * 70]), "more than 60 columns"),
        (as_xlsx([("a",) * 70]), "more than 60 columns"),
        (b"PK\x03\x04" + bytes(300), "damaged"),
        (as_xlsx(ROWS)[:-300], "damaged"),
        (package(xl__vbaProject_bin=b"macro"), "macros"),
        (package(xl__worksheets__sheet1_xml=b"<a"), "damaged"),
        (package(xl__worksheets__sheet1_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "no spreadsheet program"),
        (package(xl__media__bomb_png=bytes(table_files.MOST_UNPACKED)), "too large when it is unpacked"),
        (package(**{f"xl__media__{n}_png": b"" for n in range(600)}), "too large when it is unpacked"),
        (package(xl__workbook_xml=b"<workbook/>"), "damaged|no sheet"),
    ],
)
def test_any_other_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableTable, match=words):
        tables_in(data)


def test_a_cell_far_down_is_read_where_it_stands_and_one_far_out_is_refused() -> None:
    book, file = Workbook(), BytesIO()
    book.active["A1"], book.active["A1048576"] = "Name", "far"
    book.save(file)
    (table,) = tables_in(file.getvalue())
    assert (len(table.rows), [row for row in table.rows if row]) == (1_048_576, [("Name",), ("far",)])
    book.active["BI2"] = "out"
    book.save(file)
    with pytest.raises(UnreadableTable, match="60 columns"):
        tables_in(file.getvalue())


@given(
    st.binary(max_size=300) | st.binary(max_size=300).map(lambda data: b"PK\x03\x04" + data) | st.text().map(str.encode)
)
def test_no_bytes_do_anything_but_give_tables_or_words(data: bytes) -> None:
    with suppress(UnreadableTable):
        assert tables_in(data)
