from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ..accounts import queries as accounts
from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..cohorts import queries as cohorts
from ..journal import library as guides
from ..journal import queries as journal
from ..journal.core import KIND as REFLECTION
from ..marking import queries as marking
from ..quiz.attempts.actions import grading
from ..quiz.attempts.queries import summaries
from ..quiz.bank import library as practice
from ..quiz.statistics.core.calibration import still_certain_and_wrong
from ..quiz.statistics.queries import certainty
from ..quiz.tutoring.queries import news, open_answers
from ..study import library as study
from ..study import queries as reading
from ..study.core.unit import Section, Unit
from ..web import prepared
from ..web.clock import now
from ..web.offline import keepable
from . import core, queries

bp = Blueprint("progress", __name__)

NEWS = timedelta(days=14)
FRESH = timedelta(days=28)


@bp.get("/")
@open_to(*Role)
def home() -> Response:
    return redirect(url_for("progress.today"))


@bp.get("/today")
@open_to(*Role)
def today() -> str:
    match me().role:
        case Role.LEARNER:
            return _learner_today(me().id)
        case Role.TUTOR:
            return _tutor_today(me().id)
        case Role.ADMINISTRATOR:
            counts = accounts.counts(at=now())
            return render_template("progress/today_administrator.html", counts=counts, cohorts=cohorts.number())


def _learner_today(learner_id: int) -> str:
    at = now()
    attempts = grading.going_on(learner_id, at=at)
    rows = queries.matrices([learner_id], shown_at=at)[learner_id]
    due, answers = certainty.due_and_certainties(learner_id, at)
    focus = core.weakest(rows)
    handed_in = {claim.piece.source_id for row in rows for claim in row.evidence if claim.piece.kind == REFLECTION}
    return render_template(
        "progress/today_learner.html",
        at=at,
        attempts=attempts,
        due=due,
        news=core.news(rows, since=at - NEWS),
        quiz_news=news.news(learner_id, since=at - NEWS),
        sure=[one for one in still_certain_and_wrong(answers) if one.at >= at - FRESH],
        drafts=[draft for draft in journal.reflections_of(learner_id) if draft.id not in handed_in],
        rows=rows,
        focus=focus,
        to_read=_to_read(focus.criterion.id, learner_id) if focus else [],
        explained=study.speaking_to(focus.criterion.id) if focus else [],
    )


def _to_read(criterion_id: str, learner_id: int) -> list[tuple[Unit, Section]]:
    """The sections on a criterion that a learner has not read, in reading order."""
    read = {(one.unit.id, step.section.id) for one in reading.readings(learner_id) for step in one.steps if step.read}
    return [(unit, section) for unit, section in study.speaking_to(criterion_id) if (unit.id, section.id) not in read]


def _tutor_today(tutor_id: int) -> str:
    waiting = marking.waiting(tutor_id)
    return render_template(
        "progress/today_tutor.html",
        waiting=waiting,
        written=open_answers.open_answers_waiting(tutor_id),
        names=accounts.names(submission.learner_id for submission in waiting[:5]),
        cohorts=cohorts.cohorts_of(tutor_id),
    )


@bp.get("/criteria/")
@open_to(Role.LEARNER)
def criteria() -> str:
    learner_id, at = me().id, now()
    grading.settle([learner_id], at=at)
    rows = queries.matrices([learner_id], shown_at=at)[learner_id]
    drafts = journal.reflections_of(learner_id)
    return render_template(
        "progress/criteria.html",
        rows=rows,
        summary=core.summary(rows),
        # Reflections come the last changed first; of several that tag a criterion, that one is gone on with.
        draft_for={tag: draft for draft in reversed(drafts) for tag in draft.text.criteria},
        speaking_to=study.speaking_to,
    )


@bp.get("/syllabus/")
@open_to(*Role)
@keepable
def syllabus() -> Response:
    return prepared.page(("syllabus", me().role), "progress/syllabus.html", _map).response()


def _map() -> dict[str, object]:
    """What the whole site has for each criterion."""
    return {
        "shelf": study.shelf(),
        "reading_on": lambda criterion_id: study.by_unit(study.speaking_to(criterion_id)),
        "asking": practice.asking,
        "prompts_on": guides.guide().prompts_on,
    }


@bp.get("/cohorts/<int:cohort_id>")
@open_to(Role.TUTOR)
def cohort(cohort_id: int) -> str:
    found = cohorts.cohort(cohort_id, tutor_id=me().id) or abort(404)
    learners = cohorts.learners_in(cohort_id)
    ids = [learner.id for learner in learners]
    grading.settle(ids, at=now())
    return render_template("progress/cohort.html", cohort=found, learners=learners, matrices=queries.matrices(ids))


@bp.get("/learners/<int:learner_id>")
@open_to(Role.TUTOR)
def learner(learner_id: int) -> str:
    found = cohorts.learner(learner_id, tutor_id=me().id) or abort(404)
    grading.settle([learner_id], at=now())
    rows = queries.matrices([learner_id])[learner_id]
    return render_template(
        "progress/learner.html",
        learner=found,
        rows=rows,
        summary=core.summary(rows),
        sat=summaries.results_of(learner_id),
    )
