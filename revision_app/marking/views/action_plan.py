"""A learner's action plan; the journal's page shows it."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...shared.text import one_line
from ...web.clock import now
from ..actions import action_plan as actions
from ..core.planned import PlannedStep
from ..queries import action_plan as queries
from .marking import bp


@bp.app_template_global("action_plan")
def my_action_plan() -> list[PlannedStep]:
    """The plan of the learner who is signed in: what is to be done first."""
    return queries.plan(me().id)


@bp.post("/evidence/<int:piece_id>/next-steps")
@open_to(Role.LEARNER)
def take_on(piece_id: int) -> Response:
    """Take a tutor's next step into one's own action plan."""
    criterion = one_line(request.form.get("criterion"))
    actions.take_on(piece_id, criterion, learner_id=me().id, at=now())
    return redirect(url_for(".evidence", piece_id=piece_id, _anchor=f"about-{piece_id}-{criterion}"), 303)


@bp.post("/action-plan/<int:step_id>")
@open_to(Role.LEARNER)
def set_done(step_id: int) -> Response:
    """Mark a step as done, or as to be done after all."""
    actions.set_done(step_id, request.form.get("done") == "yes", learner_id=me().id, at=now())
    return redirect(url_for("journal.reflections", _anchor="action-plan"), 303)
