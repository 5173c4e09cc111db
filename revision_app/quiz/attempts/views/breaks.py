from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....web.clock import now
from ....web.ids import whole
from ...bank.views import bp
from .. import forms
from ..actions import sitting
from ..queries import attempts


@bp.get("/attempts/<int:attempt_id>/break")
@open_to(Role.LEARNER)
def rest(attempt_id: int) -> ResponseReturnValue:
    """The question is hidden while the clock stands still."""
    attempt = attempts.attempt(attempt_id, learner_id=me().id) or abort(404)
    at = now()
    if not attempt.timing.is_resting(at):
        return redirect(url_for("quiz.item", attempt_id=attempt_id, n=_place()), 303)
    return render_template("quiz/break.html", attempt=attempt, at=at, n=_place(), key=str(uuid4()))


@bp.post("/attempts/<int:attempt_id>/break")
@open_to(Role.LEARNER)
def begin_or_end_break(attempt_id: int) -> ResponseReturnValue:
    """A break begins where the form says ``rest``, and ends by any other; then the paper goes on where it stood."""
    begins = request.form.get("what") == "rest"
    act = sitting.rest if begins else sitting.resume
    act(attempt_id, key=forms.key(request.form), learner_id=me().id, at=now())
    if begins:
        return redirect(url_for("quiz.rest", attempt_id=attempt_id, n=_place()), 303)
    return redirect(url_for("quiz.item", attempt_id=attempt_id, n=_place()), 303)


def _place() -> int:
    """The question to come back to."""
    return whole(request.values.get("n")) or 1
