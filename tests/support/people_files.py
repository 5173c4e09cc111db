"""Files of people as a centre would bring them."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from werkzeug.test import TestResponse

from tests.support.browser import Browser

HEADINGS = ("Name", "E-mail", "Centre reference", "Awarding-body number", "Cohort", "Tutors")

Rows = Iterable[Sequence[object]]


def as_csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def choose(browser: Browser, data: bytes, name: str = "people.csv") -> TestResponse:
    """What the site says of this file."""
    browser.get("/people/import")
    return browser.post("/people/import", {"file": (BytesIO(data), name)}, content_type="multipart/form-data")
