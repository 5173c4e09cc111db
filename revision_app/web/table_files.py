"""Tables that somebody brings in a file, CSV or XLSX: the one door through which cells come into the site.

A file is refused in words, whatever it is; what comes out is text in rows, as a spreadsheet program counts them.
"""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO, StringIO
from itertools import islice

from ..shared.refusal import Refusal

MOST_BYTES = 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_UNPACKED = 12 * 1024 * 1024
"""*Ours:* bytes of all parts of a workbook; 2,000 people in ten columns take about two million."""
_MOST_PARTS = 500
_MOST_LETTERS = 1_000  # of a cell
_LAST_ROW = 1_048_576  # that a workbook can have

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_PACKED, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",;\t"


class UnreadableTable(Refusal):
    status = 422


@dataclass(frozen=True)
class Table:
    """The cells of a file, without blanks around them; ``note`` says how it was read where that was a guess."""

    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def tables_in(data: bytes) -> list[Table]:
    """What a file may say: a workbook one table, a text one for each sign that may separate its cells.

    Whoever knows what headings to look for chooses. Raises ``UnreadableTable``.
    """
    if not data.strip(b"\0\t\r\n "):
        raise UnreadableTable("The file is empty. Choose the one with your rows in it.")
    if len(data) > MOST_BYTES:
        raise UnreadableTable("The file is larger than 1 MB. Split it into several, or leave out pictures.")
    if data.startswith(_OLD_OFFICE):
        raise UnreadableTable(
            "This is a spreadsheet of an old kind (.xls) or one with a password. Save it without a password, as an"
            " Excel workbook (.xlsx) or as CSV."
        )
    return [_workbook(data)] if data.startswith(_PACKED) else _texts(data)


# Text


def _texts(data: bytes) -> list[Table]:
    text, note = _decoded(data)
    first, _, rest = text.partition("\n")
    delimiters = _DELIMITERS
    if first.strip().lower() in [f"sep={sign}" for sign in _DELIMITERS]:  # which Excel writes and does not show
        text, delimiters = rest, first.strip()[-1:] or "\t"
    tables, fault = [], ""
    for delimiter in delimiters:
        try:
            tables.append(Table(_rows(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)), note))
        except csv.Error:
            fault = "Somewhere a quotation mark is opened and not closed. Save the file again from your spreadsheet."
    if not tables:
        raise UnreadableTable(f"This CSV file cannot be read. {fault}")
    return tables


def _decoded(data: bytes) -> tuple[str, str]:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, and what to say of a guess."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    guesses = [marked] if marked else ["utf-8", *_utf_16(data), "cp1252"]
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\n\r\v\f" for sign in text):
            note = (
                "The file does not say how it writes letters, and was read as Windows-1252. Check names with accents."
            )
            return text, note if encoding == "cp1252" else ""
    raise UnreadableTable("This is not a spreadsheet. Save yours as an Excel workbook (.xlsx) or as CSV.")


def _utf_16(data: bytes) -> list[str]:
    """UTF-16 without a mark is seen by its zeros: every other byte of Latin letters is one."""
    zeros = [data[start:2000:2].count(0) for start in (0, 1)]
    return ["utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"] if any(zeros) else []


# Workbooks


def _workbook(data: bytes) -> Table:
    _check_package(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise UnreadableTable("The workbook has no sheet that is shown. Put your rows on one.")
        sheet = sheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = _rows(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True))
    except UnreadableTable:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over: KeyError, ValueError, ParseError, …
        raise UnreadableTable(
            "This workbook is damaged. Open it in your spreadsheet program and save it again as .xlsx or CSV."
        ) from error
    more = f"Only the first sheet, “{sheet.title}”, was read." if len(sheets) > 1 else ""
    return Table(rows, more)


def _check_package(data: bytes) -> None:
    """Refuse what is no plain workbook before anything of it is read: too large when unpacked, macros, entities."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename.lower() for part in parts}
            if "xl/workbook.xml" not in names:
                raise UnreadableTable("This is not a spreadsheet. Save yours as an Excel workbook (.xlsx) or as CSV.")
            if any("vbaproject" in name or "macrosheets" in name for name in names):
                raise UnreadableTable("This workbook has macros in it. Save it as a workbook without them (.xlsx).")
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnreadableTable(
                    "This workbook is too large when it is unpacked. Copy your rows into a new one, without pictures"
                    " and other sheets, and save that."
                )
            for part in parts:
                text = package.read(part).replace(b"\0", b"")
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise UnreadableTable("This workbook holds what no spreadsheet program writes. Save it anew.")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableTable(
            "This workbook is damaged or has a password. Open it and save it again, without a password, as .xlsx"
            " or CSV."
        ) from error


# Both


def _rows(cells: Iterable[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    """The rows down to the last that holds anything, each up to its last cell that does."""
    rows: list[tuple[str, ...]] = []
    end = filled = 0
    for row in islice(cells, _LAST_ROW):
        texts = tuple(_text(cell) for cell in row[: MOST_COLUMNS + 1]) if row and row.count(None) < len(row) else ()
        while texts and not texts[-1]:
            texts = texts[:-1]
        rows.append(texts)
        if not texts:
            continue
        end, filled = len(rows), filled + 1
        if len(texts) > MOST_COLUMNS:
            raise UnreadableTable(f"The table has more than {MOST_COLUMNS} columns. Leave out those nobody needs here.")
        if filled > MOST_ROWS + 1:
            raise UnreadableTable(f"The table has more than {MOST_ROWS:,} rows. Split it into several files.")
    return tuple(rows[:end])


def _text(cell: object) -> str:
    """A cell as it is shown: a whole number without a point, a date by its day, at most a thousand letters."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (date, time)):
        return cell.isoformat().split("T")[0]
    return str(cell)[:_MOST_LETTERS].strip()
