from contextlib import suppress
from uuid import uuid4

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....shared.refusal import Refusal
from ....web.clock import now
from ....web.filters import seconds, time
from ....web.requests import wants_json
from ...bank.core.items import Unreadable
from ...bank.core.reveal import Part, shown
from ...bank.core.verdict import verdict
from ...bank.views import bp
from .. import forms
from ..actions import sitting
from ..core.attempt import AnsweredElsewhere, Attempt, AttemptClosed, Save
from ..core.certainty import Certainty
from ..core.refusals import AlreadyChecked, OpenElsewhere
from ..queries import attempts, practice, rules
from ..queries.withheld import withheld

_WHY = {AnsweredElsewhere: "parted", OpenElsewhere: "elsewhere", AlreadyChecked: "stands"}


@bp.get("/attempts/<int:attempt_id>/items/<int:n>")
@open_to(Role.LEARNER)
def item(attempt_id: int, n: int) -> ResponseReturnValue:
    attempt = attempts.attempt_as_it_stands(attempt_id, learner_id=me().id) or abort(404)
    if wants_json():
        return _status(attempt)
    if elsewhere := _not_here(attempt, n):
        return elsewhere
    return _item_page(attempt, n)


@bp.get("/attempts/<int:attempt_id>/paper")
@open_to(Role.LEARNER)
def kept(attempt_id: int) -> ResponseReturnValue:
    """Every question in one page, for a device to keep while the attempt is open."""
    attempt = attempts.attempt_as_it_stands(attempt_id, learner_id=me().id) or abort(404)
    if elsewhere := _not_here(attempt, 1):
        return elsewhere
    return _item_page(attempt, 1, kept=True)


@bp.post("/attempts/<int:attempt_id>/window")
@open_to(Role.LEARNER)
def open_in(attempt_id: int) -> ResponseReturnValue:
    """Let the window that asks be the one that answers; only scripts name their windows."""
    sitting.open_in(forms.window(request.form), attempt_id, learner_id=me().id, at=now())
    return {}


@bp.post("/attempts/<int:attempt_id>/items/<int:n>")
@open_to(Role.LEARNER)
def respond(attempt_id: int, n: int) -> ResponseReturnValue:
    sent = forms.read(request.form)
    try:
        receipt = sitting.respond(sent.save, attempt_id, learner_id=me().id, at=now())
        if sent.then == "check" and not (receipt and receipt.closed):
            sitting.check(attempt_id, sent.save.item_id, key=sent.save.key, learner_id=me().id, at=now())
    except (AnsweredElsewhere, OpenElsewhere, AlreadyChecked, Unreadable) as error:
        return _not_saved(attempt_id, n, sent.save, error)
    if receipt and receipt.closed:
        return _closed_page(attempt_id, receipt.closed)
    if wants_json():
        return {"step": receipt.step if receipt else 0, "saved_at": seconds(receipt.at) if receipt else ""}
    if sent.then == "review":
        return redirect(url_for("quiz.review", attempt_id=attempt_id), 303)
    to = int(sent.then) if sent.then.isdigit() else n
    to_verdict = "verdict" if sent.then == "check" else None
    return redirect(url_for("quiz.item", attempt_id=attempt_id, n=to, _anchor=to_verdict), 303)


@bp.get("/attempts/<int:attempt_id>/review")
@open_to(Role.LEARNER)
def review(attempt_id: int) -> ResponseReturnValue:
    attempt = attempts.attempt_as_it_stands(attempt_id, learner_id=me().id) or abort(404)
    if elsewhere := _not_here(attempt, 1):
        return elsewhere
    return render_template("quiz/review.html", attempt=attempt, at=now(), adjustment=rules.adjustment_shown(me().id))


@bp.post("/attempts/<int:attempt_id>/review")
@open_to(Role.LEARNER)
def submit(attempt_id: int) -> Response:
    with suppress(AttemptClosed):  # over already, by an earlier submission or by the clock: the result says which
        sitting.submit(attempt_id, learner_id=me().id, at=now())
    return redirect(url_for("quiz.result", attempt_id=attempt_id), 303)


