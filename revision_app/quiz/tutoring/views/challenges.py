"""A learner doubts a question; tutors and administrators answer."""

from collections.abc import Collection

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts import queries as accounts
from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Role
from ....cohorts.queries import why_no_tutor
from ....web.clock import now
from ....web.filters import count
from ....web.ids import whole
from ...attempts.queries.withheld import withheld
from ...bank import library
from ...bank.forms import unveiled
from ...bank.views import bp
from ..actions import challenges as actions
from ..core.challenge import Challenge, Outcome, UnfitMessage
from ..queries import challenges as queries
from ..queries.challenges import MOST


@bp.post("/attempts/<int:attempt_id>/challenges")
@open_to(Role.LEARNER)
def challenge(attempt_id: int) -> ResponseReturnValue:
    item, text = unveiled(request.form.get("item", "")), request.form.get("text", "")
    made = actions.challenge(attempt_id, item, text, learner_id=me().id, at=now())
    no_tutor = why_no_tutor(me().id, at=now())
    flash(f"Kept. {no_tutor}" if no_tutor else "Your tutor has been told. The answer appears here.")
    return redirect(url_for("quiz.challenge_page", challenge_id=made), 303)


@bp.get("/challenges/")
@open_to(Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR)
def challenges() -> str:
    challenges = queries.challenges(me().role, me().id, at=now())
    names = {} if me().role is Role.LEARNER else accounts.names(challenge.learner_id for challenge in challenges)
    return render_template("quiz/challenges.html", challenges=challenges, names=names)


@bp.get("/challenges/<int:challenge_id>")
@open_to(Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR)
def challenge_page(challenge_id: int) -> ResponseReturnValue:
    return _page(_own(challenge_id))


@bp.post("/challenges/<int:challenge_id>")
@open_to(Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR)
def reply(challenge_id: int) -> ResponseReturnValue:
    challenge = _own(challenge_id)
    message, decided = request.form.get("text", ""), request.form.get("outcome", "")
    outcome = Outcome(decided) if decided in set(Outcome) else None
    also = [number for typed in request.form.getlist("also") if (number := whole(typed))]
    try:
        answered = actions.reply(
            challenge_id, message, outcome, role=me().role, author_id=me().id, at=now(), also=also[:MOST]
        )
    except UnfitMessage as fault:
        return _page(challenge, message, str(fault), outcome, also), 422
    if me().role is Role.LEARNER:
        return redirect(url_for("quiz.challenge_page", challenge_id=challenge_id), 303)
    flash("Answered." if answered == 1 else f"Answered {count(answered, 'challenge')} to this question.")
    if outcome is not Outcome.UPHELD:
        return redirect(url_for("quiz.challenge_page", challenge_id=challenge_id), 303)
    return redirect(url_for("quiz.regrade_item", item_id=challenge.version.item.id, _anchor="would"), 303)


def _own(challenge_id: int) -> Challenge:
    return queries.challenge(challenge_id, me().role, me().id, at=now()) or abort(404)


def _page(
    challenge: Challenge,
    message: str = "",
    problem: str = "",
    outcome: Outcome | None = None,
    ticked: Collection[int] | None = None,
) -> str:
    note_reading("challenge read", of=challenge.learner_id, detail=f"challenge {challenge.id}")
    at, role, item_id = now(), me().role, challenge.version.item.id
    answered = queries.answered(challenge)
    may_answer = queries.may_answer(challenge, role, me().id, at=at)
    alike = queries.alike(challenge, role, me().id, at=at) if may_answer and role is not Role.LEARNER else []
    people = {
        challenge.learner_id,
        *(reply.author_id for reply in challenge.replies),
        *(one.learner_id for one in alike),
    }
    offered = library.offer(answered.paper_id) if answered else None
    return render_template(
        "quiz/challenge.html",
        challenge=challenge,
        alike=alike,
        ticked={one.id for one in alike} if ticked is None else ticked,
        answered=answered,
        answers=queries.answers_to(item_id, tutor_id=me().id, at=at) if role is Role.TUTOR else None,
        paper=offered.sample if offered and any(one.item.id == item_id for one in offered.versions) else None,
        names=accounts.names(people),
        withheld=Role.LEARNER in me().roles and item_id in withheld(me().id, at=at),
        may_answer=may_answer,
        message=message,
        problem=problem,
        outcome=outcome or challenge.outcome,
        outcomes=Outcome,
    )
