"""The quizzes page: what is due, own tests, client cases, and sets of practice."""

from flask import render_template

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....criteria.library import qualification
from ....web.clock import now
from ...attempts.actions import grading
from ...attempts.queries import summaries
from ...attempts.queries.withheld import withheld
from ...bank import library
from ...bank.views import bp
from .. import queries
from ..core.presets import presets, weakest


@bp.get("/quizzes/")
@open_to(Role.LEARNER)
def papers() -> str:
    at = now()
    running = grading.going_on(me().id, at=at)
    offered, scores = summaries.overview(me().id, at)
    past = queries.history(me().id, at=at, held_back=withheld(me().id, at=at, running=running))
    weak = weakest(past, library.bank().items, [criterion.id for criterion in qualification().criteria])
    due = [summary for summary in offered if summary.open_attempt or summary.window.next(at)]
    others = [summary for summary in offered if summary not in due]
    return render_template(
        "quiz/papers.html",
        papers=offered,
        due=due,
        timed=[summary for summary in others if summary.paper.mode == "timed"],
        cases=[summary for summary in others if summary.paper.branching],
        practice=[summary for summary in others if summary.paper.is_practice],
        results=scores,
        own=[attempt for attempt in running if attempt.is_open(at) and library.offer(attempt.paper.id) is None],
        at=at,
        presets=presets(past, weak),
        weakest=weak,
        recipes=queries.recipes(me().id),
    )
