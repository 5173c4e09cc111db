"""People from a spreadsheet: chosen, looked at, and only then imported."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...accounts.views.links import letters_of_new_address
from ...shared.refusal import Refusal
from ...web.clock import now
from ...web.filters import count
from ...web.spreadsheets import csv_file
from ...web.table_files import tables_in
from .. import actions, queries
from ..core.people_file import Column, PeopleFile, headings_in, read_people
from ..core.people_plan import Plan, PlanChanged, plan, unknown_cohorts
from ..forms import PeopleFileForm
from ..library import adjusting
from .blueprint import Answer, bp
from .carried_file import TooLateToConfirm, brought_back, carried

COLUMNS = [Column.NAME, Column.EMAIL, Column.REFERENCE, Column.NUMBER, Column.COHORT, Column.TUTORS, Column.ADJUSTMENTS]


@bp.get("/people/import")
@open_to(Role.ADMINISTRATOR)
def import_people() -> Answer:
    return _import_page(PeopleFileForm())


@bp.post("/people/import")
@open_to(Role.ADMINISTRATOR)
def preview_import() -> Answer:
    form = PeopleFileForm()
    if not form.validate():
        return _import_page(form), 422
    try:
        table = max(tables_in(form.file.data.read()), key=lambda table: headings_in(table.rows))
        file = read_people(table.rows, adjusting().read)
        return _preview_page(file, _offered(file), note=table.note)
    except Refusal as refusal:
        form.file.errors = [str(refusal)]
        return _import_page(form), 422


@bp.post("/people/import/confirm")
@open_to(Role.ADMINISTRATOR)
def confirm_import() -> Answer:
    try:
        file = brought_back(request.form.get("people_file", ""), by=me().id, at=now())
    except TooLateToConfirm as refusal:
        form = PeopleFileForm(formdata=None)
        form.file.errors = [str(refusal)]
        return _import_page(form), refusal.status
    making = frozenset(request.form.getlist("making"))
    if "again" in request.form:
        return _preview_page(file, making)
    seen = request.form.get("seen", "")
    try:
        done = actions.import_people(
            file, seen=seen, making=making, letters=letters_of_new_address, actor_id=me().id, at=now()
        )
    except PlanChanged as refusal:
        return _preview_page(file, making, refused=str(refusal)), 409
    return _imported(done)


@bp.get("/people/import/blank.csv")
@open_to(Role.ADMINISTRATOR)
def blank_people_file() -> Answer:
    return csv_file([COLUMNS], "people")


def _import_page(form: PeopleFileForm) -> str:
    return render_template("cohorts/import_people.html", form=form)


def _preview_page(file: PeopleFile, making: frozenset[str], *, note: str = "", refused: str = "") -> str:
    at = now()
    todo = plan(file.lines, file.problems, queries.centre(asked_by=me().id, at=at), making=making)
    return render_template(
        "cohorts/import_preview.html",
        plan=todo,
        ignored=file.ignored,
        note=note,
        refused=refused,
        people_file=carried(file, by=me().id, at=at),
    )


def _offered(file: PeopleFile) -> frozenset[str]:
    """The new cohorts that are ticked at first: those whose name is not nearly that of another."""
    unknown = unknown_cohorts(file.lines, queries.with_archived(at=now()))
    return frozenset(cohort.name for cohort in unknown if cohort.like is None)


def _imported(done: Plan) -> Response:
    parts = [count(len(done.new), "person has been added", "people have been added")] if done.new else []
    parts += [count(len(done.changed), "has been changed", "have been changed")] if done.changed else []
    parts += [count(len(done.tutors), "tutor has been assigned", "tutors have been assigned")] if done.tutors else []
    left_out = count(done.left_out, "row was left out", "rows were left out") if done.left_out else ""
    flash(". ".join(part for part in (", ".join(parts), left_out) if part) + ".")
    return redirect(url_for("cohorts.invitations" if done.new else "cohorts.people"), 303)
