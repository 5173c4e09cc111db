"""What changes about time for one learner, set by a tutor."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ....accounts import queries as accounts
from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Person, Role
from ....cohorts import queries as cohorts
from ....web.clock import now
from ....web.filters import count
from ...attempts.core.adjustment import AS_IT_COMES
from ...attempts.queries import attempts
from ...attempts.queries import rules as rules_queries
from ...bank.views import bp
from ..actions import rules as actions
from ..forms import AdjustmentForm


@bp.get("/learners/<int:learner_id>/adjustments")
@open_to(Role.TUTOR)
def adjustments(learner_id: int) -> ResponseReturnValue:
    return _page(_learner(learner_id))


@bp.post("/learners/<int:learner_id>/adjustments")
@open_to(Role.TUTOR)
def adjust(learner_id: int) -> ResponseReturnValue:
    learner, form = _learner(learner_id), AdjustmentForm()
    if not form.validate():
        return _page(learner, form), 422
    running = actions.adjust(learner_id, form.adjustment, reason=form.reason.data, author_id=me().id, at=now())
    flash(f"Saved. {count(running, 'running paper').capitalize()} changed." if running else "Saved.")
    return redirect(url_for(".adjustments", learner_id=learner_id), 303)


@bp.app_template_global("my_adjustment")
def _my_adjustment() -> object:
    """What was set last for whoever is signed in, for pages that know nothing of papers."""
    return next(iter(rules_queries.adjusted(me().id)), None)


def _learner(learner_id: int) -> Person:
    return cohorts.learner(learner_id, tutor_id=me().id, at=now()) or abort(404)


def _page(learner: Person, form: AdjustmentForm | None = None) -> str:
    note_reading("adjustments read", of=learner.id)
    history, at = rules_queries.adjusted(learner.id), now()
    current = history[0].adjustment if history else AS_IT_COMES
    return render_template(
        "quiz/adjustments.html",
        learner=learner,
        form=form or AdjustmentForm(formdata=None, obj=current),
        current=current,
        history=history,
        names=accounts.names(adjustment.author_id for adjustment in history),
        running=attempts.open_attempts(learner.id, at),
        at=at,
    )
