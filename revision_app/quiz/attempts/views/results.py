import re
from secrets import token_hex

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts import queries as accounts
from ....accounts.access import me, note_reading, open_to
from ....accounts.core import Role
from ....cohorts.queries import why_no_tutor
from ....shared.refusal import Refusal
from ....web.clock import now
from ....web.ids import whole
from ....web.requests import wants_json
from ...bank import library
from ...bank.core.items import Unreadable
from ...bank.forms import unveiled, veiled
from ...bank.views import bp
from ..access import may_read_keys
from ..actions import grading, misses, self_marking
from ..core.outline import next_step, outline, shortfall, weakest
from ..core.report import MissReason
from ..queries import attempts, interventions, reports, results

bp.add_app_template_filter(outline, "quiz_outline")
bp.add_app_template_filter(next_step, "quiz_next_step")
bp.add_app_template_filter(shortfall, "quiz_shortfall")
bp.add_app_template_filter(weakest, "quiz_weakest")


class StillOpen(Refusal):
    """A result that is not there yet."""


@bp.get("/attempts/<int:attempt_id>/result")
@open_to(Role.LEARNER, Role.TUTOR)
def result(attempt_id: int) -> ResponseReturnValue:
    mine = me().role is Role.LEARNER
    learner_id = me().id if mine else results.learner_of(attempt_id, tutor_id=me().id, at=now()) or abort(404)
    note_reading("result read", of=learner_id, detail=f"attempt {attempt_id}")
    running = grading.going_on(learner_id, at=now())
    number = None
    if "number" in request.args:
        number = whole(request.args["number"]) or abort(404)
    result = results.result(attempt_id, learner_id=learner_id, number=number)
    if number and not result:
        abort(404)
    if result:
        if learner_id != me().id:
            may_read_keys(mark.version.item.id for mark in result.grade.items)
        name = None if mine else accounts.names([learner_id])[learner_id]
        offered = library.offer(result.paper.id) is not None
        report = reports.report(result, at=now(), to_tutor=learner_id != me().id, running=running)
        page = "quiz/case_result.html" if result.paper.branching else "quiz/result.html"
        waits = mine and report.waiting
        no_tutor = why_no_tutor(learner_id, at=now(), made_at=result.started_at) if waits else None
        return render_template(page, report=report, name=name, offered=offered, no_tutor=no_tutor)
    attempt = attempts.attempt(attempt_id, learner_id=learner_id) or abort(404)
    if attempt.voided:
        return render_template(
            "quiz/voided.html", attempt=attempt, intervention=interventions.of_attempt(attempt_id)[-1]
        )
    if not attempt.is_open(now()):
        return render_template(
            "quiz/counting.html", attempt=attempt, name=None if mine else accounts.names([learner_id])[learner_id]
        )
    if not mine:
        raise StillOpen("This paper is still being sat. Its result appears once it is submitted or its time is up.")
    flash("This paper is still open. Its result appears once you submit it, or when the time is up.")
    return redirect(url_for("quiz.review", attempt_id=attempt_id), 303)


@bp.post("/attempts/<int:attempt_id>/misses")
@open_to(Role.LEARNER)
def explain_miss(attempt_id: int) -> ResponseReturnValue:
    item, reason = unveiled(request.form.get("item", "")), request.form.get("reason", "")
    if reason not in set(MissReason):
        raise Unreadable("Choose one of the reasons on the page.")
    reasons = misses.explain_miss(attempt_id, item, MissReason(reason), learner_id=me().id, at=now())
    if wants_json():
        return {"reasons": {veiled(item_id): reason for item_id, reason in reasons.items()}}
    return _back_to_question(attempt_id)


@bp.post("/attempts/<int:attempt_id>/self-marks")
@open_to(Role.LEARNER)
def mark_own(attempt_id: int) -> ResponseReturnValue:
    """Keep what a learner ticks of the guide to a written practice answer."""
    points = request.form.getlist("point")
    if not all(re.fullmatch("[0-9]{1,3}", point) for point in points):
        raise Unreadable("Something was missing from the page. Open the result again.")
    item = unveiled(request.form.get("item", ""))
    self_marking.mark_own(attempt_id, item, set(map(int, points)), learner_id=me().id, at=now())
    flash("Your marking is saved. It is yours and not part of the result.")
    return _back_to_question(attempt_id)


@bp.post("/attempts/<int:attempt_id>/mark-requests")
@open_to(Role.LEARNER)
def ask_tutor(attempt_id: int) -> ResponseReturnValue:
    self_marking.ask_tutor(attempt_id, unveiled(request.form.get("item", "")), learner_id=me().id, at=now())
    flash("Your tutor is asked to mark this answer. Their mark appears here.")
    return _back_to_question(attempt_id)


def _back_to_question(attempt_id: int) -> ResponseReturnValue:
    """To the question of the result that the form stands under."""
    place = request.form.get("place", "")
    here = f"question-{place}" if place.isdecimal() else "answers"
    return redirect(url_for("quiz.result", attempt_id=attempt_id, _anchor=here), 303)


@bp.post("/attempts/<int:attempt_id>/retry")
@open_to(Role.LEARNER)
def retry(attempt_id: int) -> ResponseReturnValue:
    practice = misses.retry_missed(attempt_id, learner_id=me().id, seed=token_hex(8), at=now())
    return redirect(url_for("quiz.item", attempt_id=practice, n=1), 303)
