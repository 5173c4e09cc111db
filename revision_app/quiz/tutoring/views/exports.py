"""The results of a cohort at a paper as files for a spreadsheet."""

from collections.abc import Iterator

from flask import abort
from werkzeug.wrappers import Response

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....audit.actions import note_alone
from ....audit.core import AuditKind
from ....cohorts import queries as cohorts
from ....web.clock import now
from ....web.spreadsheets import csv_file, in_a_file_name, xlsx_file
from ...attempts.actions import grading
from ...bank.views import bp
from ..core.export import Cell, table
from ..queries import exports
from .assignments import paper_offered


@bp.get("/sittings/<int:cohort_id>/<paper_id>/results.csv")
@open_to(Role.TUTOR)
def results_csv(cohort_id: int, paper_id: str) -> Response:
    name, rows = _results(cohort_id, paper_id, "CSV")
    return csv_file(rows, name)


@bp.get("/sittings/<int:cohort_id>/<paper_id>/results.xlsx")
@open_to(Role.TUTOR)
def results_xlsx(cohort_id: int, paper_id: str) -> Response:
    name, rows = _results(cohort_id, paper_id, "XLSX")
    return xlsx_file(rows, name, "Results")


def _results(cohort_id: int, paper_id: str, form: str) -> tuple[str, Iterator[list[Cell]]]:
    """What the file is called, and its rows."""
    paper = paper_offered(paper_id)
    roster = cohorts.roster(cohort_id, tutor_id=me().id, at=now()) or abort(404)
    note_alone(
        "results exported",
        kind=AuditKind.EXPORTS,
        actor_id=me().id,
        detail=f"{paper.title}, {roster.cohort.name}, {form}",
        at=now(),
    )
    grading.settle([person.id for person in roster.everyone], at=now())
    lines, absent = exports.lines_of(paper.id, roster)
    criteria = sorted({name for line in lines for name in line.by_criterion})
    return in_a_file_name("results", roster.cohort.name, paper_id), table(lines, criteria, absent)
