from contextlib import suppress
from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...people.access import me, open_to
from ...people.core import Role
from ...web.asked import by_script
from ...web.clock import now
from ...web.filters import seconds
from .. import actions, forms, queries
from ..core.attempt import AnsweredElsewhere, Attempt, AttemptClosed, Save
from ..core.items import Unreadable
from .blueprint import Answer, bp


@bp.get("/attempts/<int:attempt_id>/items/<int:n>")
@open_to(Role.LEARNER)
def item(attempt_id: int, n: int) -> Answer:
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    if by_script():
        remaining = attempt.remaining(now())
        return {"remaining": None if remaining is None else remaining.total_seconds()}
    if not attempt.is_open(now()):
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    return _item_page(attempt, n)


@bp.post("/attempts/<int:attempt_id>/items/<int:n>")
@open_to(Role.LEARNER)
def respond(attempt_id: int, n: int) -> Answer:
    sent = forms.read(request.form)
    try:
        receipt = actions.respond(sent.save, attempt_id, learner_id=me().id, at=now())
    except AnsweredElsewhere as told:
        return _both_answers(attempt_id, n, sent.save, told)
    except Unreadable as fault:
        return _asked_again(attempt_id, n, sent.save, fault)
    if receipt and receipt.closed:
        return _closed_page(attempt_id, receipt.closed)
    if by_script():
        return {"step": receipt.step if receipt else 0, "saved_at": seconds(receipt.at) if receipt else ""}
    if sent.then == "review":
        return redirect(url_for("quiz.review", attempt_id=attempt_id), 303)
    return redirect(url_for("quiz.item", attempt_id=attempt_id, n=int(sent.then or n)), 303)


@bp.get("/attempts/<int:attempt_id>/review")
@open_to(Role.LEARNER)
def review(attempt_id: int) -> Answer:
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    at = now()
    if not attempt.is_open(at):
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    return render_template("quiz/review.html", attempt=attempt, at=at)


@bp.post("/attempts/<int:attempt_id>/review")
@open_to(Role.LEARNER)
def submit(attempt_id: int) -> Response:
    with suppress(AttemptClosed):  # over already, by an earlier submission or by the clock: the result says which
        actions.submit(attempt_id, learner_id=me().id, at=now())
    return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)


def _item_page(attempt: Attempt, n: int, chosen: tuple[str, ...] | None = None, problem: str = "") -> str:
    """The ``n``-th item to answer; with ``chosen``, as it was filled in.

    That is beside a different answer which was saved elsewhere, or with the ``problem`` that it has.
    """
    if not 1 <= n <= len(attempt.paper.items):
        abort(404)
    version = attempt.paper.items[n - 1]
    return render_template(
        "quiz/item.html",
        attempt=attempt,
        n=n,
        version=version,
        saved=attempt.latest(version.item.id),
        response=attempt.responses.get(version.item.id, ()) if chosen is None else chosen,
        elsewhere=chosen is not None and not problem,
        problem=problem,
        key=str(uuid4()),
        at=now(),
    )


def _both_answers(attempt_id: int, n: int, save: Save, told: AnsweredElsewhere) -> Answer:
    if by_script():
        return {"problem": str(told)}, 409
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    return _item_page(attempt, n, tuple(save.submitted)), 409


def _asked_again(attempt_id: int, n: int, save: Save, fault: Unreadable) -> Answer:
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    here = 1 <= n <= len(attempt.paper.items) and attempt.paper.items[n - 1].item.id == save.item_id
    if by_script() or not here:
        raise fault
    return _item_page(attempt, n, tuple(save.submitted), str(fault)), 422


def _closed_page(attempt_id: int, closed: AttemptClosed) -> Answer:
    if by_script():
        return {"problem": str(closed), "result": url_for("quiz.result", attempt_id=attempt_id)}, 409
    return render_template("quiz/closed.html", attempt_id=attempt_id, closed=closed), 409
