"""The records of one cohort, to read and to take away."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from ..accounts.access import me, note_reading, open_to
from ..accounts.core import Role
from ..audit.actions import note_alone
from ..audit.core import AuditKind
from ..cohorts import queries as cohorts
from ..cohorts.core import Roster
from ..quiz.attempts.actions import grading
from ..web.clock import now
from ..web.spreadsheets import csv_file, in_a_file_name, xlsx_file
from . import queries
from .core import CohortRecords, table

bp = Blueprint("records", __name__)


@bp.get("/cohorts/<int:cohort_id>/records")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def cohort(cohort_id: int) -> str:
    roster = _roster(cohort_id)
    note_reading("records of a cohort read", detail=roster.cohort.name)
    return render_template("records/cohort.html", records=_records(roster), by_tutor=_is_tutor())


@bp.get("/cohorts/<int:cohort_id>/records.csv")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def cohort_csv(cohort_id: int) -> Response:
    records = _exported(cohort_id, "CSV")
    return csv_file(table(records), in_a_file_name("records", records.cohort.name))


@bp.get("/cohorts/<int:cohort_id>/records.xlsx")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def cohort_xlsx(cohort_id: int) -> Response:
    records = _exported(cohort_id, "XLSX")
    return xlsx_file(table(records), in_a_file_name("records", records.cohort.name), "Records")


def _exported(cohort_id: int, form: str) -> CohortRecords:
    roster = _roster(cohort_id)
    detail = f"{roster.cohort.name}, {form}"
    note_alone("records exported", kind=AuditKind.EXPORTS, actor_id=me().id, detail=detail, at=now())
    return _records(roster)


def _records(roster: Roster) -> CohortRecords:
    grading.settle([person.id for person in roster.everyone], at=now())
    return queries.records_of(roster, reader_id=me().id, of_tutor=_is_tutor(), at=now())


def _roster(cohort_id: int) -> Roster:
    """Any cohort for an administrator, for a tutor one that they teach; another is as good as missing."""
    found = (
        cohorts.roster(cohort_id, tutor_id=me().id, at=now())
        if _is_tutor()
        else cohorts.any_roster(cohort_id, at=now())
    )
    return found or abort(404)


def _is_tutor() -> bool:
    return me().role is Role.TUTOR
