"""Tables to be taken away as files for a spreadsheet: the one door through which cells leave the site."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from itertools import zip_longest
from unicodedata import normalize

from werkzeug.wrappers import Response

from .clock import LONDON

Cell = str | int | float | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

WIDEST = 60  # characters of a column
_JOINERS = "\u200c\u200d"  # which say how letters of a name are joined
# What makes a formula where a cell begins. Spreadsheets take the full-width and small forms for the same signs, skip
# blanks before them, and begin a cell after whatever separates values where the reader lives.
_FORMULA = re.compile(r"(^|[;,|])([\s\u200c\u200d]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])")


def csv_file(rows: Iterable[Sequence[Cell]], name: str) -> Response:
    text = StringIO()
    csv.writer(text).writerows([_written(cell) for cell in row] for row in rows)
    return _file("\ufeff" + text.getvalue(), "text/csv", f"{name}.csv")  # the mark tells Excel: UTF-8


def xlsx_file(rows: Iterable[Sequence[Cell]], name: str, sheet: str) -> Response:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book, file = Workbook(write_only=True), BytesIO()
    page = book.create_sheet(sheet)
    written = [[_written(cell) for cell in row] for row in rows]
    page.freeze_panes = "A2"  # the heading stays in sight
    for number, column in enumerate(zip_longest(*written), 1):
        longest = max(len(str(cell)) for cell in column if cell is not None)
        page.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
    for row in written:
        page.append(row)
    book.save(file)
    return _file(file.getvalue(), XLSX, f"{name}.xlsx")


def in_a_file_name(*parts: str) -> str:
    """A name for a file that every system takes: small letters, figures and hyphens, at most 100 of them."""
    plain = normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:100]


def _written(cell: Cell) -> Cell:
    """A cell as a file holds it; a time as the clock on the wall showed it, since a workbook knows no time zones."""
    if isinstance(cell, datetime):
        return cell.astimezone(LONDON).replace(tzinfo=None, microsecond=0)
    return harmless(cell) if isinstance(cell, str) else cell


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and without control characters, which a workbook cannot hold.

    Source: OWASP, "CSV Injection".
    """
    return _FORMULA.sub(r"\1'\2", "".join(letter if _shows(letter) else " " for letter in text))


def _shows(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS


def _file(body: str | bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
