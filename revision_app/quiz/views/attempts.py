from contextlib import suppress
from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from ...people.access import me, open_to
from ...people.core import Role
from ...shared.refusal import Refusal
from ...web.asked import by_script
from ...web.clock import now
from ...web.filters import seconds
from .. import actions, forms, queries
from ..core.attempt import AnsweredElsewhere, Attempt, AttemptClosed, Save
from ..core.items import Unreadable
from ..core.refusals import AlreadyChecked, OpenElsewhere
from .blueprint import Answer, bp

_WHY = {AnsweredElsewhere: "parted", OpenElsewhere: "elsewhere", AlreadyChecked: "stands"}


@bp.get("/attempts/<int:attempt_id>/items/<int:n>")
@open_to(Role.LEARNER)
def item(attempt_id: int, n: int) -> Answer:
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    if by_script():
        return _told(attempt)
    if not attempt.is_open(now()):
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    if attempt.paper.branching:
        return redirect(url_for("quiz.case", attempt_id=attempt_id), 303)
    return _item_page(attempt, n)


@bp.get("/attempts/<int:attempt_id>/paper")
@open_to(Role.LEARNER)
def kept(attempt_id: int) -> Answer:
    """Every question in one page, for a device to keep while the attempt is open."""
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    if not attempt.is_open(now()):
        return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)
    return _item_page(attempt, 1, kept=True)


@bp.post("/attempts/<int:attempt_id>/window")
@open_to(Role.LEARNER)
def open_in(attempt_id: int) -> Answer:
    """Let the window that asks be the one that answers; only scripts name their windows."""
    actions.open_in(forms.window(request.form), attempt_id, learner_id=me().id, at=now())
    return {}


@bp.post("/attempts/<int:attempt_id>/items/<int:n>")
@open_to(Role.LEARNER)
def respond(attempt_id: int, n: int) -> Answer:
    sent = forms.read(request.form)
    try:
        receipt = actions.respond(sent.save, attempt_id, learner_id=me().id, at=now())
    except (AnsweredElsewhere, OpenElsewhere, AlreadyChecked, Unreadable) as told:
        return _not_saved(attempt_id, n, sent.save, told)
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
    if attempt.paper.branching:
        return redirect(url_for("quiz.case", attempt_id=attempt_id), 303)
    return render_template("quiz/review.html", attempt=attempt, at=at)


@bp.post("/attempts/<int:attempt_id>/review")
@open_to(Role.LEARNER)
def submit(attempt_id: int) -> Response:
    with suppress(AttemptClosed):  # over already, by an earlier submission or by the clock: the result says which
        actions.submit(attempt_id, learner_id=me().id, at=now())
    return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)


def _told(attempt: Attempt) -> dict[str, object]:
    """What a page asks now and then: the time left in seconds, the window that answers, a token of this sign-in."""
    remaining = attempt.remaining(now())
    return {
        "remaining": None if remaining is None else remaining.total_seconds(),
        "window": attempt.window,
        "token": generate_csrf(),
    }


def _item_page(
    attempt: Attempt, n: int, chosen: tuple[str, ...] | None = None, problem: str = "", kept: bool = False
) -> str:
    """The ``n``-th item to answer; with ``chosen``, as it was filled in; to be ``kept``, with all others.

    As filled in is beside a different answer which was saved elsewhere, or with the ``problem`` that it has.
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
        kept=kept,
        key=str(uuid4()),
        at=now(),
    )


def _not_saved(attempt_id: int, n: int, save: Save, told: Refusal) -> Answer:
    """Why an answer was not saved: to a script in a word, and to a reader on the question's page where that helps."""
    if by_script() and (why := _WHY.get(type(told))):
        return {"problem": str(told), "why": why}, 409
    attempt = queries.attempt(attempt_id, learner_id=me().id) or abort(404)
    here = 1 <= n <= len(attempt.paper.items) and attempt.paper.items[n - 1].item.id == save.item_id
    if isinstance(told, AnsweredElsewhere):
        return _item_page(attempt, n, tuple(save.submitted)), 409
    if isinstance(told, Unreadable) and here and not by_script():
        return _item_page(attempt, n, tuple(save.submitted), str(told)), 422
    raise told


def _closed_page(attempt_id: int, closed: AttemptClosed) -> Answer:
    if by_script():
        return {"problem": str(closed), "result": url_for("quiz.result", attempt_id=attempt_id)}, 409
    return render_template("quiz/closed.html", attempt_id=attempt_id, closed=closed), 409