def _not_here(attempt: Attempt, n: int) -> Response | None:
    """Where to go instead: to the result if the attempt is over, to the case if it is one, to the break during one."""
    if not attempt.is_open(now()):
        return redirect(url_for("quiz.result", attempt_id=attempt.id), 303)
    if attempt.paper.branching:
        return redirect(url_for("quiz.case", attempt_id=attempt.id), 303)
    if attempt.timing.is_resting(now()):
        return redirect(url_for("quiz.rest", attempt_id=attempt.id, n=n), 303)
    return None


def _status(attempt: Attempt) -> dict[str, object]:
    """What a page asks now and then: the time left in seconds, the window that answers, a token of this sign-in."""
    at = now()
    remaining, deadline = attempt.remaining(at), attempt.deadline(at)
    return {
        "remaining": None if remaining is None else remaining.total_seconds(),
        "ends": deadline and time(deadline),
        "resting": attempt.is_open(at) and attempt.timing.is_resting(at),
        "window": attempt.window,
        "token": generate_csrf(),
    }


def _item_page(attempt: Attempt, n: int, sent: Save | None = None, problem: str = "", kept: bool = False) -> str:
    """The page on which the ``n``-th item is answered; with all the others if a device is to keep it (``kept``).

    A save that was ``sent`` and refused stands in the fields again: with its ``problem`` if it has one, and otherwise
    beside the answer that another window saved meanwhile, for the learner to choose between the two.
    """
    if not 1 <= n <= len(attempt.paper.items):
        abort(404)
    version = attempt.paper.items[n - 1]
    at, saved = now(), attempt.latest(version.item.id)
    reveals = shown(attempt.paper.reveal, at, finished_at=None, closes_at=None, release_at=None) > {Part.ATTEMPT}
    answer = sent or saved
    kept_back = withheld(attempt.learner_id, at=at) if reveals else frozenset()
    is_told = version.item.id in attempt.checked and version.item.id not in kept_back
    others = {version.item.id: practice.others(version, learner_id=attempt.learner_id)} if is_told else {}
    return render_template(
        "quiz/item.html",
        attempt=attempt,
        n=n,
        version=version,
        saved=saved,
        response=tuple(sent.submitted) if sent else attempt.responses.get(version.item.id, ()),
        certainty=answer.certainty if answer else None,
        certainties=tuple(Certainty),
        elsewhere=sent is not None and not problem,
        problem=problem,
        kept=kept,
        key=str(uuid4()),
        at=at,
        adjustment=rules.adjustment_shown(attempt.learner_id),
        reveals=reveals,
        withheld=kept_back,
        verdict=verdict,
        others=others,
    )


def _not_saved(attempt_id: int, n: int, save: Save, error: Refusal) -> ResponseReturnValue:
    """Why an answer was not saved: to a script in a word, and to a reader on the question's page where that helps."""
    if wants_json() and (why := _WHY.get(type(error))):
        return {"problem": str(error), "why": why}, 409
    attempt = attempts.attempt_as_it_stands(attempt_id, learner_id=me().id) or abort(404)
    if attempt.timing.is_resting(now()):  # no question is shown: the page of the refusal hands back what was typed
        raise error
    place = next(
        (place for place, version in enumerate(attempt.paper.items, 1) if version.item.id == save.item_id), None
    )
    if isinstance(error, AnsweredElsewhere) and place:
        return _item_page(attempt, place, save), 409
    if isinstance(error, Unreadable) and place == n and not wants_json():
        return _item_page(attempt, n, save, str(error)), 422
    raise error


def _closed_page(attempt_id: int, closed: AttemptClosed) -> ResponseReturnValue:
    if wants_json():
        return {"problem": str(closed), "result": url_for("quiz.result", attempt_id=attempt_id)}, 409
    return render_template("quiz/closed.html", attempt_id=attempt_id, closed=closed), 409
