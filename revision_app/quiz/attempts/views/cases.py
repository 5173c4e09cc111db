"""A branching case in front of a learner: a stage, a decision, the next stage, and at last an ending."""

from contextlib import suppress
from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....web.clock import now
from ...bank.core.items import Unreadable
from ...bank.views import bp
from .. import forms
from ..actions import sitting
from ..core.attempt import AnsweredElsewhere, Attempt, AttemptClosed
from ..core.refusals import AlreadyDecided
from ..queries import attempts

GONE_ON = "You have already decided there, and a decision cannot be changed. Here is where you are now."


@bp.get("/attempts/<int:attempt_id>/case")
@open_to(Role.LEARNER)
def case(attempt_id: int) -> ResponseReturnValue:
    attempt = _own(attempt_id)
    if not attempt.is_open(now()):
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    if not attempt.paper.branching:
        return redirect(url_for("quiz.item", attempt_id=attempt_id, n=1), 303)
    return _stage_page(attempt)


@bp.post("/attempts/<int:attempt_id>/case")
@open_to(Role.LEARNER)
def decide(attempt_id: int) -> ResponseReturnValue:
    sent = forms.read(request.form)
    with suppress(AttemptClosed):  # over already: the result says how
        try:
            sitting.decide(sent.save, attempt_id, learner_id=me().id, at=now())
        except Unreadable as fault:
            return _stage_page(_own(attempt_id), tuple(sent.save.submitted), str(fault)), 422
        except (AlreadyDecided, AnsweredElsewhere):
            return _stage_page(_own(attempt_id), problem=GONE_ON), 409
    return redirect(url_for("quiz.case", attempt_id=attempt_id), 303)


def _own(attempt_id: int) -> Attempt:
    return attempts.attempt(attempt_id, learner_id=me().id) or abort(404)


def _stage_page(attempt: Attempt, chosen: tuple[str, ...] = (), problem: str = "") -> str:
    """Where the case stands; ``chosen`` is what was filled in, where that has a ``problem``."""
    version = attempt.paper.items[0]
    return render_template(
        "quiz/case.html",
        attempt=attempt,
        version=version,
        saved=attempt.latest(version.item.id),
        response=attempt.responses.get(version.item.id, ()),
        chosen=chosen,
        problem=problem,
        key=str(uuid4()),
    )
