"""A learner doubts a question; tutors and administrators answer."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts import queries as accounts
from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Role
from ....cohorts.queries import why_no_tutor
from ....web.clock import now
from ...attempts.queries.withheld import withheld
from ...bank.forms import unveiled
from ...bank.views import bp
from ..actions import challenges as actions
from ..core.challenge import Challenge, Outcome, UnfitMessage
from ..queries import challenges as queries


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
    try:
        actions.reply(
            challenge_id,
            message,
            Outcome(decided) if decided in set(Outcome) else None,
            role=me().role,
            author_id=me().id,
            at=now(),
        )
    except UnfitMessage as fault:
        return _page(challenge, message, str(fault)), 422
    return redirect(url_for("quiz.challenge_page", challenge_id=challenge_id), 303)


def _own(challenge_id: int) -> Challenge:
    return queries.challenge(challenge_id, me().role, me().id, at=now()) or abort(404)


def _page(challenge: Challenge, message: str = "", problem: str = "") -> str:
    note_reading("challenge read", of=challenge.learner_id, detail=f"challenge {challenge.id}")
    return render_template(
        "quiz/challenge.html",
        challenge=challenge,
        names=accounts.names({challenge.learner_id, *(reply.author_id for reply in challenge.replies)}),
        withheld=Role.LEARNER in me().roles and challenge.version.item.id in withheld(me().id, at=now()),
        may_answer=queries.may_answer(challenge, me().role, me().id, at=now()),
        message=message,
        problem=problem,
        outcomes=Outcome,
    )
