"""What is written down beside the answers: notes, and how the paper was sat, which the learner may read too."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts import queries as accounts
from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Role
from ....accounts.core.throttle import neighbourhood
from ....web.clock import now
from ....web.filters import seconds
from ....web.ids import whole
from ....web.requests import wants_json
from ...bank.views import bp
from .. import forms
from ..actions import activity as actions
from ..core.activity import log
from ..queries import activity, attempts, interventions, results


@bp.post("/attempts/<int:attempt_id>/notes")
@open_to(Role.LEARNER)
def keep_notes(attempt_id: int) -> ResponseReturnValue:
    at = now()
    text = request.form.get("notes", "")
    actions.keep_notes(text, attempt_id, key=forms.key(request.form), learner_id=me().id, at=at)
    if wants_json():
        return {"saved_at": seconds(at)}
    return redirect(url_for("quiz.item", attempt_id=attempt_id, n=whole(request.form.get("n")) or 1), 303)


@bp.post("/attempts/<int:attempt_id>/activity")
@open_to(Role.LEARNER)
def report_activity(attempt_id: int) -> ResponseReturnValue:
    """Only scripts send these, and none waits for an answer."""
    address = neighbourhood(request.remote_addr)
    reported, key = forms.reported(request.form), forms.key(request.form)
    actions.report_activity(reported, attempt_id, address=address, key=key, learner_id=me().id, at=now())
    return {}


@bp.get("/attempts/<int:attempt_id>/record")
@open_to(Role.LEARNER, Role.TUTOR)
def activity_log(attempt_id: int) -> ResponseReturnValue:
    """What was written down, word for word the same for the learner and for their tutors."""
    mine = me().role is Role.LEARNER
    learner_id = me().id if mine else results.learner_of(attempt_id, tutor_id=me().id, at=now()) or abort(404)
    attempt = attempts.attempt(attempt_id, learner_id=learner_id) or abort(404)
    note_reading("activity log read", of=learner_id, detail=f"attempt {attempt_id}")
    name = None if mine else accounts.names([learner_id])[learner_id]
    entries = log(attempt, activity.of_attempt(attempt_id), interventions.of_attempt(attempt_id))
    return render_template("quiz/record.html", attempt=attempt, entries=entries, name=name)
