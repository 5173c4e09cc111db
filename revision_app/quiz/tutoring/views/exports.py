"""The results of a cohort at a paper as files for a spreadsheet."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO

from flask import abort
from werkzeug.wrappers import Response

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....cohorts import queries as cohorts
from ....web.clock import LONDON, now
from ...attempts.actions import grading
from ...bank.views import bp
from ..core.export import Cell, table
from ..queries import exports
from .assignments import paper_offered

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/sittings/<int:cohort_id>/<paper_id>/results.csv")
@open_to(Role.TUTOR)
def results_csv(cohort_id: int, paper_id: str) -> Response:
    text = StringIO()
    csv.writer(text).writerows(_rows(cohort_id, paper_id))
    return _file("\ufeff" + text.getvalue(), "text/csv", f"results-{paper_id}.csv")  # the mark tells Excel: UTF-8


@bp.get("/sittings/<int:cohort_id>/<paper_id>/results.xlsx")
@open_to(Role.TUTOR)
def results_xlsx(cohort_id: int, paper_id: str) -> Response:
    from openpyxl import Workbook

    book, file = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("Results")
    for row in _rows(cohort_id, paper_id):
        sheet.append(row)
    book.save(file)
    return _file(file.getvalue(), XLSX, f"results-{paper_id}.xlsx")


def _rows(cohort_id: int, paper_id: str) -> Iterator[list[Cell]]:
    paper = paper_offered(paper_id)
    roster = cohorts.roster(cohort_id, tutor_id=me().id, at=now()) or abort(404)
    grading.settle([person.id for person in roster.everyone], at=now())
    lines = exports.lines_of(paper.id, roster)
    criteria = sorted({name for line in lines for name in line.by_criterion})
    return ([_in_london(cell) for cell in row] for row in table(lines, criteria))


def _in_london(cell: Cell) -> Cell:
    """A time as the clock on the wall showed it: a workbook knows no time zones."""
    return cell.astimezone(LONDON).replace(tzinfo=None, microsecond=0) if isinstance(cell, datetime) else cell


def _file(body: str | bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
