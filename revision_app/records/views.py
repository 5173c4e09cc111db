"""The records of one cohort, to read and to take away."""

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from ..accounts.access import me, note_reading, open_to
from ..accounts.core import Role
from ..audit.actions import note_alone
from ..audit.core import AuditKind
from ..cohorts import queries as cohorts
from ..cohorts.core import Roster
from ..jobs import actions as jobs
from ..jobs import library as results
from ..jobs.core import TooManyJobs
from ..jobs.queries import job
from ..jobs.queries import jobs as asked_for
from ..jobs.views import sent
from ..quiz.attempts.actions import grading
from ..web.clock import now
from ..web.pdf import NoPango, pdf_is_possible
from ..web.spreadsheets import csv_file, in_a_file_name, xlsx_file
from . import queries
from .core import CohortRecords, table
from .core.about import KIND, About
from .exports import IN_THE_TABLES
from .forms import WhoseForm

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


@bp.get("/cohorts/<int:cohort_id>/records/pdf")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def pdf(cohort_id: int) -> str:
    roster = _roster(cohort_id)
    return _pdf_page(roster, WhoseForm(roster))


@bp.post("/cohorts/<int:cohort_id>/records/pdf")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def make_pdf(cohort_id: int) -> ResponseReturnValue:
    """Ask for the records of a cohort, or of one learner in it, as PDF."""
    roster = _roster(cohort_id)
    form = WhoseForm(roster)
    if not form.validate():
        return _pdf_page(roster, form), 422
    about = About(cohort_id, _is_tutor(), form.whose.data or None)
    try:
        jobs.ask(KIND, str(about), owner_id=me().id, at=now())
    except TooManyJobs as refusal:
        return _pdf_page(roster, form, refused=str(refusal)), 409
    return redirect(url_for(".pdf", cohort_id=cohort_id, watch="yes"), 303)


@bp.get("/cohorts/<int:cohort_id>/records/pdf/<int:records_job_id>")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def download_pdf(cohort_id: int, records_job_id: int) -> Response:
    """What a job made of this cohort, for whoever asked for it, as long as they may read it in this role."""
    roster = _roster(cohort_id)
    made = job(records_job_id, owner_id=me().id) or abort(404)
    file = results.file_of(made, at=now())
    if made.kind != KIND or made.about not in _whose(roster) or file is None:
        abort(404)
    of = About.read(made.about).learner_id
    note_reading("records downloaded", of=of, detail=f"{roster.cohort.name}, export {made.id}")
    return sent(file, "application/pdf")


def _pdf_page(roster: Roster, form: WhoseForm, *, refused: str = "") -> str:
    names_of = _whose(roster)
    listed = asked_for(me().id, kinds=(KIND,), about=names_of)
    return render_template(
        "records/pdf.html",
        cohort=roster.cohort,
        form=form,
        refused=refused,
        names_of=names_of,
        exports=listed,
        at=now(),
        watched="watch" in request.args and any(each.is_open for each in listed),
        no_pango=None if pdf_is_possible() else f"{NoPango()} {IN_THE_TABLES}",
        by_tutor=_is_tutor(),
    )


def _whose(roster: Roster) -> dict[str, str]:
    """Whose records can be asked for here in this role: what a job is about, and the name of a learner or nothing."""
    about = About(roster.cohort.id, _is_tutor())
    return {str(about): "", **{str(replace(about, learner_id=each.id)): each.name for each in roster.everyone}}


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
