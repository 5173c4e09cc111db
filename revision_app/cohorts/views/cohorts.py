"""Cohorts: a tutor's own, and all of them for administrators."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Person, Role
from ...accounts.queries import people_with
from ...web.clock import now
from ...web.filters import count
from ...web.ids import whole
from .. import actions, library, queries
from ..core import CohortNameTaken, DatedCohort
from ..core.archiving import NotArchived
from ..core.enrolment import ENDING, UNDONE_WITHIN, Deed, Enrolled, EnrolmentsChanged, fingerprint, plan
from ..core.staff import LastTutor, NotAnAssurer
from ..forms import ArchiveForm, AssignForm, AssurerForm, CohortDatesForm, CohortForm, EnrolForm, EnrolmentsForm
from .blueprint import Answer, bp
from .leaving import asked_first

UNDO_IT = "It can be undone for a day, on the page of each person."


@bp.get("/cohorts/")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def cohorts() -> Answer:
    return _cohorts_page(CohortForm())


@bp.post("/cohorts/")
@open_to(Role.ADMINISTRATOR)
def add_cohort() -> Answer:
    form = CohortForm()
    if not form.validate():
        return _cohorts_page(form), 422
    try:
        cohort_id = actions.add_cohort(form.name.data, actor_id=me().id, at=now())
    except CohortNameTaken as refusal:
        form.name.errors = [str(refusal)]
        return _cohorts_page(form), refusal.status
    return redirect(url_for("cohorts.cohort_people", cohort_id=cohort_id), 303)


@bp.get("/cohorts/<int:cohort_id>/people")
@open_to(Role.ADMINISTRATOR)
def cohort_people(cohort_id: int) -> Answer:
    return _cohort_page(_cohort(cohort_id))


@bp.post("/cohorts/<int:cohort_id>/name")
@open_to(Role.ADMINISTRATOR)
def rename_cohort(cohort_id: int) -> Answer:
    cohort, form = _cohort(cohort_id), CohortForm()
    if not form.validate():
        return _cohort_page(cohort, name=form), 422
    try:
        actions.rename_cohort(cohort_id, form.name.data, actor_id=me().id, at=now())
    except CohortNameTaken as refusal:
        form.name.errors = [str(refusal)]
        return _cohort_page(cohort, name=form), refusal.status
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/dates")
@open_to(Role.ADMINISTRATOR)
def set_dates(cohort_id: int) -> Answer:
    cohort = _cohort(cohort_id)
    form = CohortDatesForm(cohort)
    if not form.validate():
        return _cohort_page(cohort, dates=form), 422
    actions.set_dates(cohort_id, form.starts_on.data, form.ends_on.data, actor_id=me().id, at=now())
    flash("The dates of the cohort have been saved.")
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/assurer")
@open_to(Role.ADMINISTRATOR)
def name_assurer(cohort_id: int) -> Answer:
    cohort, form = _cohort(cohort_id), AssurerForm(people_with(Role.QUALITY_ASSURER))
    if not form.validate():
        return _cohort_page(cohort, assurer=form), 422
    try:
        actions.name_assurer(cohort_id, form.assurer.data or None, actor_id=me().id, at=now())
    except NotAnAssurer as refusal:
        form.assurer.errors = [str(refusal)]
        return _cohort_page(cohort, assurer=form), refusal.status
    flash("The quality assurer of the cohort has been saved.")
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/archive")
@open_to(Role.ADMINISTRATOR)
def archive(cohort_id: int) -> Answer:
    cohort, form = _cohort(cohort_id), ArchiveForm()
    if not form.validate():
        return _cohort_page(cohort, archive=form), 422
    try:
        number = actions.archive(cohort_id, form.reason.data, actor_id=me().id, at=now())
    except NotArchived as refusal:
        form.form_errors.append(str(refusal))
        return _cohort_page(_cohort(cohort_id), archive=form), refusal.status
    done = f" {count(number, 'learner has', 'learners have')} completed with it." if number else ""
    flash(f"The cohort is archived.{done}")
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/archive/undo")
@open_to(Role.ADMINISTRATOR)
def undo_archiving(cohort_id: int) -> Answer:
    _cohort(cohort_id)
    actions.undo_archiving(cohort_id, actor_id=me().id, at=now())
    flash("The cohort is no longer archived.")
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/tutors/<int:tutor_id>/lead")
@open_to(Role.ADMINISTRATOR)
def choose_lead(cohort_id: int, tutor_id: int) -> Answer:
    _cohort(cohort_id)
    actions.choose_lead(cohort_id, tutor_id, actor_id=me().id, at=now())
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/learners")
@open_to(Role.ADMINISTRATOR)
def enrol(cohort_id: int) -> Answer:
    cohort = _cohort(cohort_id)
    form = EnrolForm(_others(Role.LEARNER, queries.learners_in(cohort_id, at=now())))
    if not form.validate():
        return _cohort_page(cohort, enrol=form), 422
    actions.enrol(cohort_id, form.learners.data, actor_id=me().id, at=now())
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/learners/<int:learner_id>/remove")
@open_to(Role.ADMINISTRATOR)
def end_enrolment(cohort_id: int, learner_id: int) -> Answer:
    cohort = _cohort(cohort_id)
    after = queries.tutors_teaching(learner_id, at=now(), without=cohort_id)
    leaving = asked_first(
        [learner_id],
        before=queries.tutors_teaching(learner_id, at=now()),
        after=after,
        action=f"Remove from {cohort.name} all the same",
        back=(cohort.name, url_for("cohorts.cohort_people", cohort_id=cohort_id)),
    )
    if leaving:
        return leaving
    actions.end_enrolment(cohort_id, learner_id, actor_id=me().id, at=now())
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/tutors")
@open_to(Role.ADMINISTRATOR)
def assign(cohort_id: int) -> Answer:
    cohort = _cohort(cohort_id)
    form = AssignForm(_others(Role.TUTOR, queries.tutors_of(cohort_id, at=now())))
    if not form.validate():
        return _cohort_page(cohort, assign=form), 422
    actions.assign(cohort_id, form.tutors.data, actor_id=me().id, at=now())
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/tutors/<int:tutor_id>/remove")
@open_to(Role.ADMINISTRATOR)
def remove_tutor(cohort_id: int, tutor_id: int) -> Answer:
    cohort, tutors = _cohort(cohort_id), queries.tutors_of(cohort_id, at=now())
    leaving = asked_first(
        [learner.id for learner in queries.learners_in(cohort_id, at=now())],
        before=tutors,
        after=[tutor for tutor in tutors if tutor.id != tutor_id],
        action=f"Remove from {cohort.name} all the same",
        back=(cohort.name, url_for("cohorts.cohort_people", cohort_id=cohort_id)),
    )
    if leaving and any(tutor.id == tutor_id for tutor in tutors):
        return leaving
    sure = bool(request.form.get("sure"))
    try:
        actions.remove_tutor(cohort_id, tutor_id, sure=sure, actor_id=me().id, at=now())
    except LastTutor as refusal:
        return render_template("cohorts/last_tutor.html", cohort=cohort, tutor=tutors[0].name), refusal.status
    return _back_to(cohort_id)


@bp.post("/cohorts/<int:cohort_id>/changes")
@open_to(Role.ADMINISTRATOR)
def change_enrolments(cohort_id: int) -> Answer:
    """Pause, resume, complete, withdraw or move learners: looked at first, then done."""
    cohort, at = _cohort(cohort_id), now()
    enrolled = queries.enrolled_in(cohort_id, at=at)
    form = EnrolmentsForm(cohort, [each.person for each in enrolled], queries.all_cohorts(at=at))
    if _done_already(cohort_id, form, enrolled):
        return _back_to(cohort_id)
    if not form.validate() or "again" in request.form:
        return _cohort_page(cohort, change=form), 422 if form.errors else 200
    if "seen" not in request.form:
        return _changes_page(cohort, form, enrolled)
    deed = Deed(form.deed.data)
    try:
        number = actions.change_enrolments(
            cohort_id,
            form.learners.data,
            deed,
            to_id=form.to_id,
            reason=form.reason.data,
            seen=request.form["seen"],
            actor_id=me().id,
            at=at,
        )
    except EnrolmentsChanged as refusal:
        enrolled = queries.enrolled_in(cohort_id, at=at)
        done = _done_already(cohort_id, form, enrolled)  # by another click at this very moment
        page = _changes_page(cohort, form, enrolled, refused=str(refusal)), refusal.status
        return _back_to(cohort_id) if done else page
    flash(f"Done for {count(number, 'learner')}: {deed}. {UNDO_IT}")
    return _back_to(cohort_id)


def _done_already(cohort_id: int, form: EnrolmentsForm, enrolled: list[Enrolled]) -> bool:
    """Whether what is confirmed was done before, by a first click or before the way back; it is then said so."""
    if "seen" not in request.form or "again" in request.form or form.deed.data not in set(Deed):
        return False
    deed, chosen = Deed(form.deed.data), {id_ for id_ in map(whole, request.form.getlist(form.learners.name)) if id_}
    if not all(each.why_not for each in plan(deed, [each for each in enrolled if each.person.id in chosen])):
        return False
    since = now() - UNDONE_WITHIN
    done = queries.done_to(cohort_id, chosen, deed, form.reason.data or "", by_id=me().id, since=since)
    if done:
        flash(f"That was already done, for {count(len(done), 'learner')}: {deed}. {UNDO_IT}")
    return bool(done)


def _changes_page(cohort: DatedCohort, form: EnrolmentsForm, enrolled: list[Enrolled], *, refused: str = "") -> str:
    deed = Deed(form.deed.data)
    chosen = [each for each in enrolled if each.person.id in form.learners.data]
    planned = plan(deed, chosen)
    leave = [each.enrolled.person.id for each in planned if not each.why_not and deed in ENDING]
    return render_template(
        "cohorts/enrolment_changes.html",
        cohort=cohort,
        form=form,
        deed=deed,
        planned=planned,
        waiting=library.waiting(leave),
        seen=fingerprint(deed, form.to_id, planned),
        refused=refused,
    )


def _cohorts_page(form: CohortForm) -> str:
    mine = me().role == Role.TUTOR
    found = queries.cohorts_of(me().id, at=now()) if mine else queries.with_archived(at=now())
    return render_template(
        "cohorts/my_cohorts.html" if mine else "cohorts/cohorts.html",
        cohorts=[cohort for cohort in found if not cohort.archived_at],
        archived=[cohort for cohort in found if cohort.archived_at],
        form=form,
    )


def _cohort_page(
    cohort: DatedCohort,
    *,
    name: CohortForm | None = None,
    dates: CohortDatesForm | None = None,
    assurer: AssurerForm | None = None,
    archive: ArchiveForm | None = None,
    enrol: EnrolForm | None = None,
    assign: AssignForm | None = None,
    change: EnrolmentsForm | None = None,
) -> str:
    """The cohort's people and the forms that change it, one of them perhaps returned with its faults."""
    at = now()
    enrolled, staff = queries.enrolled_in(cohort.id, at=at), queries.staff_of(cohort.id, at=at)
    learners = [each.person for each in enrolled]
    archiving = queries.archiving_of(cohort.id) if cohort.archived_at else None
    return render_template(
        "cohorts/cohort_people.html",
        cohort=cohort,
        learners=learners,
        enrolled={each.person.id: each for each in enrolled},
        staff=staff,
        archiving=archiving,
        may_undo=bool(archiving and archiving.may_be_undone(at)),
        archive_form=archive or ArchiveForm(formdata=None),
        dates_form=dates or CohortDatesForm(cohort, formdata=None),
        assurer_form=assurer or AssurerForm(people_with(Role.QUALITY_ASSURER), staff.assures, formdata=None),
        name_form=name or CohortForm(formdata=None, data={"name": cohort.name}),
        enrol_form=enrol or EnrolForm(_others(Role.LEARNER, learners)),
        assign_form=assign or AssignForm(_others(Role.TUTOR, staff.tutors)),
        change_form=change or EnrolmentsForm(cohort, learners, queries.all_cohorts(at=at), formdata=None),
    )


def _others(role: Role, here: list[Person]) -> list[Person]:
    """Whoever has the role and is not in the cohort yet."""
    ids = {person.id for person in here}
    return [person for person in people_with(role) if person.id not in ids]


def _cohort(cohort_id: int) -> DatedCohort:
    return queries.any_cohort(cohort_id) or abort(404)


def _back_to(cohort_id: int) -> Response:
    return redirect(url_for("cohorts.cohort_people", cohort_id=cohort_id), 303)
