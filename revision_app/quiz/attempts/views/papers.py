from secrets import token_hex

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....cohorts.core.enrolment import PAUSED
from ....web.clock import now
from ...bank import library
from ...bank.views import bp
from ..actions import grading, sitting
from ..queries import summaries


@bp.get("/quizzes/<paper_id>")
@open_to(Role.LEARNER)
def paper(paper_id: str) -> str:
    if library.offer(paper_id) is None:
        abort(404)
    at = now()
    grading.settle([me().id], at=at)
    summary = summaries.paper_for(paper_id, me().id, at)
    return render_template("quiz/paper.html", summary=summary, paused_words=PAUSED)


@bp.post("/quizzes/<paper_id>")
@open_to(Role.LEARNER)
def start(paper_id: str) -> Response:
    attempt_id = sitting.start(paper_id, learner_id=me().id, seed=token_hex(8), at=now())
    return redirect(url_for("quiz.item", attempt_id=attempt_id, n=1), 303)
