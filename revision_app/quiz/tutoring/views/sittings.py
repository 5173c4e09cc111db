"""A cohort's sitting of a paper as it goes on, and one attempt of it; never the answers."""

from uuid import uuid4

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ....accounts import queries as accounts
from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Role
from ....cohorts import queries as cohorts
from ....web.clock import now
from ....web.filters import count
from ...attempts.core.attempt import Attempt
from ...attempts.queries import attempts, interventions, results, rules
from ...bank.views import bp
from ..actions import sittings as actions
from ..forms import ExtendForm, ReopenForm, VoidForm
from ..queries import sittings as sittings_queries
from ..queries.open_answers import is_taught
from .assignments import paper_offered


@bp.get("/sittings/<int:cohort_id>/<paper_id>")
@open_to(Role.TUTOR)
def sitting(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    return _sitting_page(cohort_id, paper_id)


@bp.post("/sittings/<int:cohort_id>/<paper_id>")
@open_to(Role.TUTOR)
def extend(cohort_id: int, paper_id: str) -> ResponseReturnValue:
    at, paper = now(), paper_offered(paper_id)
    roster = cohorts.roster(cohort_id, tutor_id=me().id, at=at) or abort(404)
    sat = sittings_queries.sittings(paper.id, roster)
    form = ExtendForm([person for person in roster.everyone if person.id in sat])
    if not form.validate():
        return _sitting_page(cohort_id, paper_id, form), 422
    chosen = [person.attempt_id for person in sat.values() if form.who.data in (0, person.learner_id)]
    reason = form.reason.data
    number = actions.extend(paper, chosen, form.minutes.data, reason, key=form.key.data, author_id=me().id, at=at)
    flash(
        f"{count(form.minutes.data, 'more minute')} for {count(number, 'learner')}."
        if number
        else "Nobody of these is sitting it against a clock, so no time was given."
    )
    return redirect(url_for(".sitting", cohort_id=cohort_id, paper_id=paper_id), 303)


@bp.get("/attempts/<int:attempt_id>/sitting")
@open_to(Role.TUTOR)
def attempt_sat(attempt_id: int) -> ResponseReturnValue:
    return _attempt_page(_taught(attempt_id))


@bp.post("/attempts/<int:attempt_id>/reopen")
@open_to(Role.TUTOR)
def reopen(attempt_id: int) -> ResponseReturnValue:
    attempt, form = _mine_to_change(attempt_id), ReopenForm(prefix="reopen-")
    if not form.validate():
        return _attempt_page(attempt, reopen=form), 422
    actions.reopen(attempt_id, form.minutes.data, form.reason.data, author_id=me().id, at=now())
    flash(f"Reopened for {count(form.minutes.data, 'minute')}. The clock runs from now.")
    return redirect(url_for(".attempt_sat", attempt_id=attempt_id), 303)


@bp.post("/attempts/<int:attempt_id>/void")
@open_to(Role.TUTOR)
def void(attempt_id: int) -> ResponseReturnValue:
    attempt, form = _mine_to_change(attempt_id), VoidForm(prefix="void-")
    if not form.validate():
        return _attempt_page(attempt, void=form), 422
    actions.void(attempt_id, form.reason.data, author_id=me().id, at=now())
    flash("This attempt is void. The learner is told, with your reason.")
    return redirect(url_for(".attempt_sat", attempt_id=attempt_id), 303)


def _taught(attempt_id: int) -> Attempt:
    learner_id = results.learner_of(attempt_id, tutor_id=me().id, at=now()) or abort(404)
    return attempts.attempt(attempt_id, learner_id=learner_id) or abort(404)


def _mine_to_change(attempt_id: int) -> Attempt:
    """An attempt of a learner whom this tutor teaches; those of learners who have left are only read."""
    return _taught(attempt_id) if is_taught(attempt_id, tutor_id=me().id, at=now()) else abort(404)


def _sitting_page(cohort_id: int, paper_id: str, form: ExtendForm | None = None) -> str:
    at, paper = now(), paper_offered(paper_id)
    roster = cohorts.roster(cohort_id, tutor_id=me().id, at=at) or abort(404)
    note_reading("sitting watched", detail=f"{paper.title}, {roster.cohort.name}")
    sat = sittings_queries.sittings(paper.id, roster)
    learners = [*roster.learners, *(person for person in roster.leavers if person.id in sat)]
    sitting = [learner for learner in learners if learner.id in sat and sat[learner.id].is_open(at)]
    return render_template(
        "quiz/sitting.html",
        cohort=roster.cohort,
        paper=paper,
        learners=learners,
        left_at=roster.left_at,
        left_as=roster.left_as,
        paused=roster.paused,
        sat=sat,
        sitting=sitting,
        window=rules.dates_of(cohort_id).get(paper.id),
        form=form or ExtendForm(sitting, formdata=None, data={"key": str(uuid4())}),
        at=at,
    )


def _attempt_page(attempt: Attempt, reopen: ReopenForm | None = None, void: VoidForm | None = None) -> str:
    note_reading("attempt watched", of=attempt.learner_id, detail=f"attempt {attempt.id}")
    done, own = interventions.of_attempt(attempt.id), attempt.learner_id == me().id
    return render_template(
        "quiz/attempt_sat.html",
        attempt=attempt,
        interventions=done,
        names=accounts.names([attempt.learner_id, *(intervention.author_id for intervention in done)]),
        own=own,
        may_act=not own and is_taught(attempt.id, tutor_id=me().id, at=now()),
        reopen=reopen or ReopenForm(formdata=None, prefix="reopen-"),
        void=void or VoidForm(formdata=None, prefix="void-"),
        at=now(),
    )
