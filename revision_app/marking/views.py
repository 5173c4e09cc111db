from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..accounts.queries import names
from ..journal import library as journal_library
from ..journal import queries as journal
from ..journal.core import Reflection
from ..quiz.tutoring.queries import open_answers
from ..shared.refusal import Refusal
from ..web.clock import now
from . import actions, queries
from .core.handing_in import NotHandedIn, obstacles
from .core.submission import AlreadyReleased, Incomplete, MarkedElsewhere, Series, Standing, Submission, ordinal
from .forms import HandInForm, Sheet

bp = Blueprint("marking", __name__)

Page = str | tuple[str, int]

RECENT = 10

bp.add_app_template_filter(ordinal)


@bp.app_template_global()
def submissions_of(reflection_id: int) -> list[Submission]:
    """What the learner who is signed in has handed in of one reflection, the latest first."""
    return queries.submissions_by(me().id, reflection_id=reflection_id)


@bp.app_template_global()
def standing_of_reflections() -> dict[int, tuple[Standing, int]]:
    """For each reflection that the learner has handed in: how the latest submission stands, and its id."""
    latest_last = reversed(queries.submissions_by(me().id))
    return {submission.reflection_id: (submission.standing, submission.id) for submission in latest_last}


@bp.get("/journal/<int:reflection_id>/hand-in")
@open_to(Role.LEARNER)
def before_hand_in(reflection_id: int) -> Page:
    """What is missing, what to look at once more, and the button."""
    return _hand_in_page(_own_reflection(reflection_id), HandInForm())


@bp.post("/journal/<int:reflection_id>/hand-in")
@open_to(Role.LEARNER)
def hand_in(reflection_id: int) -> Page | Response:
    found = _own_reflection(reflection_id)
    form = HandInForm()
    revision = request.form.get("revision", -1, type=int)
    if not form.validate():
        return _hand_in_page(found, form), 422
    try:
        handed_in = actions.hand_in(reflection_id, learner_id=me().id, revision=revision, at=now())
    except NotHandedIn as refusal:
        return _hand_in_page(_own_reflection(reflection_id), form, refusal), 409
    return redirect(url_for(".submission", submission_id=handed_in), 303)


@bp.get("/marking/")
@open_to(Role.TUTOR)
def queue() -> Page:
    waiting = queries.waiting(me().id)
    released = queries.recently_released(me().id, limit=RECENT)
    people = names(submission.learner_id for submission in (*waiting, *released))
    written = open_answers.open_answers_waiting(me().id)
    return render_template("marking/queue.html", waiting=waiting, released=released, names=people, written=written)


@bp.get("/submissions/<int:submission_id>")
@open_to(Role.LEARNER, Role.TUTOR)
def submission(submission_id: int) -> Page:
    """To the tutor: read and mark. To the learner: what was handed in, and the decisions once they are released."""
    if me().role is Role.TUTOR:
        series = _taught(submission_id)
        return _marking_page(series, Sheet(series.shown))
    series = queries.own_series(submission_id, learner_id=me().id) or abort(404)
    return _series_page("marking/feedback.html", series)


@bp.post("/submissions/<int:submission_id>")
@open_to(Role.TUTOR)
def mark(submission_id: int) -> Page | Response:
    """Save the marking; release it or go on to the next submission where that button was pressed."""
    series = _taught(submission_id)
    sheet = Sheet(series.shown)
    if not sheet.validate():
        return _marking_page(series, sheet), 422
    act = actions.release if sheet.release else actions.mark
    try:
        act(submission_id, sheet.marks, assessor_id=me().id, seen=sheet.seen, at=now())
    except Incomplete as refusal:
        sheet.show(refusal.lacking)
        return _marking_page(series, sheet), 422
    except (MarkedElsewhere, AlreadyReleased) as refusal:
        return _marking_page(_taught(submission_id), sheet, refusal), 409
    if sheet.next:
        following = _next(queries.waiting_ids(me().id), submission_id)
        return redirect(url_for(".submission", submission_id=following) if following else url_for(".queue"), 303)
    return redirect(url_for(".submission", submission_id=submission_id), 303)


def _own_reflection(reflection_id: int) -> Reflection:
    return journal.reflection(reflection_id, learner_id=me().id) or abort(404)


def _taught(submission_id: int) -> Series:
    return queries.taught_series(submission_id, tutor_id=me().id) or abort(404)


def _next(waiting: list[int], submission_id: int) -> int | None:
    """The submission to mark after this one: the following in the queue, or its first for one no longer in it."""
    place = waiting.index(submission_id) + 1 if submission_id in waiting else 0
    return waiting[place] if place < len(waiting) else None


def _hand_in_page(found: Reflection, form: HandInForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "marking/hand_in.html",
        reflection=found,
        form=form,
        refusal=refusal,
        obstacles=obstacles(found.text, queries.last_handed_in(found.id)),
        guide=journal_library.guide(),
    )


def _marking_page(series: Series, sheet: Sheet, refusal: Refusal | None = None) -> str:
    """The submission to a tutor; with a refusal, what was typed stands beside what others saved."""
    waiting = queries.waiting_ids(me().id)
    shown = series.shown
    return _series_page(
        "marking/submission.html",
        series,
        sheet=sheet,
        refusal=refusal,
        seen=shown.latest if refusal else sheet.seen,
        own=shown.learner_id == me().id,
        place=waiting.index(shown.id) + 1 if shown.id in waiting else None,
        waiting=len(waiting),
        following=_next(waiting, shown.id),
    )


def _series_page(template: str, series: Series, **more: object) -> str:
    return render_template(
        template,
        series=series,
        submission=series.shown,
        texts=queries.texts(each.id for each in series.submissions),
        names=names(series.people),
        guide=journal_library.guide(),
        **more,
    )
