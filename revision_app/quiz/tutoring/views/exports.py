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
from ....web.spreadsheets import csv_file, xlsx_file
from ...attempts.actions import grading
from ...bank.views import bp
from ..core.export import Cell, table
from ..queries import exports
from .assignments import paper_offered


@bp.get("/sittings/<int:cohort_id>/<paper_id>/results.csv")
@open_to(Role.TUTOR)
def results_csv(cohort_id: int, paper_id: str) -> Response:
    return csv_file(_rows(cohort_id, paper_id, "CSV"), f"results-{paper_id}")


@bp.get("/sittings/<int:cohort_id>/<paper_id>/results.xlsx")
@open_to(Role.TUTOR)
def results_xlsx(cohort_id: int, paper_id: str) -> Response:
    return xlsx_file(_rows(cohort_id, paper_id, "XLSX"), f"results-{paper_id}", "Results")


def _rows(cohort_id: int, paper_id: str, form: str) -> Iterator[list[Cell]]:
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
    lines = exports.lines_of(paper.id, roster)
    criteria = sorted({name for line in lines for name in line.by_criterion})
    return table(lines, criteria)
